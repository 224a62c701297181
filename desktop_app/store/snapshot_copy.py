"""Makes a snapshot: copied while the store is in use, sealed, verified, and only then given its name."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from desktop_app.domain.clock import SystemClock
from desktop_app.domain.errors import UserError
from desktop_app.domain.snapshots import Reason, Snapshot
from desktop_app.store.failures import sqlite_error_name
from desktop_app.store.file_version import BUSY_SECONDS, stored_version
from desktop_app.store.files import log_of, make_private, sync_file, sync_folder
from desktop_app.store.snapshot_check import Examination, examine_snapshot
from desktop_app.store.snapshot_folder import BESIDE, PART, SnapshotFolder
from desktop_app.store.snapshot_seal import put_seal
from desktop_app.store.stoppable import Stop, in_thread

_STEP = 256
"""Pages copied before other threads are let in: a megabyte."""
_SPARE = 1 << 20
"""Room that must be left on the disk for the chats themselves."""


def make_snapshot(chat_file: Path, reason: Reason, now: datetime, stop: Stop) -> tuple[Snapshot, Examination]:
    """Make a verified snapshot in the folder beside `chat_file`; return it with what is in it."""
    folder = SnapshotFolder(chat_file)
    with explained(chat_file):
        chat_file.stat()  # or there is nothing to copy, and no folder to make
    with explained(folder.path), folder.locked():
        snapshot = Snapshot(now, stored_version(chat_file) or "", reason)
        while folder.file_of(snapshot).exists():
            snapshot = replace(snapshot, made_at=snapshot.made_at + timedelta(microseconds=1))
        return snapshot, copy_verified(chat_file, folder.file_of(snapshot), stop)


def save_snapshot(chat_file: Path, target: Path, stop: Stop) -> Examination:
    """Make a verified snapshot in the file that a person named; return what is in it."""
    with explained(target.parent):
        if os.path.lexists(target):
            raise UserError("backup_exists", file=target)
        # Of an earlier try that was cut off; the folder is the user's own, which nobody clears up.
        _remove(_part_of(target))
        return copy_verified(chat_file, target, stop)


async def back_up_before_migration(chat_file: Path) -> None:
    """Make the snapshot without which the tables of a chat file are not changed."""
    try:
        await in_thread(partial(make_snapshot, chat_file, Reason.MIGRATION, SystemClock().now()))
    except UserError as error:
        raise UserError("migration_without_backup", file=chat_file, reason=error.message) from error


def copy_verified(chat_file: Path, target: Path, stop: Stop) -> Examination:
    """Copy the chat file to `target`, which appears when it is whole and verified, or not at all."""
    part = _part_of(target)
    try:
        _check_room(chat_file, target.parent)
        make_private(part)
        _copy(chat_file, part, stop)
        put_seal(part, stop.check)
        sync_file(part)
        found = examine_snapshot(part, stop)
        if not found.ok:
            raise UserError("backup_of_damaged", problem=found.problems[0])
        part.rename(target)
        sync_folder(target.parent)
    finally:
        _remove(part)
    return replace(found, file=target)


def _copy(chat_file: Path, part: Path, stop: Stop) -> None:
    uri = f"{chat_file.absolute().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS)) as live,
        closing(sqlite3.connect(part, isolation_level=None)) as copy,
    ):
        for pragma in ("query_only=ON", "trusted_schema=OFF", "wal_autocheckpoint=0"):
            live.execute(f"PRAGMA {pragma}")
        # Within one transaction: all steps see the same moment, and writers neither wait nor make it begin anew.
        live.execute("BEGIN")
        live.execute("SELECT 1 FROM sqlite_master").fetchone()
        # Nothing is lost with a copy that was cut off, so nothing but its end has to be waited for.
        copy.execute("PRAGMA synchronous=OFF")
        live.backup(copy, pages=_STEP, progress=lambda *_progress: stop.check())
        # One file that needs no other beside it.
        copy.execute("PRAGMA journal_mode=DELETE")


def _check_room(chat_file: Path, folder: Path) -> None:
    copied = (chat_file, log_of(chat_file))
    needed = sum(file.stat().st_size for file in copied if file.exists()) + _SPARE
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise no_room(folder, needed, free)


def no_room(folder: Path, needed: int, free: int) -> UserError:
    """Return what to say when a disk is too full."""
    return UserError("backup_no_room", folder=folder, needed=f"{needed / 1e6:.1f}", free=f"{free / 1e6:.1f}")


def _part_of(target: Path) -> Path:
    return target.with_name(f"{target.name}{PART}")


def _remove(part: Path) -> None:
    for name in (part.name, *(f"{part.name}{ending}" for ending in BESIDE)):
        part.with_name(name).unlink(missing_ok=True)


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Raise `UserError` for what the disk under `folder` did."""
    try:
        yield
    except (sqlite3.Error, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if sqlite_error_name(cause) == "SQLITE_FULL":
            raise UserError("backup_disk_full", folder=folder) from error
        raise UserError("backup_failed", reason=str(cause)) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise UserError("backup_disk_full", folder=folder) from error
        raise UserError("backup_failed", reason=f"{folder}: {error.strerror or error}") from error
