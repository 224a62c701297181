"""Brings back from a snapshot what a repair could not."""

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.services.services import Services
from desktop_app.ui.notices.view import NoticeBar
from desktop_app.ui.tasks import Tasks


class Restoring(QObject):
    """Restores into the open store, which nothing is taken from."""

    restored = Signal()
    """Something may be there that was not."""

    def __init__(self, services: Services, tasks: Tasks, notices: NoticeBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._notices = notices

    @Slot(str)
    def restore(self, snapshot: str) -> None:
        """Bring back what the store lacks of the snapshot of that name."""
        self._tasks.start(self._restore(snapshot), name="restore")

    async def _restore(self, snapshot: str) -> None:
        shown = self._notices.show_notice(self.tr("Bringing back what is in the backup."), stays=True)
        try:
            report = (await self._services.backup.restore(self._services.user_id, snapshot)).report
        finally:
            self._notices.dismiss(shown)
        words = self.tr("Brought back from the backup: {messages} messages, {sessions} sessions.")
        words = words.replace("{messages}", str(report.messages_added))
        self._notices.show_notice(words.replace("{sessions}", str(report.sessions_added)), stays=True)
        self.restored.emit()
