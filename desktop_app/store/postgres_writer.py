"""What other desktops see of this one through PostgreSQL: a connection that stays open, with a lock and an ear."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any
from uuid import uuid4

from desktop_app.store.postgres import connected
from desktop_app.store.postgres_failures import server_failures_explained
from desktop_app.store.server import ServerAddress

CHANNEL = "parley_writes"
"""Where each transaction that changed something calls out its writer."""


class PostgresWriter:
    """The process as the author of unfinished answers, alive while its connection holds its lock.

    The server drops the lock with the connection, however the process ends.
    """

    def __init__(self, address: ServerAddress) -> None:
        """Use a connection that is opened when it is first needed, and again after it was lost."""
        self._address = address
        self._connection: Any = None
        self._turn = asyncio.Lock()
        self._announced = False
        self._heard = 0
        self.id = uuid4().hex

    async def announce(self) -> None:
        """Take this writer's lock, before its first unfinished answer is stored."""
        async with self._open() as connection:
            if not self._announced:
                await connection.execute("SELECT pg_advisory_lock($1)", _key(self.id))
                self._announced = True

    async def is_dead(self, writer_id: str) -> bool:
        """Tell whether another writer's process is gone: nobody holds its lock."""
        if writer_id == self.id:
            return False
        async with self._open() as connection:
            # Shared, so that two who ask at once do not take each other for the writer; given back at once.
            return bool(await connection.fetchval("SELECT pg_try_advisory_xact_lock_shared($1)", _key(writer_id)))

    async def heard(self) -> int:
        """Return how often other writers' changes were heard of."""
        async with self._open() as connection:
            # The server hands over what it has to tell before it answers.
            await connection.execute("SELECT 1")
        return self._heard

    async def close(self) -> None:
        """Close the connection, and with it let the lock go."""
        if self._connection is not None and not self._connection.is_closed():
            await self._connection.close(timeout=2)

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[Any]:
        """Give the open connection, to one task at a time."""
        with server_failures_explained(self._address):
            async with self._turn:
                if self._connection is None or self._connection.is_closed():
                    # What was called out while nobody listened is not known: it counts as a change.
                    self._heard += self._connection is not None
                    self._announced = False
                    self._connection = await connected(self._address)
                    await self._connection.add_listener(CHANNEL, self._hear)
                yield self._connection

    def _hear(self, _connection: object, _process: int, _channel: str, writer_id: str) -> None:
        self._heard += writer_id != self.id


def _key(writer_id: str) -> int:
    """Return the number that stands for a writer among the server's locks."""
    return int.from_bytes(sha256(writer_id.encode()).digest()[:8], signed=True)
