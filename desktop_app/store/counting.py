"""Counts what is in the store, and remembers that beside it."""

import asyncio
from dataclasses import replace

from sqlalchemy import func, select

from desktop_app.store.database import Database
from desktop_app.store.newest import newest_in
from desktop_app.store.schema import sessions
from desktop_app.store.tally import Tally, write_tally
from desktop_app.store.uninterrupted import finished_despite_cancellation


async def count(database: Database) -> Tally:
    """Return how much is in the store, by its stored counters."""
    statement = select(func.count(), func.coalesce(func.sum(sessions.c.message_count), 0)).select_from(sessions)
    async with database.reading() as connection:
        row = (await connection.execute(statement)).one()
        return Tally(int(row[0]), int(row[1]))


async def keep_tally(database: Database) -> None:
    """Remember how much is in the chat file, for the day on which it is gone."""
    if database.path is not None:
        await finished_despite_cancellation(_keep_tally(database))


async def _keep_tally(database: Database) -> None:
    if database.path is not None:
        tally = replace(await count(database), newest=await database.hot.read(newest_in) or 0)
        await asyncio.to_thread(write_tally, database.path, tally)
