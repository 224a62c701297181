"""Which tables a chat file must have: a file that comes from elsewhere is not used while it has any others.

A trigger or a view in such a file would run with every statement that touches its table.
"""

import re
import sqlite3
from collections.abc import Mapping
from functools import cache

from sqlalchemy import StaticPool, create_engine

_Part = tuple[str, str, str | None]
"""Name, table and definition."""
_STATISTICS = frozenset({"sqlite_stat1", "sqlite_stat4"})
"""Made by ANALYZE, in any file."""
_ALL = "SELECT type, name, tbl_name, sql FROM sqlite_master"


def version_in(connection: sqlite3.Connection) -> str | None:
    """Return the version of the tables in a chat file, None for a file of another program."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'").fetchone():
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return row[0] if row and isinstance(row[0], str) else None
    return None


def strange_parts(connection: sqlite3.Connection, version: str) -> list[str]:
    """Return what in a file's tables is not as the migrations up to `version` make it, in a person's words."""
    expected, found = _expected(version), _parts(connection.execute(_ALL).fetchall())
    added = [f"it has a {kind} “{name}” that Parley does not make" for kind, name in sorted(found.keys() - expected)]
    missing = [f"its {kind} “{name}” is missing" for kind, name in sorted(expected.keys() - found)]
    differing = sorted(key for key in expected.keys() & found if expected[key] != found[key])
    changed = [f"its {kind} “{name}” is not as Parley makes it" for kind, name in differing]
    return [*added, *missing, *changed]


@cache
def _expected(version: str) -> Mapping[tuple[str, str], _Part]:
    from desktop_app.store import migrating  # Alembic is slow to import, and seldom needed

    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        with engine.begin() as connection:
            migrating.upgrade(connection, version)
            return _parts([tuple(row) for row in connection.exec_driver_sql(_ALL)])
    finally:
        engine.dispose()


def _parts(rows: list[tuple[str, str, str, str | None]]) -> Mapping[tuple[str, str], _Part]:
    return {
        (kind, name): (name, table, None if sql is None else re.sub(r'["\s]+', " ", sql).strip())
        for kind, name, table, sql in rows
        if table not in _STATISTICS
    }
