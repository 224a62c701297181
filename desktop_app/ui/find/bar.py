"""The bar above the transcript in which one types what to find in it."""

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.search_field import SearchField
from desktop_app.ui.widgets.text import in_proportion
from desktop_app.ui.widgets.theme import COLUMN_WIDTH, GRID, SCROLL_BAR, theme_of

_HEIGHT = 52
_FIELD_MOST = 360


class FindBar(QWidget):
    """A field, how many places there are, and the ways to the next and the one before."""

    typed = Signal(str)
    """What is looked for is another."""
    stepped = Signal(int)
    """One wants to go on to the next place or, with -1, to the one before."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(in_proportion(_HEIGHT, self.font()))
        self.setAccessibleName(self.tr("Find in session"))
        self.field = SearchField(self.tr("Find in session"))
        self.field.setMaximumWidth(_FIELD_MOST)
        self._count = QLabel()
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setProperty("kind", "quiet")
        self._count.setAccessibleName(self.tr("Found"))
        self._previous = IconButton("up", self.tr("Previous place"))
        self._previous.setToolTip(self.tr("Previous place (Shift+Enter, Shift+F3)"))
        self._next = IconButton("down", self.tr("Next place"))
        self._next.setToolTip(self.tr("Next place (Enter, F3)"))
        self._close = IconButton("close", self.tr("Close"))
        self._row = QHBoxLayout(self)
        self._close.setToolTip(self.tr("Close and go back to where you were (Esc)"))
        self._build()

    def _build(self) -> None:
        row = self._row
        row.setSpacing(GRID)
        row.addWidget(self.field, 1)
        for button in (self._previous, self._next):
            row.addWidget(button)
        row.addSpacing(GRID)
        row.addWidget(self._count)
        row.addStretch(0)
        row.addWidget(self._close)
        self.field.textChanged.connect(self.typed)
        self.field.down_pressed.connect(self._on_next)
        self._next.clicked.connect(self._on_next)
        self._previous.clicked.connect(self._on_previous)
        self._close.clicked.connect(self.closed)
        self.show_count("", any_found=False)

    def begin(self, words: str) -> None:
        """Be seen, with `words` to look for, or what was looked for before, ready to be typed over."""
        if words:
            self.field.setText(words)
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_count(self, words: str, *, any_found: bool) -> None:
        """Say how many places there are, and whether one can go to them."""
        self._count.setText(words)
        self._count.setAccessibleDescription(words)
        for button in (self._previous, self._next):
            button.setEnabled(any_found)

    def event(self, event: QEvent) -> bool:
        """Keep Esc from the window, which would stop an answer."""
        overrides = event.type() == QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on with Enter, back with Shift+Enter or upwards, away with Esc."""
        key, back = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.stepped.emit(-1 if back else 1)
        elif key == Qt.Key.Key_Up:
            self.stepped.emit(-1)
        elif key == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.setFixedHeight(in_proportion(_HEIGHT, self.font()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in line with the column of text below."""
        super().resizeEvent(event)
        side = max((self.width() - SCROLL_BAR - COLUMN_WIDTH) // 2, 4 * GRID)
        self._row.setContentsMargins(side, 0, side, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line under the bar."""
        painter = QPainter(self)
        painter.setPen(theme_of(self.window()).border)
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    @Slot()
    def _on_next(self) -> None:
        self.stepped.emit(1)

    @Slot()
    def _on_previous(self) -> None:
        self.stepped.emit(-1)
