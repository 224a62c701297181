"""Removal: a history cleared, a session deleted for good, and what there is to remove."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop_app.domain.clock import Clock
from desktop_app.domain.sessions import Session
from desktop_app.store.database import Database
from desktop_app.store.removal import Receipt, RemovalStore
from desktop_app.store.statistics import session_statistics


@dataclass(frozen=True, slots=True)
class Cleared:
    """An emptied session and the session in the trash that holds its history, None when there was none."""

    session: Session
    history: Session | None


class RemovalService:
    """Takes histories and sessions away."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._store = RemovalStore(database)
        self._clock = clock

    async def clear(self, user_id: str, session_id: str) -> Cleared:
        """Empty a session; its history goes to the trash as a session of its own."""
        return Cleared(*await self._store.clear(user_id, session_id, self._clock.now()))

    async def unclear(self, cleared: Cleared) -> Session:
        """Give a session its history back."""
        if cleared.history is None:
            return cleared.session
        return await self._store.unclear(cleared.session.user_id, cleared.session.id, cleared.history.id)

    async def delete(self, user_id: str, session_id: str) -> Receipt:
        """Delete a session for good; the receipt counts what is gone."""
        return await self._store.delete(user_id, session_id)

    async def delete_all(self, user_id: str, session_ids: Sequence[str]) -> Receipt:
        """Delete many sessions for good; the receipt counts what is gone."""
        return await self._store.delete_all(user_id, session_ids)

    async def statistics(self, user_id: str) -> Mapping[str, int]:
        """Return how many sessions and messages a user has."""
        return await session_statistics(self._database, user_id)
