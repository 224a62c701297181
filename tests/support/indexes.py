"""The search index of SQLite, compared with what it covers."""

from desktop_app.store.database import Database
from desktop_app.store.search_index import CHECK_INDEX


async def assert_index_agrees(database: Database) -> None:
    """Fail when the index holds other words than the texts; PostgreSQL fills its own by itself."""
    async with database.writing() as connection:
        if connection.dialect.name == "sqlite":
            for statement in CHECK_INDEX:
                await connection.exec_driver_sql(statement)
