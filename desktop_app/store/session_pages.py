"""The list of sessions page by page: each page begins where the one before ended, however long the list is."""

from collections.abc import Sequence
from functools import partial
from sqlite3 import Connection
from typing import Any

from sqlalchemy import select, tuple_

from desktop_app.domain.sessions import SessionSummary
from desktop_app.store.database import Database
from desktop_app.store.moments import microseconds, moment_from
from desktop_app.store.schema import sessions
from desktop_app.store.session_rows import HAS_DRAFT
from desktop_app.store.uninterrupted import finished_despite_cancellation, interruptible, uninterrupted

# The order of the index `ix_sessions_live`: nothing is sorted, and a page starts at its place in it.
_SELECT = """SELECT id, name, title, preview, persona, pinned, temporary,
    EXISTS (SELECT 1 FROM drafts WHERE session_id = sessions.id), last_activity_at, restored_at
    FROM sessions WHERE user_id = ? AND trashed_at IS NULL AND archived_at IS NULL"""
_ORDER = " ORDER BY pinned DESC, last_activity_at DESC, id DESC LIMIT ?"
_FIRST = _SELECT + _ORDER
_NEXT = _SELECT + " AND (pinned, last_activity_at, id) < (?, ?, ?)" + _ORDER
_COLUMNS = tuple(HAS_DRAFT.label(name) if name == "has_draft" else sessions.c[name] for name in SessionSummary._fields)
_PLACE = (sessions.c.pinned, sessions.c.last_activity_at, sessions.c.id)


@uninterrupted
class SessionPages:
    """Pages of the live sessions of a user: pinned ones first, then the most recently used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @interruptible
    async def page(self, user_id: str, after: SessionSummary | None, limit: int) -> list[SessionSummary]:
        """Return up to `limit` sessions, those that follow `after` or the first."""
        found = await self._database.hot.read(partial(_page, user_id=user_id, after=after, limit=limit))
        if found is not None:
            return found
        return await finished_despite_cancellation(self._page_anywhere(user_id, after, limit))

    async def _page_anywhere(self, user_id: str, after: SessionSummary | None, limit: int) -> list[SessionSummary]:
        live = (sessions.c.trashed_at.is_(None), sessions.c.archived_at.is_(None))
        statement = select(*_COLUMNS).where(sessions.c.user_id == user_id, *live)
        if after is not None:
            statement = statement.where(tuple_(*_PLACE) < tuple_(after.pinned, after.last_activity_at, after.id))
        statement = statement.order_by(*(column.desc() for column in _PLACE)).limit(limit)
        async with self._database.reading() as connection:
            return [SessionSummary(*row) for row in await connection.execute(statement)]


def _page(connection: Connection, user_id: str, after: SessionSummary | None, limit: int) -> list[SessionSummary]:
    if after is None:
        rows = connection.execute(_FIRST, (user_id, limit)).fetchall()
    else:
        place = (after.pinned, microseconds(after.last_activity_at), after.id)
        rows = connection.execute(_NEXT, (user_id, *place, limit)).fetchall()
    return [_summary(row) for row in rows]


def _summary(row: Sequence[Any]) -> SessionSummary:
    number, name, title, preview, persona, pinned, temporary, has_draft, last_activity, restored = row
    return SessionSummary(
        number,
        name,
        title,
        preview,
        persona,
        pinned == 1,
        temporary == 1,
        has_draft == 1,
        moment_from(last_activity),
        None if restored is None else moment_from(restored),
    )
