"""SQLite: how its file is made and connected to."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, StaticPool, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from desktop_app.store.file_version import BUSY_SECONDS
from desktop_app.store.one_hop import OneHopConnection, one_hop_connection, set_up

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
    await connection.run(partial(set_up, _READING))
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
        dbapi_connection.run_async(lambda driver: driver.run(partial(set_up, pragmas)))

    event.listen(engine.sync_engine, "connect", connect)
    return engine
