"""The way to SQLite: a statement or a whole piece of work in the connection's own thread, one crossing there and back.

Each crossing costs as much CPU as a small query, and a statement through aiosqlite's own cursors is four of them.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from functools import partial
from typing import Any, Self, TypeVar

import aiosqlite

_Result = TypeVar("_Result")
Work = Callable[[sqlite3.Connection], _Result]
_ROWS_AT_ONCE = 64


class OneHopCursor:
    """A cursor for SQLAlchemy, which reads each result to its end anyway: here in the crossing that brings it about."""

    def __init__(self, connection: "OneHopConnection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Sequence[Any] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        """Cost nothing: the driver's own cursor is made for each statement."""
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> Self:
        """Run a statement and read all that it finds."""
        await self._connection.run(lambda driver: self._run(driver.cursor(), sqlite3.Cursor.execute, sql, parameters))
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Self:
        """Run a statement once with each of the parameters."""
        work = sqlite3.Cursor.executemany
        await self._connection.run(lambda driver: self._run(driver.cursor(), work, sql, parameters))
        return self

    def _run(self, cursor: sqlite3.Cursor, work: Callable[..., object], *words: object) -> None:
        with closing(cursor):
            work(cursor, *words)
            self.description = cursor.description
            self._rows = [] if cursor.description is None else cursor.fetchall()
            self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid

    async def fetchall(self) -> list[Any]:
        """Give what was read."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Cost nothing: the driver's own cursor is closed."""


class OneHopConnection(aiosqlite.Connection):
    """An aiosqlite connection whose thread also runs a whole function."""

    def cursor(self) -> OneHopCursor:  # type: ignore[override]  # SQLAlchemy asks for no more than this one can
        """Return a cursor for one statement after the other."""
        return OneHopCursor(self)

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


def set_up(pragmas: Iterable[str], connection: sqlite3.Connection) -> None:
    """Let a connection that was just opened know how it is to behave."""
    for pragma in pragmas:
        connection.execute(pragma).fetchall()


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
