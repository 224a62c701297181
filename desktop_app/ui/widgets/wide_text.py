"""Text that may be wider than its place, and scrolls sideways there."""

from math import ceil

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QTextBrowser, QWidget

from desktop_app.ui.widgets.rich_text import RichText
from desktop_app.ui.widgets.theme import SCROLL_BAR

_STEP = 40


class WideText(RichText):
    """Leaves up and down to the list; takes the focus only where there is something to scroll."""

    focused = Signal(bool)
    """The keyboard has come to it, or left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setLineWrapMode(QTextBrowser.LineWrapMode.NoWrap)
        self.overflows = False
        """Whether it is wider than its place."""

    def height_for(self, width: int) -> int:
        """Return the height of the text and of the bar to scroll it with, if it needs one."""
        size = self.document().size()
        self.overflows = size.width() > width + 1
        # Qt takes the range from a place that may not be the one that it gets.
        self.horizontalScrollBar().setRange(0, max(0, ceil(size.width()) - width))
        self.horizontalScrollBar().setPageStep(width)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if self.overflows else Qt.FocusPolicy.ClickFocus)
        return ceil(size.height()) + (SCROLL_BAR + 4 if self.overflows else 0)

    def set_wrapped(self, *, wrapped: bool, width: int) -> None:
        """Break long lines at that width, or not."""
        mode = QTextBrowser.LineWrapMode.FixedPixelWidth if wrapped else QTextBrowser.LineWrapMode.NoWrap
        if wrapped and self.lineWrapColumnOrWidth() != width:
            self.setLineWrapColumnOrWidth(width)
        if self.lineWrapMode() != mode:
            self.setLineWrapMode(mode)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways, with Shift by an ordinary wheel; leave up and down to the list."""
        turn = event.angleDelta()
        sideways = turn.x() if abs(turn.x()) > abs(turn.y()) else 0
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            sideways = turn.x() or turn.y()
        if not sideways or not self.overflows:
            event.ignore()
            return
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - sideways * _STEP // 60)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell what shows where the keyboard is."""
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell what shows where the keyboard is."""
        super().focusOutEvent(event)
        self.focused.emit(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by the keys that point sideways; leave all others to the list."""
        bar = self.horizontalScrollBar()
        places = {
            Qt.Key.Key_Left: bar.value() - _STEP,
            Qt.Key.Key_Right: bar.value() + _STEP,
            Qt.Key.Key_Home: bar.minimum(),
            Qt.Key.Key_End: bar.maximum(),
        }
        place = places.get(Qt.Key(event.key())) if not event.modifiers() else None
        if place is None or not self.overflows:
            event.ignore()
        else:
            bar.setValue(place)
