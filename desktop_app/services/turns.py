"""Turns of a session as a tree: outlined, and forked into a session of its own."""

import asyncio

from desktop_app.domain.actions import Forked
from desktop_app.domain.clock import Clock
from desktop_app.domain.outline import Outline, forks_of, outline
from desktop_app.domain.sessions import Session
from desktop_app.services.sessions import SessionService
from desktop_app.services.undo import UndoService
from desktop_app.store.database import Database
from desktop_app.store.forks import ForkStore
from desktop_app.store.message_tree import MessageTreeStore
from desktop_app.store.uninterrupted import uninterrupted


@uninterrupted
class TurnService:
    """What can be done with the tree of a session."""

    def __init__(self, database: Database, sessions: SessionService, undo: UndoService, clock: Clock) -> None:
        self._tree = MessageTreeStore(database)
        self._forks = ForkStore(database)
        self._sessions = sessions
        self._undo = undo
        self._clock = clock

    async def outline(self, user_id: str, session_id: str) -> Outline:
        """Return the branches of a session at all places where it forks."""
        nodes, shown = await self._tree.nodes(user_id, session_id)
        forks = await asyncio.to_thread(forks_of, nodes, shown)
        named = {fork.message_id for fork in forks} | {fork.parent_id for fork in forks if fork.parent_id is not None}
        return outline(forks, await self._tree.beginnings(sorted(named)))

    async def fork(self, user_id: str, session_id: str, message_id: int) -> Session:
        """Copy a message and all before it into a new session, and return that; undone, it goes to the trash."""
        now = self._clock.now()
        made = await self._forks.fork(user_id, session_id, message_id, now)
        self._undo.record(user_id, Forked.made(made, now))
        return (await self._sessions.within_limit(made, created=True)).session
