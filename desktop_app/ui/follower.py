"""Follows what other programs write to the same store."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.domain.errors import UserError
from desktop_app.services.changes import ChangeService
from desktop_app.ui.tasks import Tasks

_INTERVAL_MS = 1_000


class Follower(QObject):
    """Looks once a second, which costs half a millisecond."""

    noticed = Signal()
    """Another program wrote something."""

    def __init__(self, changes: ChangeService, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changes = changes
        self._tasks = tasks
        self._told = ""
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        """Begin to look."""
        self._on_timeout()
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    @Slot()
    def _on_timeout(self) -> None:
        if not self._tasks.is_running("follow"):
            self._tasks.start(self._look(), name="follow")

    async def _look(self) -> None:
        try:
            changed = await self._changes.made_elsewhere()
        except UserError as error:
            if error.code == self._told:
                return  # once is enough, not once a second
            self._told = error.code
            raise
        self._told = ""
        if changed:
            self.noticed.emit()
