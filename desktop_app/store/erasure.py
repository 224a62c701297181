"""Makes sure that what was deleted for good cannot be read in the search index either."""

from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.store.database import Database
from desktop_app.store.index_format import ERASES_BY_ITSELF

_PAGES = 64
"""Pages of the index rewritten in one transaction, so that other writers never wait long."""

_BEGIN = {
    "messages_fts": "INSERT INTO messages_fts(messages_fts, rank) VALUES ('merge', ?)",
    "sessions_fts": "INSERT INTO sessions_fts(sessions_fts, rank) VALUES ('merge', ?)",
}


async def erase_from_index(database: Database) -> None:
    """Rewrite the index without the words that it was told to forget; newer SQLite erases them at once by itself.

    Until then they stand in its older parts, marked as deleted.
    """
    if ERASES_BY_ITSELF or database.dialect != "sqlite":
        return
    for statement in _BEGIN.values():
        # A negative number asks for all parts to become one; further calls go on with that until nothing is left.
        pages = -_PAGES
        while True:
            async with database.writing() as connection:
                before = await _changes(connection)
                await connection.exec_driver_sql(statement, (pages,))
                # One change is the statement itself.
                if await _changes(connection) - before < 2:
                    break
            pages = _PAGES


async def _changes(connection: AsyncConnection) -> int:
    return int((await connection.exec_driver_sql("SELECT total_changes()")).scalar_one())
