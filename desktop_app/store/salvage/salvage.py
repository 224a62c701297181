"""The whole salvage of a chat file."""

import shutil
import sqlite3
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from desktop_app.domain.errors import UserError
from desktop_app.domain.salvage import SalvageReport
from desktop_app.store.files import log_of
from desktop_app.store.locks import file_lock, try_lock
from desktop_app.store.moments import microseconds
from desktop_app.store.salvage.log import apply_log
from desktop_app.store.salvage.order import put_in_order
from desktop_app.store.salvage.reading import is_sound, mend_header, rows_of
from desktop_app.store.salvage.shapes import shapes_of
from desktop_app.store.salvage.swap import finish_swap, keep, kept_name, put_in_place, remove, work_folder
from desktop_app.store.salvage.writing import FreshFile
from desktop_app.store.tally import Tally, forget_tally, read_tally, write_tally


def salvage(database: Path, user_id: str, now: datetime) -> SalvageReport:
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


def _salvage(database: Path, work: Path, user_id: str, now: datetime) -> SalvageReport:
    copy = _copied(database, work)
    moment = microseconds(now)
    fresh = FreshFile(work / "fresh.db", moment)
    fresh.fill(rows_of(copy, shapes_of(fresh.store)))
    reattached, remade, attachments = put_in_order(fresh.store, user_id, moment)
    changed = fresh.changed()
    sessions, messages = fresh.close()
    expected = max(read_tally(database).messages, fresh.expected, messages)
    if not sessions:
        raise UserError("salvage_found_nothing", file=database, expected=expected)
    name = _free_moment(database, now)
    kept = keep(database, name)
    put_in_place(database, work / "fresh.db", name)
    write_tally(database, Tally(sessions, messages))
    return SalvageReport(sessions, messages, expected, changed, reattached, remade, kept, attachments)


def _copied(database: Path, work: Path) -> Path:
    """Return a copy to read from, with the log in it unless that makes it worse: then it is another file's log."""
    alone, copy = work / "alone.db", work / "copy.db"
    log = log_of(database)
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
