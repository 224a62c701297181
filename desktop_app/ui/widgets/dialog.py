"""A dialog that can be told from the window behind it."""

from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog

from desktop_app.ui.widgets.theme import theme_of

_MARGIN = 40
"""What is left to see of the window behind, in pixels."""


class Dialog(QDialog):
    """Draws a hairline around itself: not every desktop gives its windows an edge."""

    def resize_within_parent(self, width: int, height: int) -> None:
        """Be of that size, but smaller than the window behind it: not every desktop keeps windows on the screen."""
        parent = self.parentWidget()
        if parent is not None:
            room = parent.window().size()
            width, height = min(width, room.width() - _MARGIN), min(height, room.height() - _MARGIN)
        self.resize(width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(theme_of(self).border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
