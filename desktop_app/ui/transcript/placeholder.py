"""The place of a message that is not loaded yet, or could not be read."""

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.ui.widgets.accessible_list import show_as
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.row_pool import RowWidget
from desktop_app.ui.widgets.theme import COLUMN_WIDTH, GRID, theme_of

_SIDE = 4 * GRID
_CALM_MS = 150
"""What is loaded within this time is not announced by anything, so that nothing flickers."""
_BAR, _PITCH, _MOST_BARS = 10, 26, 4
_ALPHA = 90
_BESIDE_WORDS = 10
"""What a flat button leaves empty beside its words."""


class Placeholder(RowWidget):
    """Keeps the place of any message; bars where its lines will be, once it takes a while."""

    retry_requested = Signal()
    """Try to read again what could not be read."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        show_as(self, "item")
        self._barred = False
        self._patience = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._patience.timeout.connect(self._on_impatient)
        self._words = QLabel(self.tr("This message could not be read just now."), self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setProperty("kind", "quiet")
        self._again = TextButton(self.tr("Try again"), kind="flat", parent=self)
        self._again.clicked.connect(self.retry_requested)

    def show_place(self, *, unreadable: bool, at_once: bool) -> None:
        """Stand for a message, perhaps an `unreadable` one; with bars `at_once` while one hurries past."""
        self._words.setVisible(unreadable)
        self._again.setVisible(unreadable)
        self.setAccessibleName(self._words.text() if unreadable else self.tr("Message that is not loaded yet"))
        self._barred = at_once and not unreadable
        self._patience.stop()
        if not (unreadable or at_once):
            self._patience.start()
        self.update()

    def set_width(self, width: int) -> None:
        """Take any height."""
        left = self._left(width)
        self._words.adjustSize()
        self._again.adjustSize()
        self._words.move(left, 2 * GRID)
        self._again.move(left - _BESIDE_WORDS, 2 * GRID + self._words.height() + GRID)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw bars in place of lines."""
        if not self._barred:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colour = QColor(theme_of(self.window()).border)
        colour.setAlpha(_ALPHA)
        painter.setBrush(colour)
        left = self._left(self.width())
        column = self.width() - 2 * left
        for number in range(min(_MOST_BARS, (self.height() - 2 * GRID) // _PITCH)):
            length = column * (0.25, 0.9, 0.8, 0.55)[number]
            painter.drawRoundedRect(QRectF(left, 4 * GRID + number * _PITCH, length, _BAR), _BAR / 2, _BAR / 2)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop waiting."""
        super().hideEvent(event)
        self._patience.stop()

    def _left(self, width: int) -> int:
        return (width - min(COLUMN_WIDTH, width - 2 * _SIDE)) // 2

    @Slot()
    def _on_impatient(self) -> None:
        self._barred = True
        self.update()
