"""A button that is seen only when it is wanted, and can always be reached by the keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent

from desktop_app.ui.widgets.buttons import IconButton

_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


class HoverButton(IconButton):
    """Keeps its place while it is faint, so that nothing moves when it appears."""

    _faint = False

    def set_faint(self, *, faint: bool) -> None:
        """Be seen, or not."""
        if faint != self._faint:
            self._faint = faint
            self.update()

    def is_faint(self) -> bool:
        """Tell whether the button is not to be seen."""
        return self._faint

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrows to what the button is in: they walk there."""
        if event.key() in _ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button unless it is faint."""
        if not self._faint:
            super().paintEvent(event)
