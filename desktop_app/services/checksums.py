"""Checksums of large files: computed in steps off the event loop, so that they can be followed and stopped."""

import asyncio
import hashlib
import os
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import BinaryIO, Protocol

from desktop_app.domain.errors import UserError
from desktop_app.domain.model_files import FileProgress
from desktop_app.services.files import in_thread

_BLOCK = 1 << 20
_STEP = 64 * _BLOCK


class Notebook(Protocol):
    """What remembers checksums."""

    def checksum(self, path: Path, size: int, changed: int) -> str:
        """Return the checksum of a file as it was then, empty where it is not known."""

    def note_checksum(self, path: Path, size: int, changed: int, sha256: str) -> None:
        """Remember one."""

    def save(self) -> None:
        """Keep what is remembered."""


async def checksum_of(path: Path, notebook: Notebook | None) -> AsyncGenerator[FileProgress, None]:
    """Yield how far the SHA-256 of a file has come and, at last, what it is; a notebook remembers it.

    Raises `UserError` where it cannot be had.
    """
    try:
        file = await asyncio.to_thread(path.open, "rb", 0)
        with file:
            about = os.fstat(file.fileno())
            size, changed = about.st_size, about.st_mtime_ns
            if notebook and (known := await asyncio.to_thread(notebook.checksum, path, size, changed)):
                yield FileProgress(size, size, known)
                return
            digest, done = hashlib.sha256(), 0
            while done <= size and (step := await in_thread(_take, file, digest)):
                done += step
                yield FileProgress(done, max(size, done))
            now = os.fstat(file.fileno())
    except FileNotFoundError as error:
        raise UserError("model_file_missing", file=path) from error
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise UserError("model_file_unreadable", file=path, reason=reason) from error
    if (now.st_size, now.st_mtime_ns, done) != (size, changed, size):
        raise UserError("model_file_changed", file=path)
    if notebook:
        await asyncio.to_thread(notebook.note_checksum, path, size, changed, digest.hexdigest())
        await asyncio.to_thread(notebook.save)
    yield FileProgress(size, size, digest.hexdigest())


def _take(file: BinaryIO, digest: "hashlib._Hash") -> int:
    """Take the next step of a file into the checksum; return how many bytes that were."""
    done = 0
    while done < _STEP and (block := file.read(_BLOCK)):
        digest.update(block)
        done += len(block)
    return done
