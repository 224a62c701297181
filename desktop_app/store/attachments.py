"""Attachments in the store: kept with the chats, their bytes once, until nothing needs them any more."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.attachments import Attachment, Kind
from desktop_app.domain.errors import UserError
from desktop_app.store.attachment_rows import (
    ATTACHMENT_COLUMNS,
    attachment_from,
    attachments_of_draft,
    store_content,
)
from desktop_app.store.contents import remove_unneeded
from desktop_app.store.database import Database
from desktop_app.store.draft_rows import keep_place, leave_place
from desktop_app.store.schema import attachments, contents
from desktop_app.store.session_rows import find_session
from desktop_app.store.uninterrupted import uninterrupted


@uninterrupted
class AttachmentStore:
    """The attachments of all users; each method is one transaction, and nobody gets at another's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, user_id: str, name: str, data: bytes, kind: Kind, now: datetime) -> Attachment:
        """Store a file that nothing has yet; one with the same bytes shares them."""
        digest = await asyncio.to_thread(lambda: sha256(data).digest())
        async with self._database.writing() as connection:
            await store_content(connection, digest, data)
            values = {
                "user_id": user_id,
                "position": 0,
                "name": name,
                "media_type": kind.media_type,
                "sha256": digest,
                "size": len(data),
                "width": kind.width,
                "height": kind.height,
                "created_at": now,
            }
            added = await connection.execute(insert(attachments).values(values).returning(*ATTACHMENT_COLUMNS))
            return attachment_from(added.one())

    async def get(self, user_id: str, attachment_id: int) -> Attachment:
        """Return a user's attachment; raise `UserError` where there is none."""
        async with self._database.reading() as connection:
            row = (await connection.execute(select(*ATTACHMENT_COLUMNS).where(_mine(user_id, attachment_id)))).first()
        if row is None:
            raise UserError("attachment_not_found")
        return attachment_from(row)

    async def read(self, user_id: str, attachment_id: int) -> bytes:
        """Return the bytes of a user's attachment; raise `UserError` where they are gone."""
        statement = (
            select(attachments.c.name, contents.c.changed, contents.c.data)
            .join(contents, contents.c.sha256 == attachments.c.sha256)
            .where(_mine(user_id, attachment_id))
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(statement)).first()
        if row is None:
            raise UserError("attachment_not_found")
        if row.changed and not row.data:
            raise UserError("attachment_lost", name=row.name)
        return bytes(row.data)

    async def remove(self, user_id: str, attachment_id: int) -> None:
        """Take away an attachment that was not sent; one of a message stays with it."""
        async with self._database.writing() as connection:
            unsent = _mine(user_id, attachment_id) & attachments.c.message_id.is_(None)
            gone = await connection.execute(delete(attachments).where(unsent).returning(attachments.c.draft_of))
            row = gone.first()
            if row is not None and row.draft_of is not None:
                await leave_place(connection, row.draft_of)
        await remove_unneeded(self._database)

    async def of_draft(self, user_id: str, session_id: str) -> tuple[Attachment, ...]:
        """Return what is attached to what the user has not sent in a session."""
        async with self._database.reading() as connection:
            await find_session(connection, user_id, session_id)
            return await attachments_of_draft(connection, session_id)

    async def keep_in_draft(self, user_id: str, session_id: str, ids: Sequence[int], now: datetime) -> None:
        """Let exactly these attachments, in that order, be with what the user has not sent in a session.

        Those that are gone, sent, in another draft or another user's are passed over; a session that was deleted has
        no place for any.
        """
        async with self._database.writing() as connection:
            if await find_session(connection, user_id, session_id) is None:
                return
            mine = (attachments.c.user_id == user_id) & attachments.c.message_id.is_(None)
            free = mine & attachments.c.draft_of.is_(None)
            await _set(connection, attachments.c.draft_of == session_id, {"draft_of": None})
            for position, number in enumerate(dict.fromkeys(ids)):
                place = {"draft_of": session_id, "position": position, "created_at": now}
                await _set(connection, free & (attachments.c.id == number), place)
            if await attachments_of_draft(connection, session_id):
                await keep_place(connection, session_id, now)
            else:
                await leave_place(connection, session_id)

    async def forget_unsent(self, before: datetime) -> int:
        """Take away what was chosen before that moment and is with no message and no draft; return how many."""
        left = attachments.c.message_id.is_(None) & attachments.c.draft_of.is_(None)
        async with self._database.writing() as connection:
            gone = await connection.execute(delete(attachments).where(left, attachments.c.created_at <= before))
        await remove_unneeded(self._database)
        return gone.rowcount


def _mine(user_id: str, attachment_id: int) -> ColumnElement[bool]:
    return (attachments.c.id == attachment_id) & (attachments.c.user_id == user_id)


async def _set(connection: AsyncConnection, condition: ColumnElement[bool], values: dict[str, object]) -> None:
    await connection.execute(update(attachments).where(condition).values(values))
