"""Attachments: files taken in to go with a message, given back, and let go."""

import asyncio
import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from desktop_app.domain.attachments import MAX_BYTES, UNSENT_FOR, Attachment, display_name, kind_of, too_large
from desktop_app.domain.clock import Clock
from desktop_app.domain.errors import UserError
from desktop_app.domain.text_files import FileText, text_in
from desktop_app.services.files import put_file
from desktop_app.store.attachments import AttachmentStore
from desktop_app.store.database import Database


class AttachmentService:
    """What can be done with attachments; nobody gets at another user's.

    One that is sent (`SendRequest.attachments`) belongs to its message from then on, and goes when that does.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._store = AttachmentStore(database)
        self._clock = clock

    async def add(self, user_id: str, name: str, source: bytes | Path) -> Attachment:
        """Take in a file by its bytes, or read it from the disk; raise `UserError` for what cannot be attached."""
        shown = display_name(name)
        data = await asyncio.to_thread(_read, source, shown) if isinstance(source, Path) else source
        kind = await asyncio.to_thread(kind_of, shown, data)
        return await self._store.add(user_id, shown, data, kind, self._clock.now())

    async def get(self, user_id: str, attachment_id: int) -> Attachment:
        """Return one attachment."""
        return await self._store.get(user_id, attachment_id)

    async def read(self, user_id: str, attachment_id: int) -> bytes:
        """Return the bytes of an attachment."""
        return await self._store.read(user_id, attachment_id)

    async def read_text(self, user_id: str, attachment_id: int) -> FileText:
        """Return the text of an attachment that is no picture."""
        data = await self._store.read(user_id, attachment_id)
        found = await asyncio.to_thread(text_in, data)
        # What was text when it came in was damaged on the disk since: then what can be seen of it.
        return found or FileText(data.decode("utf-8", "replace"), "UTF-8", guessed=True)

    async def save_copy(self, user_id: str, attachment_id: int, target: Path) -> None:
        """Write the bytes of an attachment to a file, over one that is there; a link or a device is refused."""
        data = await self._store.read(user_id, attachment_id)
        await put_file(target, data, over=True, moment=self._clock.now())

    async def remove(self, user_id: str, attachment_id: int) -> None:
        """Let go of a file that was chosen and not sent; what a message has stays with it."""
        await self._store.remove(user_id, attachment_id)

    async def of_draft(self, user_id: str, session_id: str) -> tuple[Attachment, ...]:
        """Return the files chosen in a session and not sent yet."""
        return await self._store.of_draft(user_id, session_id)

    async def keep_in_draft(self, user_id: str, session_id: str, attachment_ids: Sequence[int]) -> None:
        """Keep exactly these files, in that order, with what is written in a session and not sent."""
        await self._store.keep_in_draft(user_id, session_id, attachment_ids, self._clock.now())

    async def forget_unsent(self) -> int:
        """Let go of all files chosen over a day ago that are with no message and no draft; return how many."""
        return await self._store.forget_unsent(self._clock.now() - UNSENT_FOR)


def _read(file: Path, name: str) -> bytes:
    """Return the bytes of an ordinary file, at most as many as may be attached."""
    try:
        # Without waiting: nobody may ever write to what looks like a file and is a pipe.
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as opened:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise UserError("attachment_not_plain", file=file)
            if found.st_size > MAX_BYTES:
                raise too_large(name)
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        if error.errno in {errno.EISDIR, errno.ENXIO}:
            raise UserError("attachment_not_plain", file=file) from error
        if error.errno == errno.ENOENT:
            raise UserError("attachment_missing", file=file) from error
        raise UserError("attachment_unreadable", file=file, reason=(error.strerror or str(error)).lower()) from error
    except ValueError as error:  # a name with NUL in it
        raise UserError("attachment_unreadable", file=file, reason=error) from error
