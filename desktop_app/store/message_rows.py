"""What the queries about messages share; the only place that writes texts, so that hash and index go with them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, bindparam, delete, insert, literal, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.messages import Message, MessageStatus, Role, preview_of
from desktop_app.store.attachment_rows import attachments_of, give_to_message
from desktop_app.store.exact_text import ExactText
from desktop_app.store.schema import messages, sessions
from desktop_app.store.search_index import forget_messages, index_messages
from desktop_app.store.texts import text_columns

_LAST_ID = """SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'messages'), 0),
                       coalesce((SELECT max(id) FROM messages), 0))"""
_NEXT_IDS = "SELECT nextval(pg_get_serial_sequence('messages', 'id')) AS id FROM generate_series(1, :count) ORDER BY id"
_CHUNK = 500
_NOT_COPIED = frozenset({"id", "session_id", "parent_id", "writer", "attachment_count"})
_STORE_ONLY = frozenset({"writer", "content_hash", "cjk"})
ROLES = {role.value: role for role in Role}
STATUSES = {status.value: status for status in MessageStatus}
"""By their words: one odd word in a damaged file must not hide a whole session."""
MESSAGE_COLUMNS = tuple(column for column in messages.c if column.name not in _STORE_ONLY)


def message_from(row: Row[Any]) -> Message:
    """Return the message in a row of `MESSAGE_COLUMNS`, as if it had no attachments."""
    values = dict(row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it
    del values["attachment_count"]
    values["role"] = ROLES.get(values["role"], Role.SYSTEM)
    values["status"] = STATUSES.get(values["status"], MessageStatus.INTERRUPTED)
    return Message(**values)


async def messages_from(connection: AsyncConnection, rows: Iterable[Row[Any]]) -> list[Message]:
    """Return the messages in rows of `MESSAGE_COLUMNS` with their attachments, where there are any."""
    listed = list(rows)
    having = [row.id for row in listed if row.attachment_count]
    found = [message_from(row) for row in listed]
    if not having:
        return found
    attached = await attachments_of(connection, having)
    return [message._replace(attachments=attached.get(message.id, ())) for message in found]


async def message_by_id(connection: AsyncConnection, message_id: int | None) -> Message | None:
    """Return the message with that id."""
    rows = await connection.execute(select(*MESSAGE_COLUMNS).where(messages.c.id == message_id))
    return next(iter(await messages_from(connection, rows)), None)


async def add_message(connection: AsyncConnection, content: str, values: Mapping[str, Any]) -> Message:
    """Store a message and make it searchable; `values` are its other columns."""
    row = {**values, **text_columns(content)}
    message = message_from((await connection.execute(insert(messages).values(row).returning(*MESSAGE_COLUMNS))).one())
    await index_messages(connection, messages.c.id == message.id)
    return message


async def with_attachments(
    connection: AsyncConnection, user_id: str, message: Message, attachments: Sequence[int]
) -> Message:
    """Give a user's attachments to a message that was stored just before; return it with them."""
    if not attachments:
        return message
    return message._replace(attachments=await give_to_message(connection, user_id, attachments, message.id))


async def new_message_ids(connection: AsyncConnection, count: int) -> list[int]:
    """Return ids that no message has or ever had, in the order of time, for `add_messages`."""
    if connection.dialect.name != "sqlite":
        return list((await connection.scalars(text(_NEXT_IDS), {"count": count})).all())
    last = int((await connection.exec_driver_sql(_LAST_ID)).scalar_one())
    return list(range(last + 1, last + 1 + count))


async def add_messages(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store many messages at once, with ids of `new_message_ids`, and make them searchable."""
    if rows:
        await connection.execute(insert(messages), [{**row, **text_columns(row["content"])} for row in rows])
        await index_messages(connection, messages.c.id.between(rows[0]["id"], rows[-1]["id"]))


async def copy_messages(
    connection: AsyncConnection, copies: Sequence[tuple[int, int, int | None]], session_id: str
) -> None:
    """Copy messages into another session, without what is attached: each its id, the copy's and that one's parent's.

    A text that was damaged on the disk is told from what was stored in the copy as well.
    """
    numbers = (bindparam(name, type_=BigInteger) for name in ("new", "above"))
    placed: list[ColumnElement[Any]] = [*numbers, literal(session_id, ExactText)]
    names = [column.name for column in messages.c if column.name not in _NOT_COPIED]
    one = select(*placed, *(messages.c[name] for name in names)).where(messages.c.id == bindparam("old"))
    statement = insert(messages).from_select(["id", "parent_id", "session_id", *names], one)
    for start in range(0, len(copies), _CHUNK):
        part = [{"old": old, "new": new, "above": above} for old, new, above in copies[start : start + _CHUNK]]
        await connection.execute(statement, part)
    await index_messages(connection, messages.c.session_id == session_id)


async def set_text(connection: AsyncConnection, message_id: int, content: str, values: Mapping[str, Any]) -> None:
    """Store another text of a message with other columns of it, and find it by that from now on."""
    this = messages.c.id == message_id
    await forget_messages(connection, this)
    await connection.execute(update(messages).where(this).values({**values, **text_columns(content)}))
    await index_messages(connection, this)


async def set_status(
    connection: AsyncConnection, condition: ColumnElement[bool], status: MessageStatus, values: Mapping[str, Any]
) -> list[int]:
    """Give messages another status, with other columns; return their ids. Finished ones become searchable."""
    chosen = (await connection.scalars(select(messages.c.id).where(condition))).all()
    these = messages.c.id.in_(chosen)
    await forget_messages(connection, these)
    await connection.execute(update(messages).where(these).values({**values, "status": status}))
    await index_messages(connection, these)
    return list(chosen)


async def preview_endings(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Let sessions that end in one of these messages tell of it in their lists, as of every answer that has ended."""
    ends = select(sessions.c.id, messages.c.content).join(messages, messages.c.id == sessions.c.active_leaf_id)
    found = await connection.execute(ends.where(messages.c.id.in_(ids), messages.c.content != ""))
    for session_id, words in found.all():
        await connection.execute(update(sessions).where(sessions.c.id == session_id).values(preview=preview_of(words)))


async def remove_messages(connection: AsyncConnection, condition: ColumnElement[bool]) -> int:
    """Delete messages for good, from the index too; return how many."""
    await forget_messages(connection, condition)
    return (await connection.execute(delete(messages).where(condition))).rowcount


async def move_messages(connection: AsyncConnection, condition: ColumnElement[bool], session_id: str) -> None:
    """Give the messages that meet `condition` to another session, as they are."""
    await connection.execute(update(messages).where(condition).values(session_id=session_id))
