"""Versions, as doctor tells them."""

import sqlite3

from sqlalchemy import text

from desktop_app.store.database import Database


def sqlite_version() -> str:
    """Return the version of the SQLite that runs here."""
    return sqlite3.sqlite_version


async def server_version(database: Database) -> str:
    """Return the kind and version of the server."""
    async with database.reading() as connection:
        return f"PostgreSQL {await connection.scalar(text('SHOW server_version'))}"


async def schema_version(database: Database) -> str:
    """Return the version of the tables."""
    async with database.reading() as connection:
        return str(await connection.scalar(text("SELECT version_num FROM alembic_version")))
