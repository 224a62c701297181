"""Forks in the store: a branch copied, up to one of its messages, into a session of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.errors import UserError
from desktop_app.domain.sessions import Session, fork_title, new_session_id
from desktop_app.store.affinities import begin_affinity
from desktop_app.store.attachment_rows import copy_attachments
from desktop_app.store.branches import shown_columns
from desktop_app.store.database import Database
from desktop_app.store.message_rows import copy_messages, new_message_ids
from desktop_app.store.receipt_rows import copy_receipts
from desktop_app.store.schema import messages
from desktop_app.store.session_rows import add_session, get_session, update_session
from desktop_app.store.uninterrupted import uninterrupted


@uninterrupted
class ForkStore:
    """Makes forks; each is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fork(self, user_id: str, session_id: str, message_id: int, now: datetime) -> Session:
        """Copy a message and all before it into a new session, and return that."""
        async with self._database.writing() as connection:
            session = await get_session(connection, user_id, session_id)
            chain = await _chain(connection, session_id, message_id)
            fork = replace(_empty_fork(session, now), metadata={"forked_from": _origin(session, message_id)})
            await add_session(connection, fork)
            await begin_affinity(connection, user_id, fork.persona, now)
            last = await _copy(connection, chain, fork.id)
            asked = sum(role == "user" for _number, role in chain)
            counted = {"message_count": len(chain), "query_count": asked}
            columns = await shown_columns(connection, fork, last)
            return await update_session(connection, fork.id, columns | counted)


async def _chain(connection: AsyncConnection, session_id: str, message_id: int) -> Sequence[tuple[int, str]]:
    """Return the ids and roles of a message and all before it, the first one first."""
    about = (messages.c.id, messages.c.parent_id, messages.c.role, messages.c.status)
    last = select(*about, literal(0).label("depth"))
    above = last.where(messages.c.id == message_id, messages.c.session_id == session_id).cte("above", recursive=True)
    above = above.union_all(select(*about, above.c.depth + 1).where(messages.c.id == above.c.parent_id))
    statement = select(above.c.id, above.c.role, above.c.status).order_by(above.c.depth.desc())
    rows = (await connection.execute(statement)).all()
    if not rows:
        raise UserError("message_not_found")
    if any(status == "streaming" for _number, _role, status in rows):
        raise UserError("answer_streaming")
    return [(number, role) for number, role, _status in rows]


async def _copy(connection: AsyncConnection, chain: Sequence[tuple[int, str]], session_id: str) -> int:
    """Store copies of the messages of `chain`, each below the one before it; return the id of the last one."""
    originals = [number for number, _role in chain]
    copies = await new_message_ids(connection, len(chain))
    parents = [None, *copies[:-1]]
    await copy_messages(connection, list(zip(originals, copies, parents, strict=True)), session_id)
    of_originals = dict(zip(originals, copies, strict=True))
    await copy_attachments(connection, of_originals)
    await copy_receipts(connection, of_originals)
    return copies[-1]


def _empty_fork(session: Session, now: datetime) -> Session:
    """Return the session that a fork of another will be, before anything is in it."""
    return Session(
        id=new_session_id(),
        user_id=session.user_id,
        persona=session.persona,
        created_at=now,
        last_activity_at=now,
        title=fork_title(session.shown_name),
        origin="fork",
        temporary=session.temporary,
        context={"last_query": "", "last_response": ""},
        engine=session.engine,
    )


def _origin(session: Session, message_id: int) -> Mapping[str, Any]:
    return {"session_id": session.id, "message_id": message_id}
