"""The tables of new chat files, made of the statements that the migrations came to the first time.

To come to them takes Alembic most of the time in which a new store is opened, and some thousand tests open one. What
the migrations do to older files, and all that other processes do, is left to them.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.util import await_only

from desktop_app.store.schema import HEAD

_READING = ("SELECT", "PRAGMA")


class ReadyTables:
    """Makes the tables of an empty SQLite store; every other store is migrated."""

    def __init__(self, migrate: Callable[..., None]) -> None:
        self._migrate = migrate
        self._script = ""

    def upgrade(self, connection: Connection, target: str = HEAD) -> None:
        """Do what `migrating.upgrade` does."""
        if target != HEAD or connection.dialect.name != "sqlite" or not _is_empty(connection):
            self._migrate(connection, target)
            return
        # Each script ends the transaction in which it is run: this one begins another, which the caller commits.
        self._script = self._script or ";\n".join(("BEGIN IMMEDIATE", *_statements(self._migrate)))
        driver: Any = connection.connection.driver_connection
        run = driver.executescript(self._script)
        if not isinstance(driver, sqlite3.Connection):
            await_only(run)


def _is_empty(connection: Connection) -> bool:
    return not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()


def _statements(migrate: Callable[..., None]) -> list[str]:
    found: list[str] = []
    engine = create_engine("sqlite://")

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(_READING):
            assert not parameters, statement
            found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    with engine.begin() as connection:
        migrate(connection)
    engine.dispose()
    return found
