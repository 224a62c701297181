"""A dialog that can be told from the window behind it."""

from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog

from desktop_app.ui.widgets.theme import theme_of


class Dialog(QDialog):
    """Draws a hairline around itself: not every desktop gives its windows an edge."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(theme_of(self).border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
