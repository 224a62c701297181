"""The whole salvage of a chat file."""

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.domain.errors import UserError
from desktop_app.store.locks import file_lock, try_lock
from desktop_app.store.salvage.log import apply_log
from desktop_app.store.salvage.order import put_in_order
from desktop_app.store.salvage.reading import is_sound, mend_header, rows_of
from desktop_app.store.salvage.shapes import shapes_of
from desktop_app.store.salvage.swap import finish_swap, keep, kept_name, put_in_place, remove, work_folder
from desktop_app.store.salvage.writing import FreshFile
from desktop_app.store.tally import Tally, forget_tally, read_tally, write_tally


@dataclass(frozen=True, slots=True)
class Salvage:
    """What a salvage brought: `messages` of the `expected` ones, in `sessions`; the damaged file is at `kept`.

    `changed` counts texts that are not as they were stored, by session; `reattached` are messages whose place in the
    conversation was lost.
    """

    sessions: int
    messages: int
    expected: int
    changed: Mapping[str, int]
    reattached: int
    kept: Path


def salvage(database: Path, user_id: str, now: datetime) -> Salvage:
    """Bring what can be read of the file at `database` into a fresh one in its place; keep the old one.

    Raises `UserError` when another process uses the file, when the disk is full, and when nothing at all can be read:
    then everything is left as it is.
    """
    with ExitStack() as closing:
        _lock(database, closing)
        finish_swap(database)
        work = work_folder(database)
        work.mkdir(mode=0o700)
        closing.callback(shutil.rmtree, work, ignore_errors=True)
        try:
            return _salvage(database, work, user_id, now)
        except (OSError, sqlite3.OperationalError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise UserError("salvage_failed", file=database, reason=reason.lower()) from error


def set_aside(database: Path, now: datetime) -> Path | None:
    """Keep the file and its log under another name only, and expect nothing of the fresh one; return where it is."""
    with ExitStack() as closing:
        _lock(database, closing)
        finish_swap(database)
        kept = keep(database, _free_moment(database, now))
        forget_tally(database)
        remove(database)
        return kept if kept.exists() else None


def _lock(database: Path, closing: ExitStack) -> None:
    lock = try_lock(database.with_suffix(".lock"))
    if lock is None:
        raise UserError("salvage_in_use")
    closing.callback(lock.release)
    migration = file_lock(database.with_suffix(".migration.lock"))
    migration.acquire()
    closing.callback(migration.release)


def _salvage(database: Path, work: Path, user_id: str, now: datetime) -> Salvage:
    copy = _copied(database, work)
    moment = (now - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()
    microseconds = int(moment * 1_000_000)
    fresh = FreshFile(work / "fresh.db", microseconds)
    fresh.fill(rows_of(copy, shapes_of(fresh.store)))
    reattached = put_in_order(fresh.store, user_id, microseconds)
    changed = fresh.changed()
    sessions, messages = fresh.close()
    expected = max(read_tally(database).messages, fresh.expected, messages)
    if not sessions:
        raise UserError("salvage_found_nothing", file=database, expected=expected)
    name = _free_moment(database, now)
    kept = keep(database, name)
    put_in_place(database, work / "fresh.db", name)
    write_tally(database, Tally(sessions, messages))
    return Salvage(sessions, messages, expected, changed, reattached, kept)


def _copied(database: Path, work: Path) -> Path:
    """Return a copy to read from, with the log in it unless that makes it worse: then it is another file's log."""
    alone, copy = work / "alone.db", work / "copy.db"
    log = database.with_name(database.name + "-wal")
    _copy(database, copy)
    if log.exists():
        had_pages = copy.stat().st_size > 0
        if had_pages:
            _copy(database, alone)
        if apply_log(copy, log) and had_pages:
            mend_header(copy)
            mend_header(alone)
            if not is_sound(copy) and is_sound(alone):
                return alone
    mend_header(copy)
    return copy


def _copy(source: Path, target: Path) -> None:
    target.touch(0o600)
    if source.exists():
        shutil.copyfile(source, target)


def _free_moment(database: Path, now: datetime) -> str:
    """Return the moment as part of a name that no file has yet."""
    moment = now.strftime("%Y%m%dT%H%M%S")
    names = (moment, *(f"{moment}-{count}" for count in range(2, 1000)))
    return next(name for name in names if not kept_name(database, name).exists())
