"""Merges one session of a snapshot into the store, inside the caller's transaction: adds what is missing, no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.merging import Turn, placed, same_turns
from desktop_app.domain.messages import Message, MessageStatus
from desktop_app.domain.sessions import Session
from desktop_app.store.affinities import begin_affinity
from desktop_app.store.message_rows import add_messages, new_message_ids
from desktop_app.store.octets import octets
from desktop_app.store.schema import drafts, messages
from desktop_app.store.session_rows import add_session, session_by_id, session_named, title_columns, update_session
from desktop_app.store.snapshot_values import KeptSession, UnusableRowError
from desktop_app.store.texts import content_hash


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a session: `ids` are those that its messages have here."""

    added: bool
    messages_added: int
    messages_there: int
    messages_lost: int
    nameless: bool
    """Its name is another session's now, so it came back without."""
    ids: Mapping[int, int]
    new: frozenset[int]
    """Of those messages in the snapshot that are stored now and were not before."""


async def merge_session(connection: AsyncConnection, found: KeptSession, now: datetime) -> Merged:
    """Bring back what is missing of a session, and change nothing that is here.

    Where the shown branch here is the beginning of the one in the snapshot, its end is shown again. Raises
    `UnusableRowError` for a session that another user has here.
    """
    mine = await session_by_id(connection, found.session.id)
    if mine is not None and mine.user_id != found.session.user_id:
        raise UnusableRowError("its id is another user's here")
    added = mine is None
    nameless = added and await _name_is_taken(connection, found.session)
    if mine is None:
        mine = await _store_empty(connection, found, now, nameless=nameless)
    theirs = placed(_turn(message) for message in found.messages)
    ids = same_turns(theirs, [] if added else await _turns(connection, mine.id))
    before = frozenset(ids)
    there = len(before)
    ids = await _add_missing(connection, found, theirs, ids)
    if len(ids) > there:
        await _settle(connection, mine, found, ids, now)
    lost = len(found.messages) - len(ids)
    return Merged(added, len(ids) - there, there, lost, nameless, ids, frozenset(ids.keys() - before))


async def _store_empty(connection: AsyncConnection, found: KeptSession, now: datetime, *, nameless: bool) -> Session:
    """Store a session without its messages; its time in the list, or in the trash, begins anew."""
    session = replace(
        found.session,
        name=None if nameless else found.session.name,
        title=(found.session.title or found.session.name) if nameless else found.session.title,
        active_leaf_id=None,
        restored_at=now,
        trashed_at=None if found.session.trashed_at is None else now,
    )
    await add_session(connection, session)
    await begin_affinity(connection, session.user_id, session.persona, session.created_at)
    if found.draft is not None:
        content, updated_at = found.draft
        values = {"session_id": session.id, "content": content, "updated_at": updated_at}
        await connection.execute(insert(drafts).values(values))
    return session


async def _name_is_taken(connection: AsyncConnection, session: Session) -> bool:
    if session.name is None or session.trashed_at is not None:
        return False
    return await session_named(connection, session.user_id, session.name) is not None


async def _turns(connection: AsyncConnection, session_id: str) -> list[Turn]:
    names = ("id", "parent_id", "role", "content_hash", "created_at")
    columns = (*(messages.c[name] for name in names), octets(messages.c.content).label("size"))
    rows = await connection.execute(select(*columns).where(messages.c.session_id == session_id).order_by(messages.c.id))
    return [Turn(row.id, row.parent_id, row.role, row.content_hash, row.created_at, size=row.size) for row in rows]


def _turn(message: Message) -> Turn:
    return Turn(
        id=message.id,
        parent_id=message.parent_id,
        role=message.role.value,
        digest=content_hash(message.content),
        created_at=message.created_at,
        unfinished=message.status is MessageStatus.STREAMING,
        size=len(message.content.encode()),
    )


async def _add_missing(
    connection: AsyncConnection, found: KeptSession, theirs: Sequence[Turn], ids: dict[int, int]
) -> dict[int, int]:
    """Store those of `theirs` that have no id here yet; return all ids."""
    missing = [turn.id for turn in theirs if turn.id not in ids]
    ids = ids | dict(zip(missing, await new_message_ids(connection, len(missing)), strict=True))
    by_their_id = {message.id: message for message in found.messages}
    await add_messages(connection, [_row(by_their_id[each], ids) for each in missing])
    return ids


def _row(message: Message, ids: Mapping[int, int]) -> dict[str, Any]:
    return {
        "id": ids[message.id],
        "session_id": message.session_id,
        "parent_id": None if message.parent_id is None else ids[message.parent_id],
        "role": message.role.value,
        "content": message.content,
        # Whoever was writing it then is not writing it here.
        "status": (MessageStatus.INTERRUPTED if message.status is MessageStatus.STREAMING else message.status).value,
        "persona": message.persona,
        "engine": message.engine,
        "model": message.model,
        "created_at": message.created_at,
        "writer": None,
        "metadata": dict(message.metadata),
    }


async def _settle(
    connection: AsyncConnection, mine: Session, found: KeptSession, ids: Mapping[int, int], now: datetime
) -> None:
    """Count the session's messages anew, and show the snapshot's branch where the one here is its beginning."""
    counts = select(func.count(), func.count().filter(messages.c.role == "user")).where(
        messages.c.session_id == mine.id
    )
    message_count, query_count = (await connection.execute(counts)).one()
    columns: dict[str, Any] = {"message_count": message_count, "query_count": query_count}
    shown = _shown_branch(found, ids)
    if mine.active_leaf_id is None or mine.active_leaf_id in shown[1:]:
        columns |= {
            "active_leaf_id": shown[0] if shown else max(ids.values()),
            "preview": found.session.preview,
            "last_activity_at": max(mine.last_activity_at, found.session.last_activity_at),
            "context": {**mine.context, **found.session.context},
            "restored_at": now,
        }
        if mine.title is None and found.session.title is not None:
            columns |= title_columns(found.session.title)
    await update_session(connection, mine.id, columns)


def _shown_branch(found: KeptSession, ids: Mapping[int, int]) -> list[int]:
    """Return the ids here of the snapshot's shown branch, from its end to its beginning."""
    parents = {message.id: message.parent_id for message in found.messages}
    branch = []
    step = found.session.active_leaf_id
    while step is not None and step in ids:
        branch.append(ids[step])
        step = parents[step]
    return branch
