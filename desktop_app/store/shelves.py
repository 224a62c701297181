"""Many sessions at once: all of a user's looked over, and many of them moved in few statements."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from itertools import starmap

from sqlalchemy import ColumnElement, func, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.actions import Step
from desktop_app.domain.sessions import UNTITLED, Session
from desktop_app.store.database import Database
from desktop_app.store.octets import octets
from desktop_app.store.schema import attachments, messages, sessions
from desktop_app.store.session_rows import COLUMNS, name_columns, update_session
from desktop_app.store.uninterrupted import uninterrupted

_CHUNK = 100
"""Sessions changed in one transaction, so that other writers never wait long."""
_BREATH = 250
"""Rows read between two turns of the event loop."""
_LEFT_OUT = frozenset({"metadata", "context", "engine"})
_COLUMN_OF = {column.name: column for column in COLUMNS}
_OVERVIEW = tuple(_COLUMN_OF[field.name] for field in fields(Session) if field.name not in _LEFT_OUT)
"""In the order of a session's fields, whose last two are left out: so each row makes one as it is."""


@uninterrupted
class ShelfStore:
    """The sessions of one user, by the thousand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def overview(self, user_id: str) -> list[Session]:
        """Return all of the user's sessions on every shelf, the last used first, without metadata, context and engine.

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
                found += starmap(Session, rows)
                await asyncio.sleep(0)
        return found

    async def sizes(self, user_id: str, session_ids: Sequence[str] | None = None) -> Mapping[str, int]:
        """Return how many bytes the texts and attachments of each session take; None measures all, in one pass.

        Sessions without messages are left out. What is attached twice counts twice, though it is stored once.
        """
        texts = (
            select(messages.c.session_id, func.sum(octets(messages.c.content)))
            .join(sessions, sessions.c.id == messages.c.session_id)
            .where(sessions.c.user_id == user_id)
            .group_by(messages.c.session_id)
        )
        attached = (
            select(messages.c.session_id, func.sum(attachments.c.size))
            .join(attachments, attachments.c.message_id == messages.c.id)
            .where(attachments.c.user_id == user_id)
            .group_by(messages.c.session_id)
        )
        found: Counter[str] = Counter()
        async with self._database.reading() as connection:
            for statement in (texts, attached):
                some = statement if session_ids is None else statement.where(messages.c.session_id.in_(session_ids))
                result = await connection.execute(some)
                for rows in result.partitions(_BREATH * 4):
                    found.update({session_id: int(size) for session_id, size in rows})
                    await asyncio.sleep(0)
        return found

    async def set_pinned(self, user_id: str, session_ids: Sequence[str], *, pinned: bool) -> list[Step]:
        """Pin sessions or unpin them; return what changed for those that were not so before."""
        return await self._change(user_id, session_ids, sessions.c.pinned.is_(not pinned), "pinned", pinned)

    async def set_archived(self, user_id: str, session_ids: Sequence[str], archived_at: datetime | None) -> list[Step]:
        """Put sessions away, or with None back into the list; return what changed for those that were elsewhere."""
        in_list = sessions.c.archived_at.is_(None)
        condition = sessions.c.trashed_at.is_(None) & (not_(in_list) if archived_at is None else in_list)
        return await self._change(user_id, session_ids, condition, "archived_at", archived_at)

    async def trash(self, user_id: str, session_ids: Sequence[str], now: datetime) -> list[Step]:
        """Move sessions to the trash; return what changed for those that were not in it."""
        return await self._change(user_id, session_ids, sessions.c.trashed_at.is_(None), "trashed_at", now)

    async def restore(self, user_id: str, session_ids: Sequence[str], now: datetime) -> list[Step]:
        """Bring sessions back from the trash; a name gives way where another session took it. Return what changed."""
        back: list[Step] = []
        trashed = sessions.c.trashed_at.is_not(None)
        for part in _parts(session_ids):
            async with self._database.writing() as connection:
                await _give_names_up(connection, user_id, part)
                columns = {"trashed_at": None, "restored_at": now}
                back += await _set(connection, user_id, part, trashed, "trashed_at", columns)
        return back

    async def _change(
        self, user_id: str, session_ids: Sequence[str], condition: ColumnElement[bool], column: str, value: object
    ) -> list[Step]:
        """Give a column a value in those of a user's sessions that meet a condition."""
        steps: list[Step] = []
        columns = {column: value} if column == "pinned" else {column: value, "default_of": None}
        for part in _parts(session_ids):
            async with self._database.writing() as connection:
                steps += await _set(connection, user_id, part, condition, column, columns)
        return steps


async def _set(
    connection: AsyncConnection,
    user_id: str,
    session_ids: Sequence[str],
    condition: ColumnElement[bool],
    column: str,
    columns: Mapping[str, object],
) -> list[Step]:
    """Set columns of those of a user's sessions that meet a condition; return what became of `column`, in order."""
    found = await connection.execute(
        select(sessions.c.id, sessions.c.name, sessions.c.title, sessions.c[column]).where(
            sessions.c.user_id == user_id, sessions.c.id.in_(session_ids), condition
        )
    )
    step_of = {
        session_id: Step(session_id, name or title or UNTITLED, before, columns[column])
        for session_id, name, title, before in found
    }
    await connection.execute(update(sessions).where(sessions.c.id.in_(step_of)).values(columns))
    return [step_of[session_id] for session_id in session_ids if session_id in step_of]


def _parts(session_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(session_ids), _CHUNK):
        yield session_ids[start : start + _CHUNK]


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
    for session_id in nameless:
        await update_session(connection, session_id, name_columns(None))
