"""What the queries about attachments share: rows to values, and attachments given to messages in their transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.attachments import Attachment
from desktop_app.domain.errors import UserError
from desktop_app.store.draft_rows import leave_place
from desktop_app.store.schema import attachments, contents, messages
from desktop_app.store.upsert import upsert

_CHUNK = 500
_SHOWN = ("id", "name", "media_type", "size", "sha256", "width", "height")
ATTACHMENT_COLUMNS = tuple(attachments.c[name] for name in _SHOWN)
_COPIED = tuple(
    column.name for column in attachments.c if column.name not in {"id", "message_id", "draft_of", "position"}
)


def attachment_from(row: Row[Any] | Sequence[Any]) -> Attachment:
    """Return the attachment in a row that begins with `ATTACHMENT_COLUMNS`."""
    number, name, media_type, size, digest, width, height = row[: len(_SHOWN)]
    return Attachment(number, name, media_type, size, digest.hex(), width, height)


async def attachments_of(connection: AsyncConnection, message_ids: Sequence[int]) -> dict[int, tuple[Attachment, ...]]:
    """Return the attachments of messages that have any, in their order."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    for start in range(0, len(message_ids), _CHUNK):
        these = attachments.c.message_id.in_(message_ids[start : start + _CHUNK])
        for row in await connection.execute(_in_order(these)):
            found[row.message_id].append(attachment_from(row))
    return {message_id: tuple(listed) for message_id, listed in found.items()}


async def attachments_of_draft(connection: AsyncConnection, session_id: str) -> tuple[Attachment, ...]:
    """Return what is attached to the draft of a session, in its order."""
    rows = await connection.execute(_in_order(attachments.c.draft_of == session_id))
    return tuple(attachment_from(row) for row in rows)


async def count_attachments(connection: AsyncConnection, session_id: str) -> int:
    """Return how many attachments there are in a session, its draft's among them."""
    said = select(messages.c.id).where(messages.c.session_id == session_id)
    there = attachments.c.message_id.in_(said) | (attachments.c.draft_of == session_id)
    return await connection.scalar(select(func.count()).select_from(attachments).where(there)) or 0


async def store_content(connection: AsyncConnection, digest: bytes, data: bytes) -> None:
    """Store bytes by their hash unless they are there; they take the place of what a repair left of them."""
    statement = upsert(connection, contents).values(sha256=digest, size=len(data), data=data, changed=False)
    whole = {"data": statement.excluded.data, "changed": statement.excluded.changed}
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["sha256"], set_=whole, where=contents.c.changed.is_(True))
    )


async def give_to_message(
    connection: AsyncConnection, user_id: str, ids: Sequence[int], message_id: int
) -> tuple[Attachment, ...]:
    """Let a user's attachments be a message's, in that order; those that another message has stay there as well.

    Raises `UserError` for one that is gone or another user's.
    """
    ids = list(dict.fromkeys(ids))
    mine = attachments.c.id.in_(ids) & (attachments.c.user_id == user_id)
    rows = {row.id: row for row in await connection.execute(select(attachments).where(mine))}
    if len(rows) != len(ids):
        raise UserError("attachment_not_found")
    given = []
    for position, number in enumerate(ids):
        place = {"message_id": message_id, "draft_of": None, "position": position}
        if rows[number].message_id is None:
            await connection.execute(update(attachments).where(attachments.c.id == number).values(place))
            given.append(number)
        else:
            copied = {name: rows[number]._mapping[name] for name in _COPIED}  # noqa: SLF001  SQLAlchemy's public name
            made = await connection.execute(insert(attachments).values({**copied, **place}).returning(attachments.c.id))
            given.append(made.scalar_one())
    for session_id in {row.draft_of for row in rows.values() if row.draft_of is not None}:
        await leave_place(connection, session_id)
    await count_anew(connection, messages.c.id == message_id)
    return (await attachments_of(connection, [message_id])).get(message_id, ())


async def copy_attachments(connection: AsyncConnection, copies: Mapping[int, int]) -> None:
    """Give messages that are copies of others the attachments of those, by the ids of both."""
    originals = list(copies)
    for start in range(0, len(originals), _CHUNK):
        some = originals[start : start + _CHUNK]
        rows = (await connection.execute(select(attachments).where(attachments.c.message_id.in_(some)))).all()
        if rows:
            values = [
                {name: row._mapping[name] for name in (*_COPIED, "position")}  # noqa: SLF001  SQLAlchemy's public name
                | {"message_id": copies[row.message_id], "draft_of": None}
                for row in rows
            ]
            await connection.execute(insert(attachments), values)
            await count_anew(connection, messages.c.id.in_([copies[each] for each in some]))


async def count_anew(connection: AsyncConnection, these: ColumnElement[bool]) -> None:
    """Note anew how many attachments messages have."""
    counted = select(func.count()).where(attachments.c.message_id == messages.c.id).scalar_subquery()
    await connection.execute(update(messages).where(these).values(attachment_count=counted))


def _in_order(condition: ColumnElement[bool]) -> Select[Any]:
    return (
        select(*ATTACHMENT_COLUMNS, attachments.c.message_id)
        .where(condition)
        .order_by(attachments.c.message_id, attachments.c.position, attachments.c.id)
    )
