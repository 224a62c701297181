"""A rounded ground for other widgets."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.widgets.early import fill, stroke
from desktop_app.ui.widgets.theme import theme_of


class Card(QWidget):
    """Draws a rounded rectangle; `ground` names a colour of the theme, `edge` the one of its border."""

    def __init__(
        self, *, ground: str = "raised", edge: str = "border", radius: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ground = ground
        self._edge = edge
        self._radius = radius

    def set_colours(self, *, ground: str, edge: str) -> None:
        """Change the colours."""
        self._ground, self._edge = ground, edge
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the border."""
        theme = theme_of(self.window())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), self._radius, self._radius)
        fill(painter, shape, getattr(theme, self._ground))
        if self._edge != self._ground:
            stroke(painter, shape, getattr(theme, self._edge))
