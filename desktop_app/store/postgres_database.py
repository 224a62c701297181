"""The store in a PostgreSQL database that several desktops share."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, Self

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.store.database import Database
from desktop_app.store.failures import only_reading, values_explained
from desktop_app.store.hot_path import NoHotPath
from desktop_app.store.postgres import (
    migrating_engine,
    reading_engine,
    server_newer,
    stored_version,
    writing_engine,
)
from desktop_app.store.postgres_failures import server_failures_explained
from desktop_app.store.postgres_writer import CHANNEL, PostgresWriter
from desktop_app.store.schema import HEAD
from desktop_app.store.server import Server, ServerAddress, checked_server
from desktop_app.store.uninterrupted import finished_despite_cancellation

# One writer at a time, as with a file: nothing that a transaction has read changes before it ends. The numbers are
# ours alone in a database that is ours alone.
_TAKE_TURN = text("SELECT pg_advisory_xact_lock(1349607500, 1)")
_NO_HURRY = text("SET LOCAL lock_timeout = '10min'")
# Asked at the end of each transaction: did it change anything that others want to hear of, and are these still the
# tables that this version knows?
_END_TURN = text(
    """SELECT version_num,
              CASE WHEN pg_current_xact_id_if_assigned() IS NOT NULL THEN pg_notify(:channel, :writer)::text END
       FROM alembic_version"""
)


class PostgresDatabase(Database):
    """A database on a server."""

    dialect = "postgresql"
    path = None

    def __init__(self, address: ServerAddress) -> None:
        """Prepare connections to the server; see `opened`."""
        self.place = address.shown
        self._address = address
        self._writer = PostgresWriter(address)
        self.writer = self._writer
        self.hot = NoHotPath()
        self._turn = asyncio.Lock()
        self._writing = writing_engine(address)
        self._reading = reading_engine(address)

    @classmethod
    @asynccontextmanager
    async def opened(cls, server: Server) -> AsyncIterator[Self]:
        """Open the database on `server` and close it at the end."""
        database = cls(checked_server(server))
        async with AsyncExitStack() as closing:
            for close in (database._reading.dispose, database._writing.dispose, database._writer.close):
                closing.push_async_callback(close)
            await database._bring_up_to_date()
            yield database

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give one of the connections that only read."""
        with only_reading(), server_failures_explained(self._address), values_explained():
            async with self._reading.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give the one connection that writes, once no other desktop does."""
        with server_failures_explained(self._address), values_explained():
            async with self._turn, self._writing.connect() as connection:
                await connection.execute(_TAKE_TURN)
                try:
                    yield connection
                    await self._end_turn(connection)
                except BaseException:
                    with suppress(DBAPIError, OSError):  # of a connection that is lost nothing is left to undo
                        await connection.rollback()
                    raise

    async def _end_turn(self, connection: AsyncConnection) -> None:
        ended = await connection.execute(_END_TURN, {"channel": CHANNEL, "writer": self._writer.id})
        version = ended.scalar_one()
        if version != HEAD:
            # Another desktop brought the tables up to its newer version meanwhile.
            raise server_newer(self._address, version)
        await connection.commit()

    async def foreign_version(self) -> int:
        """Return how often others were heard to have written."""
        return await finished_despite_cancellation(self._writer.heard())

    async def erase_log(self) -> bool:
        """Say no: the log is the server's own, and goes when the server reuses it."""
        return False

    async def _bring_up_to_date(self) -> None:
        with server_failures_explained(self._address):
            async with self._reading.connect() as connection:
                version = await stored_version(connection, self._address)
            if version != HEAD:
                await self._migrate()

    async def _migrate(self) -> None:
        """Make or migrate the tables, one desktop at a time, by Alembic, imported only now, in one transaction."""
        from desktop_app.store import migrating

        engine: Any = migrating_engine(self._address)
        try:
            async with engine.begin() as connection:
                await connection.execute(_NO_HURRY)
                await connection.execute(_TAKE_TURN)
                # Another desktop may have done it while this one waited.
                if await stored_version(connection, self._address) != HEAD:
                    await connection.run_sync(migrating.upgrade)
        finally:
            await engine.dispose()
