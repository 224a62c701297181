"""The clean-up while the window is open: at start, and then on a timer."""

from collections.abc import Callable, Collection

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.services.retention import PruneReport
from desktop_app.services.services import Services
from desktop_app.ui.tasks import Tasks

_LONGEST_MS = 2**31 - 1
"""The longest interval that a Qt timer knows (24 days)."""


class CleanUp(QObject):
    """Moves expired sessions to the trash, and brings them back when asked."""

    pruned = Signal(object)
    """A `PruneReport` with at least one session."""
    undone = Signal()
    """The sessions of a report are back."""

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

    def undo(self, report: PruneReport) -> None:
        """Bring back what a clean-up moved to the trash."""
        self._tasks.start(self._undo(report), name="undo clean-up")

    async def _run(self) -> None:
        report = await self._services.retention.prune(self._protected())
        if report.expired:
            self.pruned.emit(report)

    async def _undo(self, report: PruneReport) -> None:
        await self._services.retention.undo(report)
        self.undone.emit()
