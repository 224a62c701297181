"""The health of attachments: whether their bytes are the ones that were stored, and each belongs somewhere."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import ColumnElement, exists, func, select, update

from desktop_app.store.attachment_rows import count_anew
from desktop_app.store.contents import UNNEEDED, remove_unneeded
from desktop_app.store.database import Database
from desktop_app.store.schema import attachments, contents, messages
from desktop_app.store.uninterrupted import uninterrupted


@dataclass(frozen=True, slots=True)
class AttachmentState:
    """What was found: `changed` are the hashes of bytes that are not those that were stored.

    `changed_before` counts the files that an earlier repair found so, `unneeded` the bytes that nothing refers to, and
    `miscounted` the messages that do not know how many attachments they have.
    """

    attachments: int
    size: int
    changed: Sequence[bytes]
    changed_before: int
    unneeded: int
    miscounted: int

    @property
    def ok(self) -> bool:
        """Whether there is nothing to repair."""
        return not (self.changed or self.unneeded or self.miscounted)


@uninterrupted
class AttachmentHealth:
    """Looks at all attachments, and repairs without losing anything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def state(self) -> AttachmentState:
        """Look at everything; one file's bytes are in memory at a time."""
        async with self._database.reading() as connection:
            counts = [
                await connection.scalar(statement) or 0
                for statement in (
                    select(func.count()).select_from(attachments),
                    select(func.sum(contents.c.size)),
                    select(func.count()).select_from(contents).where(contents.c.changed.is_(True)),
                    select(func.count()).select_from(contents).where(UNNEEDED),
                    select(func.count()).select_from(messages).where(_miscounted()),
                )
            ]
        number, size, changed_before, unneeded, miscounted = map(int, counts)
        return AttachmentState(number, size, await self._changed(), changed_before, unneeded, miscounted)

    async def repair(self) -> AttachmentState:
        """Mark bytes that were changed, take away what nothing needs, count anew; return what there was to do."""
        found = await self.state()
        async with self._database.writing() as connection:
            for digest in found.changed:
                marked = update(contents).where(contents.c.sha256 == digest).values(changed=True)
                await connection.execute(marked)
            await count_anew(connection, _miscounted())
        await remove_unneeded(self._database)
        return found

    async def _changed(self) -> list[bytes]:
        whole = contents.c.changed.is_(False)
        async with self._database.reading() as connection:
            digests = (await connection.scalars(select(contents.c.sha256).where(whole))).all()
        changed = []
        for digest in digests:
            async with self._database.reading() as connection:
                row = (await connection.execute(select(contents.c.data).where(contents.c.sha256 == digest))).first()
            if row is not None and await asyncio.to_thread(_digest, row.data) != digest:
                changed.append(bytes(digest))
        return changed


def _digest(data: bytes | str) -> bytes:
    return sha256(data.encode() if isinstance(data, str) else data).digest()


def _miscounted() -> ColumnElement[bool]:
    counted = select(func.count()).where(attachments.c.message_id == messages.c.id).scalar_subquery()
    having = exists().where(attachments.c.message_id == messages.c.id)
    return ((messages.c.attachment_count != 0) | having) & (messages.c.attachment_count != counted)
