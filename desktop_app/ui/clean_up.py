"""The clean-up while the window is open: at start, and then on a timer."""

from collections.abc import Callable, Collection

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.services.services import Services
from desktop_app.ui.tasks import Tasks

_LONGEST_MS = 2**31 - 1
"""The longest interval that a Qt timer knows (24 days)."""


class CleanUp(QObject):
    """Moves expired sessions to the trash."""

    pruned = Signal(object)
    """A `PruneReport` with at least one session."""

    def __init__(
        self, services: Services, tasks: Tasks, protected: Callable[[], Collection[str]], parent: QObject | None = None
    ) -> None:
        """Leave alone, each time, the sessions that `protected` returns then."""
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._protected = protected
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.run)

    def start(self) -> None:
        """Clean up now, and again on the interval of the settings."""
        self.run()
        minutes = self._services.settings.sessions.cleanup_interval_minutes
        if minutes > 0:
            self._timer.start(int(min(max(minutes * 60_000, 1_000), _LONGEST_MS)))

    def stop(self) -> None:
        """Clean up no more."""
        self._timer.stop()

    @Slot()
    def run(self) -> None:
        """Clean up once."""
        self._tasks.start(self._run(), name="clean up")

    async def _run(self) -> None:
        report = await self._services.retention.prune(self._protected())
        if report.expired:
            self.pruned.emit(report)
