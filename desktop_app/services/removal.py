"""Removal: a history cleared, a branch taken out, a session deleted for good, and what there is to remove."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.clock import Clock
from desktop_app.domain.errors import UserError
from desktop_app.domain.sessions import Session
from desktop_app.domain.snapshots import held_until
from desktop_app.services.undo import UndoService
from desktop_app.store.branches import BranchStore
from desktop_app.store.database import Database
from desktop_app.store.removal import Receipt, RemovalStore
from desktop_app.store.snapshots import SnapshotStore
from desktop_app.store.statistics import session_statistics
from desktop_app.store.uninterrupted import uninterrupted


@dataclass(frozen=True, slots=True)
class Cleared:
    """An emptied session and the session in the trash that holds its history, None when there was none."""

    session: Session
    history: Session | None


@uninterrupted
class RemovalService:
    """Takes histories, branches and sessions away."""

    def __init__(self, database: Database, undo: UndoService, clock: Clock) -> None:
        self._database = database
        self._store = RemovalStore(database)
        self._branches = BranchStore(database)
        self._undo = undo
        self._clock = clock

    async def clear(self, user_id: str, session_id: str) -> Cleared:
        """Empty a session; its history goes to the trash as a session of its own."""
        session, cleared = await self._store.clear(user_id, session_id, self._clock.now())
        if cleared is None:
            return Cleared(session, None)
        self._undo.record(user_id, cleared)
        return Cleared(session, cleared.history)

    async def delete_branch(self, user_id: str, session_id: str, message_id: int) -> Session:
        """Take a message with all below it out of a session, into the trash as a session of its own."""
        deleted = await self._branches.delete(user_id, session_id, message_id, self._clock.now())
        self._undo.record(user_id, deleted)
        return deleted.after

    async def delete(self, user_id: str, session_id: str) -> Receipt:
        """Delete a session for good; the receipt counts what is gone."""
        return await self._with_backups(await self._store.delete(user_id, session_id))

    async def delete_all(self, user_id: str, session_ids: Sequence[str]) -> Receipt:
        """Delete many sessions for good; the receipt counts what is gone."""
        return await self._with_backups(await self._store.delete_all(user_id, session_ids))

    async def _with_backups(self, receipt: Receipt) -> Receipt:
        """Add until when snapshots may hold what was deleted: they are copies, and nothing in them is changed."""
        try:
            snapshots = await SnapshotStore(self._database.path).present()
        except UserError:  # it is deleted all the same; the doctor tells of a folder that cannot be read
            return receipt
        return replace(receipt, backups_until=held_until(snapshots) if receipt.sessions else None)

    async def statistics(self, user_id: str) -> Mapping[str, int]:
        """Return how many sessions and messages a user has."""
        return await session_statistics(self._database, user_id)
