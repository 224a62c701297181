"""Merges the attachments of a snapshot's session into the store, one file's bytes in memory at a time."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.attachments import Attachment
from desktop_app.store.attachment_rows import count_anew, store_content
from desktop_app.store.database import Database
from desktop_app.store.merge import Merged
from desktop_app.store.schema import attachments, contents, messages
from desktop_app.store.snapshot_source import SnapshotSource
from desktop_app.store.snapshot_values import KeptSession, UnusableRowError

_CHUNK = 500


async def merge_attachments(
    connection: AsyncConnection, source: SnapshotSource, found: KeptSession, merged: Merged
) -> None:
    """Give the messages that were added, and the draft of a session that was, what they had in the snapshot.

    Raises `UnusableRowError` where that is not in it.
    """
    user_id = found.session.user_id
    having = [message for message in found.messages if message.id in merged.new and message.attachments]
    for message in having:
        place = {"message_id": merged.ids[message.id]}
        await _add(connection, source, _rows(user_id, message.attachments, message.created_at, place))
    for start in range(0, len(having), _CHUNK):
        some = [merged.ids[message.id] for message in having[start : start + _CHUNK]]
        await count_anew(connection, messages.c.id.in_(some))
    if merged.added and found.draft is not None:
        place_of_draft = {"draft_of": found.session.id}
        await _add(connection, source, _rows(user_id, found.draft_attachments, found.draft[1], place_of_draft))


async def mend_contents(database: Database, source: SnapshotSource) -> None:
    """Put whole bytes from a snapshot in the place of those that a repair of a damaged file found changed or lost."""
    async with database.reading() as connection:
        changed = (await connection.scalars(select(contents.c.sha256).where(contents.c.changed.is_(True)))).all()
    for digest in changed:
        try:
            whole = await asyncio.to_thread(source.content, digest.hex())
        except UnusableRowError:
            continue
        if whole is not None and not whole.changed:
            async with database.writing() as connection:
                await store_content(connection, digest, whole.data)


def _rows(
    user_id: str, attached: Sequence[Attachment], created_at: datetime, place: Mapping[str, Any]
) -> list[dict[str, Any]]:
    return [
        {
            "user_id": user_id,
            "message_id": None,
            "draft_of": None,
            "position": position,
            "name": each.name,
            "media_type": each.media_type,
            "sha256": bytes.fromhex(each.sha256),
            "size": each.size,
            "width": each.width,
            "height": each.height,
            "created_at": created_at,
            **place,
        }
        for position, each in enumerate(attached)
    ]


async def _add(connection: AsyncConnection, source: SnapshotSource, rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        digest = row["sha256"]
        if await connection.scalar(select(contents.c.sha256).where(contents.c.sha256 == digest)) is None:
            found = await asyncio.to_thread(source.content, digest.hex())
            if found is None:
                raise UnusableRowError("an attachment is missing in it")
            values = {"sha256": digest, "size": row["size"], "data": found.data, "changed": found.changed}
            await connection.execute(insert(contents).values(values))
    if rows:
        await connection.execute(insert(attachments), rows)
