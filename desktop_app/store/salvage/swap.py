"""Puts a salvaged file into the place of the damaged one, which is kept beside it.

Whatever moment the computer stops at, the next start finds the old file or the new one: the new one is whole before the
old one is touched, its name says whose place it takes, and what was begun is then finished.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from desktop_app.store.files import log_of, sync_file, sync_folder


def kept_name(database: Path, moment: str) -> Path:
    """Return where the damaged file is kept that was found at that moment."""
    return database.with_name(f"{database.stem}.damaged-{moment}.db")


def keep(database: Path, moment: str) -> Path:
    """Keep the file and its log under another name too; return that."""
    kept = kept_name(database, moment)
    for source, target in ((database, kept), (log_of(database), log_of(kept))):
        if source.exists():
            # A second name for the file costs no space; a log is small, and SQLite will empty it under its own name.
            if source == database:
                with suppress(OSError):
                    os.link(source, target)
            if not target.exists():
                shutil.copy2(source, target)
            target.chmod(0o600)
            sync_file(target)
    sync_folder(database.parent)
    return kept


def put_in_place(database: Path, fresh: Path, moment: str) -> None:
    """Let `fresh`, which is whole, take the place of `database`, which is kept already."""
    sync_file(fresh)
    whole = database.with_name(f"{database.stem}.recovered-{moment}.db")
    fresh.replace(whole)
    sync_folder(database.parent)
    finish_swap(database)


def work_folder(database: Path) -> Path:
    """Return the folder in which the fresh file is made."""
    return database.with_name(f"{database.stem}.repair")


def is_unfinished(database: Path) -> bool:
    """Tell whether a salvage is under way, or was when the computer stopped."""
    return work_folder(database).exists() or next(_finished(database), None) is not None


def _finished(database: Path) -> Iterator[Path]:
    return database.parent.glob(f"{database.stem}.recovered-*.db")


def finish_swap(database: Path) -> None:
    """Finish what was begun, unless another file has come into that place meanwhile; clear up the rest."""
    shutil.rmtree(work_folder(database), ignore_errors=True)
    for whole in list(_finished(database)):
        moment = whole.stem.partition(".recovered-")[2]
        if database.exists() and not _is_same(database, kept_name(database, moment)):
            continue
        # The old log first: SQLite would write it into the new file.
        _remove_log(database)
        whole.replace(database)
        sync_folder(database.parent)


def remove(database: Path) -> None:
    """Take the file out of its place; it is kept already."""
    _remove_log(database)
    database.unlink(missing_ok=True)
    sync_folder(database.parent)


def _remove_log(database: Path) -> None:
    for name in ("-wal", "-shm"):
        database.with_name(database.name + name).unlink(missing_ok=True)


def _is_same(database: Path, kept: Path) -> bool:
    try:
        one, other = database.stat(), kept.stat()
    except OSError:
        return False
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)
