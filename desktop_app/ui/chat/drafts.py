"""Drafts: what is written and not sent, kept through crashes."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.domain.attachments import Attachment
from desktop_app.domain.errors import UserError
from desktop_app.services.attachments import AttachmentService
from desktop_app.services.sessions import SessionService
from desktop_app.ui.composer.written import Written
from desktop_app.ui.tasks import Tasks

RETRY_MS = 5_000
"""A draft that could not be stored is tried again after this long."""


class Drafts(QObject):
    """Stores each session's draft one after the other, the newest text of each; what fails is tried again.

    What is not stored yet is read from here, so that nobody has to wait for the store to turn to another session.
    """

    stored = Signal(str, bool)
    """The id of a session, and whether it has a draft now."""

    def __init__(
        self,
        sessions: SessionService,
        attachments: AttachmentService,
        user_id: str,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._sessions = sessions
        self._attachments = attachments
        self._user_id = user_id
        self._attached: dict[str, tuple[Attachment, ...]] = {}
        """What is stored with the drafts that were read or stored."""
        self._tasks = tasks
        self._unsaved: dict[str, Written] = {}
        self._saving = False
        self._refused = False
        self._again = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._again.timeout.connect(self._start_saving)

    def keep(self, session_id: str, written: Written) -> None:
        """Store what is written in a session, soon."""
        self._unsaved[session_id] = written
        if not self._again.isActive():
            self._start_saving()

    async def read(self, session_id: str) -> Written:
        """Return the session's draft."""
        if session_id in self._unsaved:
            return self._unsaved[session_id]
        attached = await self._attachments.of_draft(self._user_id, session_id)
        stored = Written(await self._sessions.read_draft(session_id), attached)
        self._attached[session_id] = attached
        return self._unsaved.get(session_id, stored)

    async def save(self) -> None:
        """Store all drafts that are not stored yet; raise `UserError` when they cannot be."""
        while self._unsaved:
            session_id, written = next(iter(self._unsaved.items()))
            await self._store(session_id, written)
            if self._unsaved.get(session_id) is written:
                del self._unsaved[session_id]
                self.stored.emit(session_id, not written.is_blank())
        self._refused = False

    async def _store(self, session_id: str, written: Written) -> None:
        if written.attachments != self._attached.get(session_id, ()):
            ids = [each.id for each in written.attachments]
            await self._attachments.keep_in_draft(self._user_id, session_id, ids)
            self._attached[session_id] = written.attachments
        await self._sessions.save_draft(session_id, written.text)

    @Slot()
    def _start_saving(self) -> None:
        if not self._saving:
            self._saving = True
            self._tasks.start(self._save(), name="save drafts")

    async def _save(self) -> None:
        try:
            await self.save()
        except UserError:
            self._again.start()
            if not self._refused:  # said once, not at every try
                self._refused = True
                raise
        finally:
            self._saving = False
