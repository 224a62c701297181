"""The round button of the composer."""

from PySide6 import QtCore
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_app.ui.widgets.early import fill, focus_by_tab
from desktop_app.ui.widgets.icons import pixmap
from desktop_app.ui.widgets.text import no_smaller
from desktop_app.ui.widgets.theme import theme_of

_SIZE = 32
_ICON = 20


class SendButton(QAbstractButton):
    """Send or, while an answer streams, Stop."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fit()
        focus_by_tab(self)
        self._stops: bool | None = None
        self._keys = self.tr("Enter")
        self.set_stops(stops=False)

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the text around."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        side = no_smaller(_SIZE, self.font())
        self.setFixedSize(side, side)

    def set_stops(self, *, stops: bool) -> None:
        """Become Stop or Send."""
        if stops != self._stops:
            self._stops = stops
            self.setAccessibleName(self.tr("Stop") if stops else self.tr("Send"))
            self.setToolTip(
                self.tr("Stop answering (Esc)") if stops else self.tr("Send ({keys})").replace("{keys}", self._keys)
            )
            self.update()

    def set_keys(self, keys: str) -> None:
        """Say which keys do the same as Send."""
        self._keys = keys
        stops, self._stops = bool(self._stops), None
        self.set_stops(stops=stops)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a disc with the icon on it."""
        theme = theme_of(self.window())
        disc, sign = (theme.accent, theme.accent_text) if self.isEnabled() else (theme.hover, theme.muted)
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            disc = QColor(disc).darker(125 if self.isDown() else 112).name()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QPainterPath()
        ground.addEllipse(self.rect().toRectF())
        fill(painter, ground, disc)
        if self.hasFocus():
            painter.setPen(QColor(theme.text))
            painter.setBrush(QtCore.Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self.rect().toRectF().adjusted(1, 1, -1, -1))
        icon = no_smaller(_ICON, self.font())
        corner = (self.width() - icon) // 2
        painter.drawPixmap(corner, corner, pixmap("stop" if self._stops else "send", sign, icon))
