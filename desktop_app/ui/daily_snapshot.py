"""The daily snapshot while the window is open: made in the background, and silent unless it fails again and again."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.domain.errors import UserError
from desktop_app.services.services import Services
from desktop_app.ui.tasks import Tasks

_FIRST_MS = 60_000
"""After the window became usable: what somebody opened it for comes first."""
_BUSY_MS = 60_000
_INTERVAL_MS = 60 * 60_000
_TASK = "daily snapshot"


class DailySnapshot(QObject):
    """Looks every hour whether the day's snapshot is due, and makes it."""

    failed = Signal(str)
    """Making it failed for the second time running; carries the reason, a sentence. Said once until one succeeds."""

    def __init__(
        self, services: Services, tasks: Tasks, busy: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        """Wait as long as `busy` says that the clean-up is at work."""
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._busy = busy
        self._failures = 0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.run)

    def start(self) -> None:
        """Look in a minute, and from then on every hour."""
        self._timer.start(_FIRST_MS)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    @Slot()
    def run(self) -> None:
        """Look now, unless the clean-up is at work."""
        if self._busy():
            self._timer.start(_BUSY_MS)
            return
        self._timer.start(_INTERVAL_MS)
        if not self._tasks.is_running(_TASK):
            self._tasks.start(self._run(), name=_TASK)

    async def _run(self) -> None:
        try:
            await self._services.backup.create_daily()
        except UserError as error:
            self._failures += 1
            if self._failures == 2:
                self.failed.emit(error.message)
        else:
            self._failures = 0
