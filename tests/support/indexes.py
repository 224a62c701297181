"""The search index, compared with what it covers."""

from desktop_app.store import postgres_index
from desktop_app.store.database import Database
from desktop_app.store.search_index import CHECK_INDEX


async def assert_index_agrees(database: Database) -> None:
    """Fail when the index holds other words than the texts."""
    async with database.writing() as connection:
        if connection.dialect.name != "sqlite":
            assert await postgres_index.agrees(connection)
            return
        for statement in CHECK_INDEX:
            await connection.exec_driver_sql(statement)
