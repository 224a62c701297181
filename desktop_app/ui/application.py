"""The Qt application, which never quits behind the program's back."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Turns “quit” (from the desktop or a shortcut) into a wish that the window can answer by closing."""

    quit_requested = Signal()

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self.setApplicationName("parley")
        self.setApplicationDisplayName("Parley")
        self.setDesktopFileName("parley")
        self.setQuitOnLastWindowClosed(False)

    def event(self, event: QEvent) -> bool:
        """Catch Qt's own quit, which would stop the event loop under running tasks."""
        if event.type() == QEvent.Type.Quit:
            event.ignore()
            self.quit_requested.emit()
            return True
        return super().event(event)
