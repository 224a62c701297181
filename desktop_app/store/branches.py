"""Branches in the store: a message with all below it taken out of its session, and put back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.actions import BranchDeleted
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import preview_of
from desktop_app.domain.sessions import CONTEXT_TEXT_LIMIT, Session, new_session_id, title_from
from desktop_app.store.database import Database
from desktop_app.store.message_rows import move_messages
from desktop_app.store.schema import messages, sessions
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

_BEGINNING = 2_000
"""Characters of a message that are enough for a title, a preview or a context."""


class _Turn(NamedTuple):
    """The beginning of a message, and where it hangs."""

    parent_id: int | None
    role: str
    beginning: str


class _Extent(NamedTuple):
    """What a branch holds."""

    messages: int
    questions: int
    newest: int
    """The message stored last, which is a leaf: parents are stored before what follows them."""
    first_question: int | None
    shown: int
    streaming: int


@uninterrupted
class BranchStore:
    """Takes branches away and puts them back; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def delete(self, user_id: str, session_id: str, message_id: int, now: datetime) -> BranchDeleted:
        """Move a message and all below it into the trash, as a session of its own.

        Where the shown branch was among that, the newest leaf of the message's siblings is shown, or else its parent.
        """
        async with self._database.writing() as connection:
            session = await get_session(connection, user_id, session_id)
            top = await _turn(connection, session_id, message_id)
            if top is None:
                raise UserError("message_not_found")
            extent = await _extent(connection, session, message_id)
            if extent.streaming:
                raise UserError("branch_streaming")
            branch = await _as_session(connection, session, extent, now)
            await add_session(connection, branch)
            all_below = select(below(session_id, messages.c.id == message_id).c.id)
            await move_messages(connection, messages.c.id.in_(all_below), branch.id)
            await _hang(connection, message_id, None)
            columns = await _without(connection, session, top, extent)
            after = await update_session(connection, session_id, {**columns, "last_activity_at": now})
            return BranchDeleted(session, after, branch, message_id, top.parent_id)

    async def put_back(self, deleted: BranchDeleted, now: datetime) -> Session:
        """Put a branch back where it was, and show it again unless another branch was chosen since.

        Where that place is gone, the branch comes back from the trash as the session that it is there. Returns the
        session that holds it now.
        """
        async with self._database.writing() as connection:
            branch = await put_aside_session(connection, deleted.branch, what="deleted")
            session = await _place_for(connection, branch, deleted)
            if session is None:
                return await restore_session(connection, branch, now)
            await move_messages(connection, messages.c.session_id == branch.id, session.id)
            await _hang(connection, deleted.message_id, deleted.parent_id)
            await remove_sessions(connection, sessions.c.id == branch.id)
            return await update_session(connection, session.id, _with(session, branch, deleted))


async def _turn(connection: AsyncConnection, session_id: str, message_id: int | None) -> _Turn | None:
    beginning = func.substr(messages.c.content, 1, _BEGINNING)
    row = await connection.execute(
        select(messages.c.parent_id, messages.c.role, beginning).where(
            messages.c.id == message_id, messages.c.session_id == session_id
        )
    )
    found = row.first()
    return None if found is None else _Turn(*found)


async def _extent(connection: AsyncConnection, session: Session, message_id: int) -> _Extent:
    branch = below(session.id, messages.c.id == message_id)
    asked = messages.c.role == "user"
    statement = select(
        func.count(),
        func.sum(case((asked, 1), else_=0)),
        func.max(messages.c.id),
        func.min(case((asked, messages.c.id))),
        func.sum(case((messages.c.id == session.active_leaf_id, 1), else_=0)),
        func.sum(case((messages.c.status == "streaming", 1), else_=0)),
    ).join_from(messages, branch, branch.c.id == messages.c.id)
    return _Extent(*(await connection.execute(statement)).one())


def below(session_id: str, tops: ColumnElement[bool]) -> CTE:
    """Return the ids of the messages of a session that meet `tops`, and of all below them, however deep."""
    found = select(messages.c.id).where(messages.c.session_id == session_id, tops).cte("below", recursive=True)
    return found.union(select(messages.c.id).where(messages.c.parent_id == found.c.id))


async def _hang(connection: AsyncConnection, message_id: int, parent_id: int | None) -> None:
    await connection.execute(update(messages).where(messages.c.id == message_id).values(parent_id=parent_id))


async def _as_session(connection: AsyncConnection, session: Session, extent: _Extent, now: datetime) -> Session:
    """Return the session that a branch will be in the trash, named by its first question."""
    question = await _turn(connection, session.id, extent.first_question)
    title = title_from(question.beginning) if question else None
    leaf_id = session.active_leaf_id if extent.shown else extent.newest
    return replace(
        session,
        id=new_session_id(),
        name=None,
        title=title or session.title,
        pinned=False,
        has_draft=False,
        trashed_at=now,
        message_count=extent.messages,
        query_count=extent.questions,
        **await shown_columns(connection, session, leaf_id),
    )


async def _without(connection: AsyncConnection, session: Session, top: _Turn, extent: _Extent) -> Mapping[str, Any]:
    """Return the columns of a session that a branch has just left."""
    columns: dict[str, Any] = {
        "message_count": session.message_count - extent.messages,
        "query_count": session.query_count - extent.questions,
    }
    if top.parent_id is None and session.title == title_from(top.beginning):
        columns |= title_columns(await _title(connection, session.id))
    leaf_id = session.active_leaf_id
    if extent.shown:
        # Of what is below the siblings the newest is a leaf: parents are stored before what follows them.
        siblings = below(session.id, messages.c.parent_id.is_not_distinct_from(top.parent_id))
        leaf_id = await connection.scalar(select(func.max(siblings.c.id))) or top.parent_id
    return columns | await shown_columns(connection, session, leaf_id)


async def shown_columns(connection: AsyncConnection, session: Session, leaf_id: int | None) -> dict[str, Any]:
    """Return the columns that say which branch is shown and how it ends; no word of another branch stays in them."""
    leaf = await _turn(connection, session.id, leaf_id)
    turns = [] if leaf is None else [leaf, await _turn(connection, session.id, leaf.parent_id)]
    last = [turn for turn in turns if turn is not None]
    context = dict(session.context) if last else {}
    for key, role in (("last_query", "user"), ("last_response", "assistant")):
        if key in context:
            said = next((turn.beginning for turn in last if turn.role == role), "")
            context[key] = said[:CONTEXT_TEXT_LIMIT]
    preview = next((preview_of(turn.beginning) for turn in last if turn.beginning), "")
    return {"active_leaf_id": leaf_id, "preview": preview, "context": context}


async def _title(connection: AsyncConnection, session_id: str) -> str | None:
    first = select(func.min(messages.c.id)).where(messages.c.session_id == session_id, messages.c.role == "user")
    question = await _turn(connection, session_id, await connection.scalar(first))
    return None if question is None else title_from(question.beginning)


async def _place_for(connection: AsyncConnection, branch: Session, deleted: BranchDeleted) -> Session | None:
    """Return the session that a branch was taken from, None where it can no longer be put back there."""
    session = await session_by_id(connection, deleted.before.id)
    if session is None or session.trashed_at is not None or branch.has_draft:
        return None
    if deleted.parent_id is not None and await _turn(connection, session.id, deleted.parent_id) is None:
        return None
    return session


def _with(session: Session, branch: Session, deleted: BranchDeleted) -> Mapping[str, Any]:
    """Return the columns of a session that has its branch back."""
    before, after = deleted.before, deleted.after
    columns: dict[str, Any] = {
        "message_count": session.message_count + branch.message_count,
        "query_count": session.query_count + branch.query_count,
    }
    if session.title == after.title:
        columns |= title_columns(before.title)
    if session.active_leaf_id == after.active_leaf_id:
        columns |= {name: getattr(before, name) for name in ("active_leaf_id", "preview", "context")}
    return columns
