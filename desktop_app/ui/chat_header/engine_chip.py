"""The chip that says what answers and how it fares."""

from PySide6 import QtCore
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop_app.ui.widgets.buttons import Chip
from desktop_app.ui.widgets.text import plain_tooltip
from desktop_app.ui.widgets.theme import theme_of

_LEAD = 16
_LEFT = 11
_DOT = 8
_RING = 12
_SMALL = 34
_MOST = 260
_FULL_TURN = 360 * 16


class EngineChip(Chip):
    """A name behind a dot in the colour of its state, or behind a ring that closes while a model is loaded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, kind="state", lead=_LEAD)
        self.setAccessibleName(self.tr("Engine"))
        self._name, self._state, self._tooltip = "", "", ""
        self._tone = "muted"
        self._loaded: float | None = None
        self._small = False

    def set_engine(self, name: str, tooltip: str) -> None:
        """Say what answers."""
        self._name, self._tooltip = name, tooltip
        self._show()

    def set_state(self, words: str, tone: str, loaded: float | None = None) -> None:
        """Say how it fares: in words, empty where all is well, in a colour of the theme, and how much is loaded."""
        self._state, self._tone, self._loaded = words, tone, loaded
        self._show()

    def set_small(self, small: bool) -> None:
        """Show only the dot, where there is no room for words."""
        if small != self._small:
            self._small = small
            self._show()

    def _show(self) -> None:
        said = ", ".join(filter(None, (self._name, self._state)))
        self.setAccessibleDescription(said)
        self.setToolTip(plain_tooltip("\n".join(filter(None, (said, self._tooltip)))))
        self.setMaximumWidth(_SMALL if self._small else _MOST)
        self.set_words("" if self._small else " · ".join(filter(None, (self._name, self._state))))
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Let layouts squeeze it down to the dot where that is all it shows."""
        return QSize(_SMALL, self.sizeHint().height()) if self._small else super().minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dot or the ring before the words."""
        super().paintEvent(event)
        theme = theme_of(self.window())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(getattr(theme, self._tone))
        middle = self.width() / 2 if self._small else _LEFT + _RING / 2
        if self._loaded is None:
            painter.setPen(QtCore.Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(QRectF(middle - _DOT / 2, (self.height() - _DOT) / 2, _DOT, _DOT))
            return
        ring = QRectF(middle - _RING / 2, (self.height() - _RING) / 2, _RING, _RING).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(theme.border), 2))
        painter.drawEllipse(ring)
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.drawArc(ring, _FULL_TURN // 4, -round(_FULL_TURN * min(max(self._loaded, 0), 1)))
