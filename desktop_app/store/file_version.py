"""Looks at the chat file before it is opened: is it there, is it ours, which version made it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from desktop_app.domain.errors import UserError
from desktop_app.store.failures import opening_explained
from desktop_app.store.files import log_of
from desktop_app.store.locks import file_lock
from desktop_app.store.salvage.swap import finish_swap, is_unfinished
from desktop_app.store.schema import HEAD, KNOWN_VERSIONS
from desktop_app.store.tally import is_lost, read_tally

BUSY_SECONDS = 5.0
_FRESH_BYTES = 4096
"""A file whose tables were never made holds its first page at most."""
_OURS = {"sessions", "messages"}


def expected_version(path: Path) -> str | None:
    """Return `stored_version`, once a repair that another process began is over.

    Raises `UserError` where the file is gone or empty although there were sessions in it: a fresh one in its place
    would look as if nothing had ever been said.
    """
    if is_unfinished(path):
        with file_lock(path.with_suffix(".migration.lock")):
            finish_swap(path)
    if is_lost(path):
        tally = read_tally(path)
        raise UserError("store_lost", file=path, sessions=tally.sessions, messages=tally.messages)
    return stored_version(path)


def stored_version(path: Path) -> str | None:
    """Return the schema version of the file, None for a file that is absent or has no tables yet.

    Reads without creating anything beside the file, so that a file that is refused stays exactly as it was. Raises
    `UserError` for a file that is damaged, another program's, or made by a newer version; and for a sound one that
    cannot be read just now, as when another program has locked it or the disk is full.
    """
    if not path.exists() or path.stat().st_size == 0:
        return None
    has_wal = log_of(path).exists()
    try:
        with opening_explained(path):
            version = _patiently_read_version(path, immutable=not has_wal)
    except sqlite3.Error as error:
        raise UserError("store_unreadable", file=path, reason=str(error)) from error
    if version is None or version in KNOWN_VERSIONS:
        return version
    if version.isdigit() and version > HEAD:
        raise UserError("store_newer", file=path, found=version)
    raise UserError("store_unreadable", file=path, reason="it names a version that never was")


def _patiently_read_version(path: Path, *, immutable: bool) -> str | None:
    try:
        return _read_version(path, immutable=immutable)
    except sqlite3.DatabaseError:
        if not immutable:
            raise
        # Another process may have begun to write in between: ask again in the way that waits for it.
        return _read_version(path, immutable=False)


def _read_version(path: Path, *, immutable: bool) -> str | None:
    uri = f"{path.absolute().as_uri()}?mode=ro" + ("&immutable=1" if immutable else "")
    with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables and path.stat().st_size <= _FRESH_BYTES:
            return None
        if "alembic_version" not in tables and tables and not tables & _OURS:
            raise UserError("store_foreign", file=path)
        if "alembic_version" not in tables:
            raise UserError("store_unreadable", file=path, reason="its list of tables is lost")
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None or row[0] is None:
        raise UserError("store_unreadable", file=path, reason="it does not say which version made it")
    return str(row[0])
