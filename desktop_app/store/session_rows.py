"""What the queries about sessions share: rows to values and back, look-ups, changes inside a transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.errors import UserError
from desktop_app.domain.sessions import Session, name_key
from desktop_app.store.schema import drafts, sessions

_STORE_ONLY = frozenset({"name_key", "default_of"})
HAS_DRAFT = exists().where(drafts.c.session_id == sessions.c.id)
COLUMNS = (*(column for column in sessions.c if column.name not in _STORE_ONLY), HAS_DRAFT.label("has_draft"))


def session_from(row: Row[Any]) -> Session:
    """Return the session in a row of `COLUMNS`."""
    return Session(**row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it


def values_from(session: Session) -> dict[str, Any]:
    """Return the columns that store `session`."""
    values = {column.name: getattr(session, column.name) for column in sessions.c if column.name not in _STORE_ONLY}
    values["name_key"] = None if session.name is None else name_key(session.name)
    return values


async def first(connection: AsyncConnection, statement: Select[Any]) -> Session | None:
    """Return the first session that `statement` finds."""
    row = (await connection.execute(statement.limit(1))).first()
    return None if row is None else session_from(row)


async def by_id(connection: AsyncConnection, session_id: str) -> Session | None:
    """Return the session with that id, whoever's it is."""
    return await first(connection, select(*COLUMNS).where(sessions.c.id == session_id))


async def owned(connection: AsyncConnection, user_id: str, session_id: str) -> Session | None:
    """Return the session with that id; raise `UserError` when it is another user's."""
    found = await by_id(connection, session_id)
    if found is not None and found.user_id != user_id:
        raise UserError("session_of_other_user", session_id=session_id)
    return found


async def known(connection: AsyncConnection, user_id: str, session_id: str) -> Session:
    """Return the user's session with that id; raise `UserError` when there is none."""
    found = await owned(connection, user_id, session_id)
    if found is None:
        raise UserError("session_not_found", session_id=session_id)
    return found


async def named(connection: AsyncConnection, user_id: str, name: str) -> Session | None:
    """Return the user's session of that name, unless it is in the trash."""
    return await first(
        connection,
        select(*COLUMNS).where(
            sessions.c.user_id == user_id,
            sessions.c.name_key == name_key(name),
            sessions.c.trashed_at.is_(None),
        ),
    )


async def changed(connection: AsyncConnection, session_id: str, columns: Mapping[str, Any]) -> Session:
    """Set columns of a session and return it."""
    await connection.execute(update(sessions).where(sessions.c.id == session_id).values(columns))
    row = (await connection.execute(select(*COLUMNS).where(sessions.c.id == session_id))).one()
    return session_from(row)


async def check_name_free(connection: AsyncConnection, session: Session, name: str) -> None:
    """Raise `UserError` when another session of the same user has that name."""
    other = await named(connection, session.user_id, name)
    if other is not None and other.id != session.id:
        raise UserError("name_taken", name=name)


async def restored(connection: AsyncConnection, session: Session, now: datetime) -> Session:
    """Bring a session back from the trash; its name gives way where another session took it meanwhile."""
    columns: dict[str, Any] = {"trashed_at": None, "restored_at": now}
    if session.name is not None and await named(connection, session.user_id, session.name) is not None:
        columns |= {"name": None, "name_key": None}
    return await changed(connection, session.id, columns)
