"""Files with cards and lorebooks on this computer: their bytes, and the lorebooks in them."""

import asyncio
import os
import stat
from pathlib import Path

from desktop_app.domain.errors import UserError
from desktop_app.domain.lorebooks import Lorebook
from desktop_app.domain.persona_checks import MAX_CARD_BYTES
from desktop_app.services.files import put_file


def card_bytes(path: Path) -> bytes:
    """Return what is in a file; raise `UserError` for one that is none, too large, or cannot be read."""
    try:
        # A pipe without a writer would never be opened otherwise.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as opened:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UserError("persona_file_unreadable", file=path, reason="it is no ordinary file")
            data = opened.read(MAX_CARD_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError("persona_file_unreadable", file=path, reason=reason) from error
    if len(data) > MAX_CARD_BYTES:
        raise UserError("card_too_large", name=path.name, problem=f"over {MAX_CARD_BYTES // 2**20} MB")
    return data


async def lorebook_in_file(path: Path) -> Lorebook:
    """Return the lorebook in a file of its own, or in a character card; raise `UserError` where there is none."""
    from desktop_app.formats.cards.lorebook_files import read_lorebook  # seldom wanted, and takes a while

    data = await asyncio.to_thread(card_bytes, path)
    return await asyncio.to_thread(read_lorebook, path.name, data)


async def put_lorebook(path: Path, book: Lorebook, *, over: bool = False) -> None:
    """Write a lorebook to a file of its own, whole or not at all, and only with `over` in the place of another.

    Raises `UserError` where that cannot be.
    """
    from desktop_app.formats.cards.lorebook_files import write_lorebook

    await put_file(path, await asyncio.to_thread(write_lorebook, book), over=over)
