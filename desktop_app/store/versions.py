"""Versions, as doctor tells them."""

import sqlite3
import sys

from sqlalchemy import text

from desktop_app.store.database import Database

_SAFE = (3, 51, 3)
"""The first release in which two connections cannot corrupt a file by writing or checkpointing at the same moment."""


def sqlite_version() -> str:
    """Return the version of the SQLite that runs here."""
    return sqlite3.sqlite_version


def sqlite_is_right() -> bool:
    """Tell whether this SQLite is as new as a package promises; with the system's own, Parley writes more carefully."""
    return not getattr(sys, "frozen", False) or sqlite3.sqlite_version_info >= _SAFE


async def server_version(database: Database) -> str:
    """Return the kind and version of the server."""
    async with database.reading() as connection:
        return f"PostgreSQL {await connection.scalar(text('SHOW server_version'))}"


async def schema_version(database: Database) -> str:
    """Return the version of the tables."""
    async with database.reading() as connection:
        return str(await connection.scalar(text("SELECT version_num FROM alembic_version")))
