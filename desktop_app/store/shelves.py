"""Many sessions at once: all of a user's looked over, and many of them moved in few statements."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.sessions import Session
from desktop_app.store.database import Database
from desktop_app.store.octets import octets
from desktop_app.store.schema import messages, sessions
from desktop_app.store.session_rows import COLUMNS, session_from
from desktop_app.store.uninterrupted import uninterrupted

_CHUNK = 100
"""Sessions changed in one transaction, so that other writers never wait long."""
_BREATH = 250
"""Rows read between two turns of the event loop."""
_LEFT_OUT = frozenset({"metadata", "context"})
_OVERVIEW = tuple(column for column in COLUMNS if column.name not in _LEFT_OUT)


@uninterrupted
class ShelfStore:
    """The sessions of one user, by the thousand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def overview(self, user_id: str) -> list[Session]:
        """Return all of the user's sessions on every shelf, the last used first, without metadata and context.

        The event loop gets its turn while the rows become sessions.
        """
        statement = (
            select(*_OVERVIEW)
            .where(sessions.c.user_id == user_id)
            .order_by(sessions.c.last_activity_at.desc(), sessions.c.id)
        )
        found: list[Session] = []
        async with self._database.reading() as connection:
            result = await connection.execute(statement)
            for rows in result.partitions(_BREATH):
                found += map(session_from, rows)
                await asyncio.sleep(0)
        return found

    async def sizes(self, user_id: str) -> Mapping[str, int]:
        """Return how many bytes the texts of each session take that has any; one pass over all messages."""
        statement = (
            select(messages.c.session_id, func.sum(octets(messages.c.content)))
            .join(sessions, sessions.c.id == messages.c.session_id)
            .where(sessions.c.user_id == user_id)
            .group_by(messages.c.session_id)
        )
        found: dict[str, int] = {}
        async with self._database.reading() as connection:
            result = await connection.execute(statement)
            for rows in result.partitions(_BREATH * 4):
                found |= {session_id: int(size) for session_id, size in rows}
                await asyncio.sleep(0)
        return found

    async def set_pinned(self, user_id: str, session_ids: Sequence[str], *, pinned: bool) -> list[str]:
        """Pin sessions or unpin them; return those that were not so before."""
        return await self._change(user_id, session_ids, sessions.c.pinned.is_(not pinned), {"pinned": pinned})

    async def set_archived(self, user_id: str, session_ids: Sequence[str], archived_at: datetime | None) -> list[str]:
        """Put sessions away, or with None back into the list; return those that were not there before."""
        elsewhere = sessions.c.archived_at.is_(None)
        condition = sessions.c.trashed_at.is_(None) & (not_(elsewhere) if archived_at is None else elsewhere)
        return await self._change(user_id, session_ids, condition, {"archived_at": archived_at, "default_of": None})

    async def trash(self, user_id: str, session_ids: Sequence[str], now: datetime) -> list[str]:
        """Move sessions to the trash; return those that were not in it."""
        columns = {"trashed_at": now, "default_of": None}
        return await self._change(user_id, session_ids, sessions.c.trashed_at.is_(None), columns)

    async def restore(self, user_id: str, session_ids: Sequence[str], now: datetime) -> list[str]:
        """Bring sessions back from the trash and return them; a name gives way where another session took it."""
        back: list[str] = []
        trashed = sessions.c.trashed_at.is_not(None)
        for part in _parts(session_ids):
            async with self._database.writing() as connection:
                await _give_names_up(connection, user_id, part)
                columns = {"trashed_at": None, "restored_at": now}
                back += await _set(connection, user_id, part, trashed, columns)
        return back

    async def _change(
        self, user_id: str, session_ids: Sequence[str], condition: ColumnElement[bool], columns: Mapping[str, Any]
    ) -> list[str]:
        done: list[str] = []
        for part in _parts(session_ids):
            async with self._database.writing() as connection:
                done += await _set(connection, user_id, part, condition, columns)
        return done


def _parts(session_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(session_ids), _CHUNK):
        yield session_ids[start : start + _CHUNK]


async def _set(
    connection: AsyncConnection,
    user_id: str,
    session_ids: Sequence[str],
    condition: ColumnElement[bool],
    columns: Mapping[str, Any],
) -> list[str]:
    """Set columns of those of a user's sessions that meet a condition; return their ids in the order given."""
    statement = (
        update(sessions)
        .where(sessions.c.user_id == user_id, sessions.c.id.in_(session_ids), condition)
        .values(columns)
        .returning(sessions.c.id)
    )
    changed = set((await connection.scalars(statement)).all())
    return [session_id for session_id in session_ids if session_id in changed]


async def _give_names_up(connection: AsyncConnection, user_id: str, session_ids: Sequence[str]) -> None:
    """Take the names from those sessions in the trash whose name another live session has, or one before them."""
    mine = sessions.c.user_id == user_id
    leaving = select(sessions.c.id, sessions.c.name_key).where(
        mine, sessions.c.id.in_(session_ids), sessions.c.trashed_at.is_not(None), sessions.c.name_key.is_not(None)
    )
    key_of = {row.id: row.name_key for row in await connection.execute(leaving)}
    living = select(sessions.c.name_key).where(
        mine, sessions.c.trashed_at.is_(None), sessions.c.name_key.in_(key_of.values())
    )
    taken = set((await connection.scalars(living)).all())
    nameless = []
    for session_id in session_ids:
        key = key_of.get(session_id)
        if key in taken:
            nameless.append(session_id)
        elif key is not None:
            taken.add(key)
    await connection.execute(update(sessions).where(mine, sessions.c.id.in_(nameless)).values(name=None, name_key=None))
