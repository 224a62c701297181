"""Many sessions at once: looked over, pinned, put away, thrown away and called back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from desktop_app.domain.actions import Archived, Change, Pinned, Restored, Step, Trashed
from desktop_app.domain.clock import Clock
from desktop_app.domain.retention import purged_at
from desktop_app.domain.sessions import Session, SessionSummary
from desktop_app.domain.settings import SessionSettings
from desktop_app.services.undo import UndoService
from desktop_app.store.database import Database
from desktop_app.store.session_pages import SessionPages
from desktop_app.store.shelves import ShelfStore
from desktop_app.store.uninterrupted import uninterrupted


@uninterrupted
class ShelfService:
    """What is done with many of a user's sessions; each change returns the ids of those it touched."""

    def __init__(self, database: Database, settings: SessionSettings, undo: UndoService, clock: Clock) -> None:
        self._store = ShelfStore(database)
        self._pages = SessionPages(database)
        self._settings = settings
        self._undo = undo
        self._clock = clock

    async def overview(self, user_id: str) -> list[Session]:
        """Return all of a user's sessions, trash included, the last used first; without metadata and context."""
        return await self._store.overview(user_id)

    async def page(self, user_id: str, after: SessionSummary | None, limit: int) -> list[SessionSummary]:
        """Return up to `limit` live sessions that follow `after`, or the first: pinned, then the last used first."""
        return await self._pages.page(user_id, after, limit)

    async def sizes(self, user_id: str, session_ids: Sequence[str] | None = None) -> Mapping[str, int]:
        """Return the bytes that the texts of each session take, or of those named; one without any is left out."""
        return await self._store.sizes(user_id, session_ids)

    def purged_at(self, session: Session) -> datetime | None:
        """Return when a session in the trash is deleted for good, None when that is left to the user."""
        return purged_at(session, self._settings)

    async def set_pinned(self, user_id: str, session_ids: Sequence[str], *, pinned: bool) -> list[str]:
        """Pin sessions, which then stay on top and never expire, or unpin them."""
        return self._noted(user_id, Pinned, await self._store.set_pinned(user_id, session_ids, pinned=pinned))

    async def archive(self, user_id: str, session_ids: Sequence[str]) -> list[str]:
        """Put sessions away, out of the list."""
        steps = await self._store.set_archived(user_id, session_ids, self._clock.now())
        return self._noted(user_id, Archived, steps)

    async def unarchive(self, user_id: str, session_ids: Sequence[str]) -> list[str]:
        """Put archived sessions back into the list."""
        return self._noted(user_id, Archived, await self._store.set_archived(user_id, session_ids, None))

    async def trash(self, user_id: str, session_ids: Sequence[str]) -> list[str]:
        """Move sessions to the trash."""
        return self._noted(user_id, Trashed, await self._store.trash(user_id, session_ids, self._clock.now()))

    async def restore(self, user_id: str, session_ids: Sequence[str]) -> list[str]:
        """Bring sessions back from the trash; their time to live starts anew."""
        return self._noted(user_id, Restored, await self._store.restore(user_id, session_ids, self._clock.now()))

    def _noted(self, user_id: str, kind: type[Change], steps: Sequence[Step]) -> list[str]:
        """Let a change be taken back, and return the ids of the sessions that it touched."""
        self._undo.record(user_id, kind(tuple(steps)))
        return [step.session_id for step in steps]
