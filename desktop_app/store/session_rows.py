"""What the queries about sessions share: rows to values and back, look-ups, changes inside a transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.errors import UserError
from desktop_app.domain.search_words import cjk_words
from desktop_app.domain.sessions import Session, name_key
from desktop_app.store.message_rows import remove_messages
from desktop_app.store.schema import drafts, messages, sessions
from desktop_app.store.search_index import forget_sessions, index_sessions

_STORE_ONLY = frozenset({"name_key", "default_of", "name_cjk", "title_cjk"})
_INDEXED = frozenset({"name", "title"})
HAS_DRAFT = exists().where(drafts.c.session_id == sessions.c.id)
COLUMNS = (*(column for column in sessions.c if column.name not in _STORE_ONLY), HAS_DRAFT.label("has_draft"))


def session_from(row: Row[Any]) -> Session:
    """Return the session in a row of `COLUMNS`."""
    return Session(**row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it


def values_from(session: Session) -> dict[str, Any]:
    """Return the columns that store `session`."""
    values = {column.name: getattr(session, column.name) for column in sessions.c if column.name not in _STORE_ONLY}
    return {**values, **name_columns(session.name), **title_columns(session.title)}


def name_columns(name: str | None) -> Mapping[str, Any]:
    """Return the columns that hold a session's name; they change together or not at all."""
    if name is None:
        return {"name": None, "name_key": None, "name_cjk": None}
    return {"name": name, "name_key": name_key(name), "name_cjk": cjk_words(name)}


def title_columns(title: str | None) -> Mapping[str, Any]:
    """Return the columns that hold a session's title."""
    return {"title": title, "title_cjk": None if title is None else cjk_words(title)}


async def first_session(connection: AsyncConnection, statement: Select[Any]) -> Session | None:
    """Return the first session that `statement` finds."""
    row = (await connection.execute(statement.limit(1))).first()
    return None if row is None else session_from(row)


async def session_by_id(connection: AsyncConnection, session_id: str) -> Session | None:
    """Return the session with that id, whoever's it is."""
    return await first_session(connection, select(*COLUMNS).where(sessions.c.id == session_id))


async def find_session(connection: AsyncConnection, user_id: str, session_id: str) -> Session | None:
    """Return the session with that id; raise `UserError` when it is another user's."""
    found = await session_by_id(connection, session_id)
    if found is not None and found.user_id != user_id:
        raise UserError("session_of_other_user", session_id=session_id)
    return found


async def get_session(connection: AsyncConnection, user_id: str, session_id: str) -> Session:
    """Return the user's session with that id; raise `UserError` when there is none."""
    found = await find_session(connection, user_id, session_id)
    if found is None:
        raise UserError("session_not_found", session_id=session_id)
    return found


async def session_named(connection: AsyncConnection, user_id: str, name: str) -> Session | None:
    """Return the user's session of that name, unless it is in the trash."""
    return await first_session(
        connection,
        select(*COLUMNS).where(
            sessions.c.user_id == user_id,
            sessions.c.name_key == name_key(name),
            sessions.c.trashed_at.is_(None),
        ),
    )


async def add_session(connection: AsyncConnection, session: Session) -> None:
    """Store a session that is not there yet."""
    await connection.execute(insert(sessions).values(values_from(session)))
    await index_sessions(connection, sessions.c.id == session.id)


async def update_session(connection: AsyncConnection, session_id: str, columns: Mapping[str, Any]) -> Session:
    """Set columns of a session and return it."""
    this = sessions.c.id == session_id
    renamed = not _INDEXED.isdisjoint(columns)
    if renamed:
        await forget_sessions(connection, this)
    await connection.execute(update(sessions).where(this).values(columns))
    if renamed:
        await index_sessions(connection, this)
    row = (await connection.execute(select(*COLUMNS).where(this))).one()
    return session_from(row)


async def remove_sessions(connection: AsyncConnection, condition: ColumnElement[bool]) -> int:
    """Delete sessions for good with all that is in them, from the index too; return how many."""
    chosen = (await connection.scalars(select(sessions.c.id).where(condition))).all()
    await remove_messages(connection, messages.c.session_id.in_(chosen))
    await forget_sessions(connection, sessions.c.id.in_(chosen))
    await connection.execute(delete(sessions).where(sessions.c.id.in_(chosen)))
    return len(chosen)


async def check_name_free(connection: AsyncConnection, session: Session, name: str) -> None:
    """Raise `UserError` when another session of the same user has that name."""
    other = await session_named(connection, session.user_id, name)
    if other is not None and other.id != session.id:
        raise UserError("name_taken", name=name)


async def restore_session(connection: AsyncConnection, session: Session, restored_at: datetime | None) -> Session:
    """Bring a session back from the trash; its name gives way where another session took it meanwhile."""
    columns: dict[str, Any] = {"trashed_at": None, "restored_at": restored_at}
    if session.name is not None and await session_named(connection, session.user_id, session.name) is not None:
        columns |= name_columns(None)
    return await update_session(connection, session.id, columns)


async def put_aside_session(connection: AsyncConnection, kept: Session, *, what: str) -> Session:
    """Return the session in the trash that holds `what` was taken out of another, to be put back there.

    `kept` is how it was put there. Raises `UserError` when it is gone for good, or was called back already.
    """
    found = await session_by_id(connection, kept.id)
    if found is None or found.user_id != kept.user_id:
        raise UserError("undo_impossible", reason=f"what was {what} has left the trash for good")
    if found.trashed_at != kept.trashed_at:
        raise UserError("undo_impossible", reason="it was brought back from the trash already")
    return found
