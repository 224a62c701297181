"""A chat file that cannot grow, as on a full disk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from desktop_app.store.database import Database


@asynccontextmanager
async def full(database: Database, room: int = 0) -> AsyncIterator[None]:
    """Let SQLite itself say that there is no more room, but for so many pages."""
    async with database.writing() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar()
        await connection.exec_driver_sql(f"PRAGMA max_page_count={int(pages or 0) + room}")
    try:
        yield
    finally:
        async with database.writing() as connection:
            await connection.exec_driver_sql("PRAGMA max_page_count=1000000")
