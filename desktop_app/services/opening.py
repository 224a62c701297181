"""Opening: what a file is that Parley was asked to open, told by what is in it."""

import asyncio
import json
import os
import stat
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

from desktop_app.domain.errors import UserError

_HEAD: Final = 4096
_MOST_ARCHIVE: Final = 64 * 2**20
_MOST_SESSIONS: Final = 100
_PICTURE, _ZIP, _SQLITE, _MODEL = b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"SQLite format 3\0", b"GGUF"
_ARCHIVE: Final = b'"chat-archive"'
_PERSONAS: Final = frozenset({".yaml", ".yml", ".json", ".png", ".charx"})


class FileKind(StrEnum):
    """What can be done with a file: look at a persona in it, add a model, bring chats back, show them."""

    PERSONA = "persona"
    MODEL = "model"
    BACKUP = "backup"
    ARCHIVE = "archive"


async def kind_of(path: Path) -> FileKind:
    """Return what a file is; raise `UserError` for one that cannot be opened here. Nothing in it is believed."""
    head = await asyncio.to_thread(_read, path, _HEAD)
    if head.startswith(_MODEL) or path.suffix.lower() == ".gguf":
        return FileKind.MODEL
    if head.startswith(_SQLITE):
        return FileKind.BACKUP
    if head.startswith((_PICTURE, _ZIP)):
        return FileKind.PERSONA
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and _ARCHIVE in head:
        return FileKind.ARCHIVE
    if path.suffix.lower() in _PERSONAS:
        return FileKind.PERSONA
    raise UserError("opened_unknown", name=path.name)


async def archived_sessions(path: Path) -> Sequence[str]:
    """Return the ids of the first sessions in a chat archive; raise `UserError` where it has none to tell."""
    return await asyncio.to_thread(_archived_sessions, path)


def _archived_sessions(path: Path) -> Sequence[str]:
    data = _read(path, _MOST_ARCHIVE + 1)
    if len(data) > _MOST_ARCHIVE:
        raise UserError("archive_unreadable", name=path.name, problem=f"over {_MOST_ARCHIVE // 2**20} MB")
    try:
        sessions = json.loads(data)["sessions"]
        return [str(session["id"]) for session in sessions[:_MOST_SESSIONS]]
    except (ValueError, RecursionError) as error:
        problem = "it is no JSON" if isinstance(error, ValueError) else "it is nested too deeply"
        raise UserError("archive_unreadable", name=path.name, problem=problem) from error
    except (TypeError, KeyError) as error:
        raise UserError("archive_unreadable", name=path.name, problem="it lists no sessions") from error


def _read(path: Path, most: int) -> bytes:
    try:
        # A pipe without a writer would never be opened otherwise.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as opened:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UserError("opened_not_plain", file=path)
            return opened.read(most)
    except FileNotFoundError as error:
        raise UserError("opened_missing", file=path) from error
    except IsADirectoryError as error:
        raise UserError("opened_not_plain", file=path) from error
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise UserError("opened_unreadable", file=path, reason=reason) from error
