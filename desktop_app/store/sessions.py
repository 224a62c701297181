"""Sessions in the store: found, made, changed."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, and_, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.engines import SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.sessions import Session
from desktop_app.store.affinities import begin_affinity
from desktop_app.store.branches import below, shown_columns
from desktop_app.store.database import Database
from desktop_app.store.schema import messages, sessions
from desktop_app.store.session_rows import (
    COLUMNS,
    HAS_DRAFT,
    add_session,
    check_name_free,
    find_session,
    first_session,
    get_session,
    name_columns,
    restore_session,
    session_from,
    session_named,
    update_session,
)
from desktop_app.store.uninterrupted import uninterrupted

Shelf = Literal["live", "archived", "trash"]
"""Where a session is: in the list, put away, or thrown away."""
BeforeAndAfter = tuple[Session, Session]
"""A session as a change found it and as it left it, in one transaction."""

_SHELVES = {
    "live": and_(sessions.c.trashed_at.is_(None), sessions.c.archived_at.is_(None)),
    "archived": and_(sessions.c.trashed_at.is_(None), sessions.c.archived_at.is_not(None)),
    "trash": sessions.c.trashed_at.is_not(None),
}


_BEGINNING = 4
"""Letters of an id that may stand for all of it."""


@uninterrupted
class SessionStore:
    """The sessions of all users; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ensure_default(self, fresh: Session, *, any_persona: bool = True) -> tuple[Session, bool]:
        """Return its user's most recent live session, else store `fresh` as the default one; tell whether it was made.

        Only sessions with `fresh`'s persona count unless `any_persona`. The database itself allows one default session
        a user (and one for each persona asked for), so any number of processes make exactly one.
        """
        most_recent = _most_recent(fresh.user_id, None if any_persona else fresh.persona)
        async with self._database.writing() as connection:
            found = await first_session(connection, most_recent)
            if found is not None:
                return found, False
            guard = json.dumps([fresh.user_id] if any_persona else [fresh.user_id, fresh.persona])
            # A session that was the default one and no longer serves (its persona was changed) gives the place up.
            await connection.execute(update(sessions).where(sessions.c.default_of == guard).values(default_of=None))
            await _store(connection, fresh)
            return await update_session(connection, fresh.id, {"default_of": guard}), True

    async def ensure(self, fresh: Session) -> tuple[Session, bool]:
        """Return the session with `fresh`'s id, brought back from the trash where it was, else store `fresh`.

        Raises `UserError` when the id belongs to another user.
        """
        async with self._database.writing() as connection:
            found = await find_session(connection, fresh.user_id, fresh.id)
            if found is None:
                await _store(connection, fresh)
                return fresh, True
            if found.trashed_at is not None:
                return await restore_session(connection, found, fresh.created_at), False
            return found, False

    async def create(self, fresh: Session, *, keep_persona: bool = False) -> tuple[Session, Session | None]:
        """Store `fresh`; where its id or its user's name for it exists already, update that session instead.

        An updated session gets `fresh`'s persona unless `keep_persona`, its name, and its metadata over its own.
        Returns the session as it is now and as it was before, None for one that is new.
        """
        async with self._database.writing() as connection:
            found = await find_session(connection, fresh.user_id, fresh.id)
            if found is None and fresh.name is not None:
                found = await session_named(connection, fresh.user_id, fresh.name)
            if found is None:
                await _store(connection, fresh)
                return fresh, None
            if found.trashed_at is not None:
                found = await restore_session(connection, found, fresh.created_at)
            columns: dict[str, Any] = {
                "persona": found.persona if keep_persona else fresh.persona,
                "metadata": {**found.metadata, **fresh.metadata},
            }
            if fresh.name is not None:
                await check_name_free(connection, found, fresh.name)
                columns |= name_columns(fresh.name)
            return await update_session(connection, found.id, columns), found

    async def get(self, user_id: str, session_id: str) -> Session:
        """Return a session wherever it is; raise `UserError` when it is unknown or another user's."""
        async with self._database.reading() as connection:
            return await get_session(connection, user_id, session_id)

    async def called(self, user_id: str, word: str) -> list[Session]:
        """Return the user's sessions that a word may mean: the one of that id or name, else those whose ids begin so.

        Raises `UserError` when the id is another user's.
        """
        async with self._database.reading() as connection:
            found = await find_session(connection, user_id, word) or await session_named(connection, user_id, word)
            if found is not None or len(word) < _BEGINNING:
                return [found] if found is not None else []
            beginning = func.substr(sessions.c.id, 1, len(word)) == word
            statement = select(*COLUMNS).where(sessions.c.user_id == user_id, beginning).order_by(sessions.c.id)
            return [session_from(row) for row in await connection.execute(statement)]

    async def on_shelf(self, user_id: str, shelf: Shelf) -> list[Session]:
        """Return the user's sessions on one shelf, pinned ones first, then the most recently used."""
        statement = (
            select(*COLUMNS)
            .where(sessions.c.user_id == user_id, _SHELVES[shelf])
            .order_by(sessions.c.pinned.desc(), sessions.c.last_activity_at.desc(), sessions.c.id.desc())
        )
        async with self._database.reading() as connection:
            return [session_from(row) for row in await connection.execute(statement)]

    async def rename(self, user_id: str, session_id: str, name: str | None) -> BeforeAndAfter:
        """Give a session a name (None: none); raise `UserError` when another of the user's sessions has it."""
        async with self._database.writing() as connection:
            session = await get_session(connection, user_id, session_id)
            if name is not None:
                await check_name_free(connection, session, name)
            return session, await update_session(connection, session_id, name_columns(name))

    async def show_branch(
        self, user_id: str, session_id: str, message_id: int, left: Sequence[int] = ()
    ) -> BeforeAndAfter:
        """Show the branch that a message is in: to the last of the messages in `left` below it, else to the newest."""
        async with self._database.writing() as connection:
            session = await get_session(connection, user_id, session_id)
            branch = below(session_id, messages.c.id == message_id)
            there = set((await connection.scalars(select(branch.c.id).where(branch.c.id.in_(left)))).all())
            last = next((each for each in reversed(left) if each in there), message_id)
            # Parents are stored before what follows them: the newest is a leaf.
            leaf_id = await connection.scalar(select(func.max(below(session_id, messages.c.id == last).c.id)))
            if leaf_id is None:
                raise UserError("message_not_found")
            columns = await shown_columns(connection, session, leaf_id)
            return session, await update_session(connection, session_id, columns)

    async def set_persona(self, user_id: str, session_id: str, persona: str) -> BeforeAndAfter:
        """Let another persona answer from now on."""
        async with self._database.writing() as connection:
            session = await get_session(connection, user_id, session_id)
            return session, await update_session(connection, session_id, {"persona": persona})

    async def set_engine(self, user_id: str, session_id: str, engine: SessionEngine | None) -> BeforeAndAfter:
        """Let what answers be chosen for the session, with None no longer."""
        async with self._database.writing() as connection:
            session = await get_session(connection, user_id, session_id)
            return session, await update_session(connection, session_id, {"engine": engine})

    async def set_pinned(self, user_id: str, session_id: str, *, pinned: bool) -> BeforeAndAfter:
        """Pin or unpin a session."""
        async with self._database.writing() as connection:
            session = await get_session(connection, user_id, session_id)
            return session, await update_session(connection, session_id, {"pinned": pinned})

    async def set_archived(self, user_id: str, session_id: str, archived_at: datetime | None) -> BeforeAndAfter:
        """Put a session away, or with None back into the list."""
        async with self._database.writing() as connection:
            session = await get_session(connection, user_id, session_id)
            return session, await update_session(
                connection, session_id, {"archived_at": archived_at, "default_of": None}
            )

    async def trash_oldest(self, user_id: str, keep: int, spared: str, now: datetime) -> list[Session]:
        """Move the longest unused sessions over the first `keep` to the trash; pinned ones and `spared` stay."""
        streaming = exists().where(messages.c.session_id == sessions.c.id, messages.c.status == "streaming")
        async with self._database.writing() as connection:
            live = (sessions.c.user_id == user_id) & _SHELVES["live"]
            count = await connection.scalar(select(func.count()).select_from(sessions).where(live)) or 0
            oldest = (
                select(*COLUMNS)
                .where(live, sessions.c.pinned.is_(False), sessions.c.id != spared, ~streaming, ~HAS_DRAFT)
                .order_by(sessions.c.last_activity_at, sessions.c.id)
                .limit(max(count - keep, 0))
            )
            moved = [session_from(row) for row in await connection.execute(oldest)]
            ids = [session.id for session in moved]
            gone = update(sessions).where(sessions.c.id.in_(ids)).values(trashed_at=now, default_of=None)
            await connection.execute(gone)
            return moved

    async def trash(self, user_id: str, session_id: str, now: datetime) -> BeforeAndAfter:
        """Move a session to the trash."""
        async with self._database.writing() as connection:
            session = await get_session(connection, user_id, session_id)
            if session.trashed_at is not None:
                return session, session
            return session, await update_session(connection, session_id, {"trashed_at": now, "default_of": None})

    async def restore(self, user_id: str, session_ids: Sequence[str], now: datetime) -> list[BeforeAndAfter]:
        """Bring sessions back from the trash; a name gives way where another session took it meanwhile."""
        async with self._database.writing() as connection:
            back = []
            for session_id in session_ids:
                session = await get_session(connection, user_id, session_id)
                after = session if session.trashed_at is None else await restore_session(connection, session, now)
                back.append((session, after))
            return back


async def _store(connection: AsyncConnection, session: Session) -> None:
    await add_session(connection, session)
    await begin_affinity(connection, session.user_id, session.persona, session.created_at)


def _most_recent(user_id: str, persona: str | None) -> Select[Any]:
    statement = select(*COLUMNS).where(sessions.c.user_id == user_id, _SHELVES["live"], sessions.c.temporary.is_(False))
    if persona is not None:
        statement = statement.where(sessions.c.persona == persona)
    return statement.order_by(sessions.c.last_activity_at.desc(), sessions.c.id)
