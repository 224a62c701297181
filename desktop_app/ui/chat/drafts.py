"""Drafts: what is written and not sent, kept through crashes."""

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.domain.attachments import Attachment
from desktop_app.services.attachments import AttachmentService
from desktop_app.services.sessions import SessionService
from desktop_app.ui.composer.written import Written
from desktop_app.ui.keeping import Keeping
from desktop_app.ui.tasks import Tasks


class Drafts(Keeping[Written]):
    """Stores each session's draft."""

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
        super().__init__(self._store_draft, tasks, "save drafts", parent)
        self._sessions = sessions
        self._attachments = attachments
        self._user_id = user_id
        self._attached: dict[str, tuple[Attachment, ...]] = {}
        """What is stored with the drafts that were read or stored."""
        self.kept.connect(self._on_kept)

    async def read(self, session_id: str) -> Written:
        """Return the session's draft."""
        if session_id in self._unsaved:
            return self._unsaved[session_id]
        before = self._attached.get(session_id)
        attached = await self._attachments.of_draft(self._user_id, session_id)
        stored = Written(await self._sessions.read_draft(session_id), attached)
        if self._attached.get(session_id) is before:  # else more was stored meanwhile
            self._attached[session_id] = attached
        return self._unsaved.get(session_id, stored)

    async def _store_draft(self, session_id: str, written: Written) -> None:
        if written.attachments != self._attached.get(session_id, ()):
            ids = [each.id for each in written.attachments]
            await self._attachments.keep_in_draft(self._user_id, session_id, ids)
            self._attached[session_id] = written.attachments
        await self._sessions.save_draft(session_id, written.text)

    @Slot(str, object)
    def _on_kept(self, session_id: str, written: Written) -> None:
        self.stored.emit(session_id, not written.is_blank())
