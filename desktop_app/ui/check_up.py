"""The check-up of the chat file while the window is open, in the background."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.domain.errors import UserError
from desktop_app.services.checkup import CheckupService
from desktop_app.ui.offers import Offers
from desktop_app.ui.tasks import Tasks

_FIRST_MS = 1_000
"""After the window became usable: what somebody opened it for comes first."""
_TALLY_MS = 60_000


class CheckUp(QObject):
    """Says what is wrong with the chat file, and keeps the search index whole."""

    repair_requested = Signal()
    """Damage was found, and somebody wants it repaired."""

    def __init__(self, service: CheckupService, tasks: Tasks, offers: Offers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._tasks = tasks
        self._offers = offers
        self._first = QTimer(self, interval=_FIRST_MS, singleShot=True)
        self._first.timeout.connect(self._on_first)
        self._timer = QTimer(self)
        self._timer.setInterval(_TALLY_MS)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        """Look once, in a moment, and count every minute."""
        if (missing := self._service.missing) is not None:
            self._offers.ask(self._went_back(missing), {self.tr("OK"): lambda: None})
        self._first.start()
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._first.stop()
        self._timer.stop()

    @Slot()
    def _on_first(self) -> None:
        self._tasks.start(self._run(), name="check-up")

    @Slot()
    def _on_timeout(self) -> None:
        if not self._tasks.is_running("tally"):
            self._tasks.start(self._service.keep_tally(), name="tally")

    def _went_back(self, missing: UserError) -> str:
        words = self.tr(
            "Up to {count} of the newest messages are gone: what was written beside the chat file was lost or damaged, "
            "or an older copy stands in its place. What is there is whole; a backup may hold the rest."
        )
        return words.replace("{count}", str(missing.details["count"]))

    async def _run(self) -> None:
        if await self._service.is_index_stale():
            await self._rebuild_index()
        finding = await self._service.look_over()
        if finding is None or not finding.is_damage:
            return
        if finding.problem:
            words = self.tr(
                "The chat file is damaged. What can be read can be brought into a fresh file; the damaged one is kept."
            )
        elif not finding.changed_texts:
            words = self.tr(
                "Attached files were changed on the disk: {count}. Repair marks them; all else is as it was stored."
            ).replace("{count}", str(finding.changed_attachments))
        elif finding.changed_texts == 1:
            words = self.tr("One message was changed on the disk. Repair marks it; all others are as they were stored.")
        else:
            words = self.tr(
                "{count} messages were changed on the disk. Repair marks them; all others are as they were stored."
            ).replace("{count}", str(finding.changed_texts))
        self._offers.ask(words, {self.tr("Repair"): self.repair_requested.emit})

    async def _rebuild_index(self) -> None:
        words = self.tr("Rebuilding search index… Your messages can be read meanwhile.")
        notice = self._offers.ask(words, {self.tr("OK"): lambda: None})
        try:
            await self._service.rebuild_index()
        finally:
            self._offers.withdraw(notice)
