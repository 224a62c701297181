"""An icon that is only looked at."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.theme import theme_of


class IconLabel(QWidget):
    """An icon in a colour of the theme; a screen reader passes over it."""

    def __init__(self, icon_name: str, *, size: int = 16, colour: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._size = size
        self._colour = colour
        self.setFixedSize(size, size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon in the colour of the present theme."""
        colour = getattr(theme_of(self.window()), self._colour)
        QPainter(self).drawPixmap(0, 0, pixmap(self._icon_name, colour, self._size))
