"""Removal in the store: a history put into the trash, a session deleted for good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from desktop_app.domain.actions import HistoryCleared
from desktop_app.domain.sessions import Session, new_session_id
from desktop_app.store.attachment_rows import count_attachments
from desktop_app.store.contents import remove_unneeded
from desktop_app.store.database import Database
from desktop_app.store.erasure import erase_from_index
from desktop_app.store.fact_rows import count_facts
from desktop_app.store.message_rows import move_messages
from desktop_app.store.schema import drafts, messages, sessions
from desktop_app.store.session_rows import (
    add_session,
    get_session,
    put_aside_session,
    remove_sessions,
    restore_session,
    session_by_id,
    title_columns,
    update_session,
)
from desktop_app.store.uninterrupted import uninterrupted

_EMPTY: Mapping[str, Any] = {"active_leaf_id": None, "message_count": 0, "query_count": 0, "preview": "", "context": {}}
_MOVED = ("active_leaf_id", "message_count", "query_count", "preview", "context")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was deleted for good; `erased` says whether it is gone from the write-ahead log as well.

    `backups_until` is the moment until which snapshots made before may still hold it, None where there are none.
    """

    sessions: int
    messages: int
    drafts: int
    erased: bool
    attachments: int = 0
    backups_until: datetime | None = None
    facts: int = 0


@uninterrupted
class RemovalStore:
    """Takes things away, some of them for ever."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def clear(self, user_id: str, session_id: str, now: datetime) -> tuple[Session, HistoryCleared | None]:
        """Move a session's history into the trash, as a session of its own; None where there is no history."""
        async with self._database.writing() as connection:
            session = await get_session(connection, user_id, session_id)
            if not session.message_count:
                return session, None
            history = replace(session, id=new_session_id(), name=None, pinned=False, has_draft=False, trashed_at=now)
            await add_session(connection, history)
            await move_messages(connection, messages.c.session_id == session_id, history.id)
            emptied = await update_session(
                connection, session_id, {**_EMPTY, **title_columns(None), "last_activity_at": now}
            )
            return emptied, HistoryCleared(session, history)

    async def unclear(self, cleared: HistoryCleared, now: datetime) -> Session:
        """Give a cleared session its history back, unless something was said in it meanwhile or it is gone.

        Then the history comes back from the trash as a session of its own. Returns the session that holds it now.
        """
        async with self._database.writing() as connection:
            history = await put_aside_session(connection, cleared.history, what="cleared")
            session = await session_by_id(connection, cleared.session.id)
            if session is None or session.trashed_at is not None or session.message_count or history.has_draft:
                return await restore_session(connection, history, now)
            await move_messages(connection, messages.c.session_id == history.id, session.id)
            await remove_sessions(connection, sessions.c.id == history.id)
            moved = {name: getattr(history, name) for name in _MOVED}
            return await update_session(connection, session.id, {**moved, **title_columns(history.title)})

    async def delete(self, user_id: str, session_id: str) -> Receipt:
        """Delete a session for good with all that is in it, from the log of changes too where this process may."""
        return await self.delete_all(user_id, [session_id])

    async def delete_all(self, user_id: str, session_ids: Sequence[str]) -> Receipt:
        """Delete many sessions for good, each in a transaction of its own, and empty the log once at the end."""
        total = Receipt(0, 0, 0, erased=False)
        for session_id in session_ids:
            async with self._database.writing() as connection:
                await get_session(connection, user_id, session_id)
                counts = {
                    table.name: await connection.scalar(
                        select(func.count()).select_from(table).where(table.c.session_id == session_id)
                    )
                    or 0
                    for table in (messages, drafts)
                }
                attached = await count_attachments(connection, session_id)
                known = await count_facts(connection, session_id)
                gone = await remove_sessions(connection, sessions.c.id == session_id)
            total = replace(
                total,
                sessions=total.sessions + gone,
                messages=total.messages + counts["messages"],
                drafts=total.drafts + counts["drafts"],
                attachments=total.attachments + attached,
                facts=total.facts + known,
            )
        await remove_unneeded(self._database)
        await erase_from_index(self._database)
        return replace(total, erased=await self._database.erase_log())
