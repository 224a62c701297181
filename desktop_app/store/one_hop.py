"""The hot paths' way to SQLite: a whole piece of work in the connection's own thread, one crossing there and back.

Each crossing costs as much CPU as a small query, and a statement through the asyncio layers is several of them.
"""

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import aiosqlite

_Result = TypeVar("_Result")
Work = Callable[[sqlite3.Connection], _Result]
_ROWS_AT_ONCE = 64


class OneHopConnection(aiosqlite.Connection):
    """An aiosqlite connection whose thread also runs a whole function."""

    async def run(self, work: Work[_Result]) -> _Result:
        """Return what `work` returns for the driver's connection, called in the thread that owns it."""
        result: _Result = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return result


def one_hop_connection(*words: Any, **named: Any) -> OneHopConnection:  # noqa: ANN401  what sqlite3.connect takes
    """Return a connection that is not open yet."""
    connection = OneHopConnection(partial(sqlite3.connect, *words, **named), _ROWS_AT_ONCE)
    # A thread that waits for work must not keep a program alive that is done.
    connection._thread.daemon = True  # noqa: SLF001  as SQLAlchemy does with the connections it makes itself
    return connection


def in_transaction(work: Work[_Result], connection: sqlite3.Connection) -> _Result:
    """Do `work` inside one transaction, committed at the end, undone by an exception."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        # A full disk has undone it already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result
