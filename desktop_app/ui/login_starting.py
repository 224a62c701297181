"""The switch in the menu that has Parley started with the desktop."""

from PySide6.QtCore import QObject, Slot

from desktop_app.services.login_start import LoginStart
from desktop_app.ui.main_window.commands import STARTS_AT_LOGIN
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.tasks import Tasks


class LoginStarting(QObject):
    """Shows what the desktop was told, and tells it something else."""

    def __init__(self, login_start: LoginStart, tasks: Tasks, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._login_start = login_start
        self._tasks = tasks
        self._window = window
        window.login_start_requested.connect(self._on_requested)

    def start(self) -> None:
        """Find out how it is."""
        self._tasks.start(self._look(), name="start at login")

    async def _look(self) -> None:
        self._window.setProperty(STARTS_AT_LOGIN, await self._login_start.is_on())

    @Slot()
    def _on_requested(self) -> None:
        self._tasks.start(self._switch(), name="start at login")

    async def _switch(self) -> None:
        on = not await self._login_start.is_on()
        await self._login_start.switch(on=on)
        self._window.setProperty(STARTS_AT_LOGIN, on)
        said = self.tr("Parley starts at login from now on, minimised."), self.tr("Parley does not start at login.")
        self._window.notices.show_notice(said[0] if on else said[1])
