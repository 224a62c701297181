"""Retention in the store: what may have expired, to the trash, and out of it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, update

from desktop_app.domain.sessions import Session
from desktop_app.store.contents import remove_unneeded
from desktop_app.store.database import Database
from desktop_app.store.erasure import erase_from_index
from desktop_app.store.fact_rows import keep_confirmed
from desktop_app.store.hot_retention import Idle, purge_group, purge_plan, trash_idle
from desktop_app.store.moments import microseconds
from desktop_app.store.schema import messages, sessions
from desktop_app.store.session_rows import COLUMNS, HAS_DRAFT, remove_sessions, session_from
from desktop_app.store.uninterrupted import uninterrupted

_CHUNK = 100
"""Sessions moved or deleted in one transaction, so that other writers never wait long."""
_MERGED_AFTER = 400
"""Steps of a purge after which the index is merged: with a thousand parts it would do that itself, all at once."""


@uninterrupted
class RetentionStore:
    """Clean-up over the sessions of all users."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def idle_since(self, kept: datetime | None, temporary: datetime | None) -> list[Session]:
        """Return what is not in the trash and was last used before `kept`, or `temporary` for temporary sessions.

        None means that such sessions never expire.
        """
        conditions = [
            and_(sessions.c.temporary.is_(flag), sessions.c.last_activity_at <= moment)
            for flag, moment in ((False, kept), (True, temporary))
            if moment is not None
        ]
        statement = select(*COLUMNS).where(sessions.c.trashed_at.is_(None), or_(false(), *conditions))
        async with self._database.reading() as connection:
            return [session_from(row) for row in await connection.execute(statement)]

    async def trash(self, candidates: Sequence[Session], now: datetime) -> list[Session]:
        """Move those `candidates` to the trash that nobody used, pinned or wrote a draft in since they were read."""
        moved: list[Session] = []
        for start in range(0, len(candidates), _CHUNK):
            chunk = candidates[start : start + _CHUNK]
            idle = [Idle(session.id, microseconds(session.last_activity_at)) for session in chunk]
            gone = await self._database.hot.write(partial(trash_idle, idle=idle, now=microseconds(now)))
            if gone is None:
                return await self._trash_anywhere(candidates, now)
            moved += [session for session in chunk if session.id in gone]
        return moved

    async def _trash_anywhere(self, candidates: Sequence[Session], now: datetime) -> list[Session]:
        moved: list[Session] = []
        for start in range(0, len(candidates), _CHUNK):
            async with self._database.writing() as connection:
                for session in candidates[start : start + _CHUNK]:
                    streaming = exists().where(messages.c.session_id == session.id, messages.c.status == "streaming")
                    result = await connection.execute(
                        update(sessions)
                        .where(
                            sessions.c.id == session.id,
                            sessions.c.last_activity_at == session.last_activity_at,
                            sessions.c.pinned.is_(False),
                            sessions.c.trashed_at.is_(None),
                            ~streaming,
                            ~HAS_DRAFT,
                        )
                        .values(trashed_at=now, default_of=None)
                    )
                    if result.rowcount:
                        moved.append(session)
        return moved

    async def count_live(self) -> int:
        """Return how many sessions of all users are not in the trash."""
        statement = select(func.count()).select_from(sessions).where(sessions.c.trashed_at.is_(None))
        async with self._database.reading() as connection:
            return await connection.scalar(statement) or 0

    async def count_purgeable(self, trashed_before: datetime) -> int:
        """Return how many sessions `purge` would delete."""
        statement = select(func.count()).select_from(sessions).where(_purgeable(trashed_before))
        async with self._database.reading() as connection:
            return await connection.scalar(statement) or 0

    async def purge(self, trashed_before: datetime) -> int:
        """Delete what went to the trash before that moment, with all that is in it; return how many sessions.

        A session stays in which an answer is being written, though the user threw it away meanwhile.
        """
        before = microseconds(trashed_before)
        planned = partial(purge_plan, trashed_before=before)
        plan = await self._database.hot.read(planned)
        purged = await self._purge_anywhere(trashed_before) if plan is None else 0
        while plan:
            for number, group in enumerate(plan, 1):
                if number % _MERGED_AFTER == 0:
                    await erase_from_index(self._database)
                gone = await self._database.hot.write(partial(purge_group, group=group, trashed_before=before))
                purged += gone or 0
            # Where messages came in meanwhile, something is left.
            plan = await self._database.hot.read(planned)
        await remove_unneeded(self._database)
        return purged

    async def erase(self) -> bool:
        """Erase the words of what was purged from the search index and the log; tell whether that was possible now."""
        await erase_from_index(self._database)
        return await self._database.erase_log()

    async def _purge_anywhere(self, trashed_before: datetime) -> int:
        old = select(sessions.c.id).where(_purgeable(trashed_before)).limit(_CHUNK)
        purged = 0
        while True:
            async with self._database.writing() as connection:
                chosen = (await connection.scalars(old)).all()
                await keep_confirmed(connection, messages.c.session_id.in_(chosen))
                gone = await remove_sessions(connection, sessions.c.id.in_(chosen))
            purged += gone
            if gone < _CHUNK:
                return purged


def _purgeable(trashed_before: datetime) -> ColumnElement[bool]:
    streaming = exists().where(messages.c.session_id == sessions.c.id, messages.c.status == "streaming")
    return (sessions.c.trashed_at <= trashed_before) & ~streaming
