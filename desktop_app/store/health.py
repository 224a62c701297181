"""The health of the store: what can be checked about the chat file."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from desktop_app.store.database import Database
from desktop_app.store.schema import HEAD, messages, sessions


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """What a check of the chat file found; `problems` are SQLite's own words, none when all is well."""

    sqlite_version: str
    schema: str
    problems: Sequence[str]
    sessions: int
    messages: int
    miscounted_sessions: int


async def examine(database: Database) -> StoreHealth:
    """Check the whole file: its structure, its references, and the stored counters against the messages."""
    counted = select(func.count()).where(messages.c.session_id == sessions.c.id).scalar_subquery()
    wrong = select(func.count()).select_from(sessions).where(sessions.c.message_count != counted)
    async with database.reading() as connection:
        integrity = (await connection.exec_driver_sql("PRAGMA integrity_check(10)")).scalars().all()
        dangling = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
        return StoreHealth(
            sqlite_version=sqlite3.sqlite_version,
            schema=HEAD,
            problems=[
                *(str(line) for line in integrity if line != "ok"),
                *(f"{row._mapping['table']} row {row._mapping['rowid']} refers to nothing" for row in dangling[:10]),  # noqa: SLF001
            ],
            sessions=await connection.scalar(select(func.count()).select_from(sessions)) or 0,
            messages=await connection.scalar(select(func.count()).select_from(messages)) or 0,
            miscounted_sessions=await connection.scalar(wrong) or 0,
        )


async def has_messages(database: Database) -> bool:
    """Tell whether anything was ever said here."""
    async with database.reading() as connection:
        return await connection.scalar(select(messages.c.id).limit(1)) is not None
