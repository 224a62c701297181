"""A dialog that can be told from the window behind it."""

from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from desktop_app.ui.widgets.theme import GRID, theme_of

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


def row_of_buttons(*buttons: QWidget, beside: QWidget | None = None) -> QHBoxLayout:
    """Return the row at the foot of a dialog: its buttons at the right, and what is said `beside` them."""
    row = QHBoxLayout()
    row.setSpacing(2 * GRID)
    if beside is None:
        row.addStretch(1)
    else:
        row.addWidget(beside, 1)
    for button in buttons:
        row.addWidget(button)
    return row
