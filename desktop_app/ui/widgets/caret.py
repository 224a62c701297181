"""The bar that shows where the end of a selection stands while the keyboard moves it."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.widgets.theme import theme_of

_WIDTH = 2


class Caret(QWidget):
    """Stands still: what blinks tires, and here nothing can be typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def stand_at(self, place: QRect | None) -> None:
        """Stand there, or nowhere."""
        if place is not None:
            self.setGeometry(place.x(), place.y(), _WIDTH, place.height())
            self.raise_()
        self.setVisible(place is not None)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bar."""
        QPainter(self).fillRect(self.rect(), QColor(theme_of(self.window()).accent))
