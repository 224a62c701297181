"""A button that is seen only when it is wanted, and can always be reached by the keyboard."""

from PySide6.QtGui import QPaintEvent

from desktop_app.ui.widgets.buttons import IconButton


class HoverButton(IconButton):
    """Keeps its place while it is faint, so that nothing moves when it appears."""

    _faint = False

    def set_faint(self, *, faint: bool) -> None:
        """Be seen, or not."""
        if faint != self._faint:
            self._faint = faint
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button unless it is faint."""
        if not self._faint:
            super().paintEvent(event)
