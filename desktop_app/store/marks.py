"""Marks: facts about the store itself, by name."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.store.database import Database
from desktop_app.store.schema import marks
from desktop_app.store.uninterrupted import uninterrupted


@uninterrupted
class MarkStore:
    """Reads and writes JSON values."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, *names: str) -> Mapping[str, Any]:
        """Return the values of those names that there are."""
        async with self._database.reading() as connection:
            return await read_marks(connection, *names)

    async def write(self, values: Mapping[str, Any]) -> None:
        """Set values; None takes one away."""
        async with self._database.writing() as connection:
            await write_marks(connection, values)


async def read_marks(connection: AsyncConnection, *names: str) -> Mapping[str, Any]:
    """Return the values of those names that there are."""
    rows = await connection.execute(select(marks.c.name, marks.c.value).where(marks.c.name.in_(names)))
    return {row.name: row.value for row in rows}


async def write_marks(connection: AsyncConnection, values: Mapping[str, Any]) -> None:
    """Set values; None takes one away."""
    await connection.execute(delete(marks).where(marks.c.name.in_(list(values))))
    rows = [{"name": name, "value": value} for name, value in values.items() if value is not None]
    if rows:
        await connection.execute(insert(marks), rows)
