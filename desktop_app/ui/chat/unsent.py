"""What a person wrote and has not sent: in the composer of each session, and waiting behind its answer."""

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.services.services import Services
from desktop_app.ui.chat.drafts import Drafts
from desktop_app.ui.chat.queue import Queue
from desktop_app.ui.composer.written import Written
from desktop_app.ui.tasks import Tasks


class Unsent(QObject):
    """Both together are a session's draft: whatever happens, they are in its composer again at the next start."""

    queue_changed = Signal(str, object)
    """A session's id, and the `Written` that waits there for the end of an answer; blank when nothing does."""

    stored = Signal(str, bool)
    """The id of a session, and whether it has a draft now."""

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drafts = Drafts(services.sessions, services.attachments, services.user_id, tasks, self)
        self._drafts.stored.connect(self.stored)
        self._queue = Queue(self)
        self._queue.changed.connect(self._on_queue_changed)
        self._written: dict[str, Written] = {}

    async def load(self, session_id: str, *, answering: bool) -> None:
        """Make `written` and `queued` know about a session that is about to be shown.

        While an answer comes in it, the store's draft may have what waits, or is being sent just now, as well.
        """
        if not answering or session_id not in self._written:
            before = self._written.get(session_id)
            read = await self._drafts.read(session_id)
            if self._written.get(session_id) is before:  # else something was put into the composer meanwhile
                self._written[session_id] = read

    def written(self, session_id: str) -> Written:
        """Return what is written in a session's composer."""
        return self._written.get(session_id, Written())

    def queued(self, session_id: str) -> Written:
        """Return what waits in a session; blank when nothing does."""
        return self._queue.get(session_id)

    def keep(self, session_id: str, written: Written) -> None:
        """Take over what a session's composer holds, and store it."""
        self._written[session_id] = written
        self._drafts.keep(session_id, self.queued(session_id).before(written))

    def keep_before(self, session_id: str, written: Written) -> None:
        """Put something back into a session's composer, before what is there."""
        self.keep(session_id, written.before(self.written(session_id)))

    def enqueue(self, session_id: str, written: Written) -> None:
        """Let what stands in the composer wait for the end of an answer."""
        self._queue.add(session_id, written)
        self.forget(session_id, written)

    def take(self, session_id: str) -> Written:
        """Return what waits in a session, to be sent or written on; its draft has it until the next `keep`."""
        return self._queue.take(session_id)

    def forget(self, session_id: str, sent: Written) -> None:
        """Keep only what was written since `sent` left the composer, now that it is safe elsewhere."""
        # What was being written stands before what was called back and sent again.
        self.keep(session_id, self.written(session_id).without(sent))

    async def save(self) -> None:
        """Store all that is not stored yet; raise `UserError` when that is not possible."""
        await self._drafts.save()

    @Slot(str)
    def _on_queue_changed(self, session_id: str) -> None:
        self.queue_changed.emit(session_id, self.queued(session_id))
