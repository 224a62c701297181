"""SQLite: how its file is examined, made and connected to."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, StaticPool, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from desktop_app.domain.errors import UserError
from desktop_app.store.one_hop import OneHopConnection, one_hop_connection
from desktop_app.store.schema import KNOWN_VERSIONS

BUSY_SECONDS = 5.0
BUSY_TRIES = 6
"""How often a write waits for another process, `BUSY_SECONDS` each time."""
CHECKPOINT_PAGES = 1000
"""Pages in the write-ahead log at which the process that may do so moves them into the file."""
_SAFETY = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
)
_READING = (*_SAFETY, "PRAGMA query_only=ON", "PRAGMA wal_autocheckpoint=0")


def stored_version(path: Path) -> str | None:
    """Return the schema version of the file, None for a file that is absent or has no tables yet.

    Reads without creating anything beside the file, so that a file that is refused stays exactly as it was. Raises
    `UserError` for a file that is no database or was made by a newer version.
    """
    if not path.exists() or path.stat().st_size == 0:
        return None
    has_wal = path.with_name(path.name + "-wal").exists()
    try:
        try:
            version = _read_version(path, immutable=not has_wal)
        except sqlite3.DatabaseError:
            # Another process may have begun to write in between: ask again in the way that waits for it.
            version = _read_version(path, immutable=False)
    except sqlite3.Error as error:
        raise UserError("store_unreadable", file=path, reason=str(error)) from error
    if version is not None and version not in KNOWN_VERSIONS:
        raise UserError("store_newer", file=path, found=version)
    return version


def _read_version(path: Path, *, immutable: bool) -> str | None:
    uri = f"{path.absolute().as_uri()}?mode=ro" + ("&immutable=1" if immutable else "")
    with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables:
            return None
        if "alembic_version" not in tables:
            raise UserError("store_unreadable", file=path, reason="it is a database of another program")
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def create_file(path: Path) -> None:
    """Make an empty file that its owner alone can read, unless there is one; the log files inherit its mode."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def writing_engine(path: Path | None, *, checkpoints: bool) -> AsyncEngine:
    """Return the one connection that writes; only the process that holds the lock `checkpoints`."""
    # The log outlives its process, but not a copy: a snapshot that somebody puts in the chat file's place has none.
    log = [] if path is None else ["PRAGMA journal_mode=WAL"]
    pragmas = [*_SAFETY, *log, f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES if checkpoints else 0}"]
    engine = _engine(path, pragmas, pool_size=1)

    def begin(connection: Connection) -> None:
        # Taken at once: a transaction that reads first and writes later could fail for want of the lock.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine.sync_engine, "begin", begin)
    return engine


async def hot_reader(path: Path) -> OneHopConnection:
    """Return an open connection that only reads, beside those of the pool."""
    connection = one_hop_connection(_uri(path), uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    await connection
    for pragma in _READING:
        await connection.execute_fetchall(pragma)
    return connection


def reading_engine(path: Path) -> AsyncEngine:
    """Return the connections that only read."""
    engine = _engine(path, list(_READING), pool_size=2)

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    event.listen(engine.sync_engine, "begin", begin)
    return engine


def _uri(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=rw"


def _connect_to(path: Path) -> Callable[..., None]:
    """Return a listener that connects to the file at `path` and to no other, whatever is in its name.

    The file must be there: SQLite would make an empty one where a folder was moved away or a disk unmounted.
    """
    uri = _uri(path)

    def connect(_dialect: object, _record: object, words: list[object], named: dict[str, object]) -> None:
        words[:] = [uri]
        named["uri"] = True

    return connect


def _engine(path: Path | None, pragmas: list[str], pool_size: int) -> AsyncEngine:
    # isolation_level None: transactions begin where the listeners say, also around changes of the schema.
    arguments: dict[str, Any] = {
        "isolation_level": None,
        "timeout": BUSY_SECONDS,
        "async_creator_fn": one_hop_connection,
    }
    # Parameters are what people wrote: they have no place in an exception that somebody might log.
    options: dict[str, Any] = {"connect_args": arguments, "hide_parameters": True}
    if path is None:
        engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool, **options)
    else:
        engine = create_async_engine("sqlite+aiosqlite:///x", pool_size=pool_size, max_overflow=0, **options)
        event.listen(engine.sync_engine, "do_connect", _connect_to(path))

    def connect(dbapi_connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's type is private
        cursor = dbapi_connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    event.listen(engine.sync_engine, "connect", connect)
    return engine
