"""Find in session: the bar is made when it is first asked for."""

from PySide6.QtCore import QObject, Slot

from desktop_app.services.services import Services
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.find.screen import FindScreen
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.tasks import Tasks


class FindPresenter(QObject):
    """Opens the bar, and steps through what is found by keys that work anywhere in the window."""

    def __init__(
        self, services: Services, tasks: Tasks, chat: ChatViewModel, window: MainWindow, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._chat = chat
        self._window = window
        self._screen: FindScreen | None = None
        window.find_requested.connect(self.open)
        window.find_stepped.connect(self._on_stepped)

    @Slot()
    def open(self) -> None:
        """Let one type what to find in the open session."""
        if self._screen is None:
            self._screen = FindScreen(self._services, self._tasks, self._chat, self._window, self)
        self._screen.open()

    @Slot(int)
    def _on_stepped(self, way: int) -> None:
        if self._screen is None or not self._screen.is_open:
            self.open()
        else:
            self._screen.step(way)
