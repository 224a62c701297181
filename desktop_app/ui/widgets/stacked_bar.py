"""A bar of several parts beside each other."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QHelpEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.ui.widgets.text import plain_tooltip
from desktop_app.ui.widgets.theme import theme_of

_HEIGHT = 16
_GAP = 2
_LEAST = 3
"""Pixels that anything has that is there at all."""


class Part(NamedTuple):
    """One part: how much it is, its colour, and the words that say so."""

    amount: float
    colour: str
    words: str
    hatched: bool = False


class StackedBar(QWidget):
    """Draws the parts in proportion, from the left; what is left of `whole` stays empty."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: Sequence[Part] = ()
        self._whole = 1.0
        self.setAccessibleName(name)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_parts(self, parts: Sequence[Part], whole: float) -> None:
        """Show these parts of a whole; a screen reader hears all of them."""
        self._parts = [part for part in parts if part.amount > 0]
        self._whole = max(whole, sum(part.amount for part in self._parts), 1e-9)
        self.setAccessibleDescription("; ".join(part.words for part in self._parts))
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size at which parts can be told apart."""
        return QSize(240, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the parts on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QPainterPath()
        ground.addRoundedRect(self.rect().toRectF(), 4, 4)
        painter.setClipPath(ground)
        painter.fillRect(self.rect(), QColor(theme_of(self.window()).hover))
        for part, room in self._rooms():
            colour = QColor(part.colour)
            if part.hatched:
                faint = QColor(colour)
                faint.setAlphaF(0.25)
                painter.fillRect(room, faint)
                painter.fillRect(room, QBrush(colour, Qt.BrushStyle.BDiagPattern))
            else:
                painter.fillRect(room, colour)

    def event(self, event: QEvent) -> bool:
        """Say what the part under the pointer is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = next((part.words for part, room in self._rooms() if room.contains(event.pos().toPointF())), "")
            QToolTip.showText(event.globalPos(), plain_tooltip(words), self)
            return True
        return super().event(event)

    def _rooms(self) -> list[tuple[Part, QRectF]]:
        rooms, left = [], 0.0
        for part in self._parts:
            width = max(part.amount / self._whole * self.width(), _LEAST)
            rooms.append((part, QRectF(left, 0, max(width - _GAP, 1), self.height())))
            left += width
        return rooms
