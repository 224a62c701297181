"""Turns what the database library raises into sentences a user can act on."""

import errno
import json
import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from desktop_app.domain.errors import UserError

_log = logging.getLogger(__name__)

_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")
_UNREADABLE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_DAMAGE = ("Could not decode to UTF-8", "vtable constructor failed", "no such table")
"""How SQLite and its driver begin to tell of damage for which they have no name."""
_ENVIRONMENT = ("SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH", "SQLITE_NOMEM")
_ROOM = 1 << 20
"""Fewer free bytes than this are none: SQLite keeps an index of its log beside the file, even to read."""


def sqlite_error_name(error: BaseException | None) -> str:
    """Return SQLite's own name of an error, such as SQLITE_BUSY; empty when it has none."""
    return getattr(error, "sqlite_errorname", "") or ""


def is_busy(error: DBAPIError | sqlite3.Error) -> bool:
    """Tell whether another process holds the file right now."""
    return sqlite_error_name(_cause(error)).startswith(_BUSY)


@contextmanager
def failures_explained(file: str) -> Iterator[None]:
    """Raise `UserError` for what the environment did (disk, locks, damage); let bugs pass as they are."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = _cause(error)
        name = sqlite_error_name(cause)
        if name.startswith(_BUSY):
            raise UserError("store_busy") from error
        if name == "SQLITE_FULL":
            raise UserError("store_full") from error
        if name.startswith(_UNREADABLE) or str(cause).startswith(_DAMAGE):
            raise UserError("store_unreadable", file=file, reason=str(cause)) from error
        if name.startswith(_ENVIRONMENT):
            raise UserError("store_failed", reason=str(cause)) from error
        raise
    except json.JSONDecodeError as error:
        raise UserError("store_unreadable", file=file, reason="a value makes no sense") from error


@contextmanager
def only_reading() -> Iterator[None]:
    """Mark each `UserError` of what changes nothing as one."""
    try:
        yield
    except UserError as error:
        error.is_of_reading = True
        raise


@contextmanager
def files_explained(file: str) -> Iterator[None]:
    """Raise `UserError` where the files beside the chat file (locks, their folder) cannot be made."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise UserError("store_full") from error
        raise UserError("store_failed", file=file, reason=(error.strerror or str(error)).lower()) from error


@contextmanager
def opening_explained(path: Path) -> Iterator[None]:
    """Raise `UserError` for what keeps a chat file from being opened, which need not be damage to it.

    Where the disk is full, SQLite says no more than that input or output failed.
    """
    try:
        with failures_explained(str(path)), files_explained(str(path)):
            yield
    except UserError as error:
        if error.code not in {"store_full", "store_failed"}:
            raise
        if error.code == "store_full" or _is_full(path):
            raise UserError("store_no_room", file=path) from error
        raise UserError("store_not_opened", file=path, reason=error.details["reason"]) from error


def _is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _ROOM
    except OSError:
        return False


@contextmanager
def values_explained() -> Iterator[None]:
    """Raise `UserError` for what no statement can carry: half characters, and numbers over 64 bits."""
    try:
        yield
    except (UnicodeEncodeError, OverflowError) as error:
        raise UserError("not_storable") from error


@contextmanager
def migrations_explained() -> Iterator[None]:
    """Raise `UserError` for a migration that stopped half-way, which its transaction undoes whole."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = _cause(error)
        if sqlite_error_name(cause).startswith((*_BUSY, "SQLITE_FULL", *_ENVIRONMENT)):
            raise
        raise UserError("store_not_migrated", reason=str(cause)) from error
    except (UserError, OSError):
        raise
    except Exception as error:
        # Of all that is told by a sentence this alone is a bug of ours, which the log must lead to.
        _log.exception("a migration failed")
        raise UserError("store_not_migrated", reason=type(error).__name__) from error


def _cause(error: DBAPIError | sqlite3.Error) -> BaseException | None:
    """Return the driver's own error."""
    return error.orig if isinstance(error, DBAPIError) else error
