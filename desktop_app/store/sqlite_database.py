"""The store in SQLite, a file or memory: opened safely, one writing connection, a few reading ones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Self, cast

import aiosqlite
from filelock import BaseFileLock
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from desktop_app.domain.errors import UserError
from desktop_app.store.counting import keep_tally
from desktop_app.store.database import Database
from desktop_app.store.failures import (
    failures_explained,
    files_explained,
    is_busy,
    migrations_explained,
    only_reading,
    opening_explained,
    values_explained,
)
from desktop_app.store.file_version import expected_version, stored_version
from desktop_app.store.hot_path import HotPath
from desktop_app.store.index_format import fit_index, is_index_fit
from desktop_app.store.index_repair import lacks_index, make_empty_index
from desktop_app.store.locks import FileWriter, file_lock, try_lock
from desktop_app.store.newest import newest_in
from desktop_app.store.place import Place
from desktop_app.store.schema import HEAD
from desktop_app.store.snapshot_copy import back_up_before_migration
from desktop_app.store.snapshot_folder import SnapshotFolder
from desktop_app.store.sqlite import (
    BUSY_TRIES,
    CHECKPOINT_PAGES,
    create_file,
    reading_engine,
    writing_engine,
)
from desktop_app.store.tally import read_tally
from desktop_app.store.uninterrupted import finished_despite_cancellation


class SqliteDatabase(Database):
    """A chat file, or a store in memory."""

    dialect = "sqlite"
    hot: HotPath

    def __init__(self, path: Path | None, writer: FileWriter, lock: BaseFileLock | None) -> None:
        """Prepare connections to the file at `path`, or to a store in memory for None; see `opened`."""
        self.path = path
        self.place = "in memory" if path is None else str(path)
        self.writer = writer
        self._lock = lock
        self._place = Place(path)
        self._turn = asyncio.Lock()
        self._writing = writing_engine(path, checkpoints=lock is not None or path is None)
        self._reading = None if path is None else reading_engine(path)
        self.hot = HotPath(path, self._turn, self._writing, self._place)

    @classmethod
    @asynccontextmanager
    async def opened(cls, path: Path | None) -> AsyncIterator[Self]:
        """Open the file at `path` (None: in memory) and close it at the end."""
        lock: BaseFileLock | None = None
        if path is not None:
            with opening_explained(path):
                version = await asyncio.to_thread(expected_version, path)
                lock = await asyncio.to_thread(try_lock, path.with_suffix(".lock"))
                await asyncio.to_thread(SnapshotFolder(path).sweep)
        else:
            version = None
        writer = FileWriter(None if path is None else path.parent / "writers")
        async with AsyncExitStack() as closing:
            closing.push_async_callback(asyncio.to_thread, writer.close)
            database = cls(path, writer, lock)
            closing.callback(database._unlock)
            closing.push_async_callback(database._dispose)
            with opening_explained(path or Path()):
                if version != HEAD:
                    await database._bring_up_to_date()
                # What is written finds an index, even an empty one; it is filled when there is time.
                if await database.hot.read(lacks_index):
                    await database.hot.write(make_empty_index)
                if not await database.hot.read(is_index_fit):
                    await database.hot.write(fit_index)
            if path is not None and version == HEAD:  # migrations may number anew
                expected = (await asyncio.to_thread(read_tally, path)).newest
                database.missing = max(expected - (await database.hot.read(newest_in) or 0), 0)
            await asyncio.to_thread(database._place.remember)
            closing.push_async_callback(database._tally)
            yield database

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give one of the connections that only read."""
        if self._reading is None:
            # A store in memory has a single connection, which can hold one transaction at a time.
            with only_reading():
                async with self.writing() as connection:
                    yield connection
            return
        with only_reading(), failures_explained(str(self.path)), values_explained():
            await self._place.check_aside()
            async with self._reading.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give the one connection that writes, once no other process does."""
        with failures_explained(str(self.path)), values_explained():
            async with self._turn, self._writing.connect() as connection:
                await self._place.check_aside()
                await self._begin(connection)
                try:
                    yield connection
                except BaseException:
                    await connection.rollback()
                    raise
                await connection.commit()

    async def foreign_version(self) -> int:
        """Return SQLite's own number for the writes of others."""
        return 0 if self.path is None else await finished_despite_cancellation(self._foreign_version())

    async def _foreign_version(self) -> int:
        await self._place.check_aside()
        with failures_explained(str(self.path)), files_explained(str(self.path)):
            await self._take_over_checkpoints()
            return await self._data_version()

    async def _data_version(self) -> int:
        async with self._turn, self._writing.connect() as connection:
            # Asked of the connection that writes: its own commits do not count for it.
            ((version,),) = await (await _driver(connection)).execute_fetchall("PRAGMA data_version")
            return int(version)

    async def _take_over_checkpoints(self) -> None:
        """Become the process that checkpoints when the one that did is gone: else the log would grow for ever."""
        if self._lock is not None or self.path is None:
            return
        self._lock = await asyncio.to_thread(try_lock, self.path.with_suffix(".lock"))
        if self._lock is not None:
            async with self._turn, self._writing.connect() as connection:
                await (await _driver(connection)).execute_fetchall(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")

    async def erase_log(self) -> bool:
        """Move the write-ahead log into the file and empty it; tell whether that was possible just now.

        Until then what was deleted can still be read there. Another process that reads, or that holds the lock, has
        to do it later.
        """
        if self.path is None:
            return True
        if self._lock is None:
            return False
        with failures_explained(str(self.path)):
            return await self._truncate_log()

    async def _truncate_log(self) -> bool:
        async with self._turn, self._writing.connect() as connection:
            driver = await _driver(connection)
            ((busy, _pages, _moved),) = await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            return not busy

    @staticmethod
    async def _begin(connection: AsyncConnection) -> None:
        """Start the transaction, waiting while other processes write."""
        for attempt in range(1, BUSY_TRIES + 1):
            try:
                await connection.begin()
            except DBAPIError as error:
                if not is_busy(error) or attempt == BUSY_TRIES:
                    raise
            else:
                return

    async def _bring_up_to_date(self) -> None:
        """Make or migrate the tables, one process at a time."""
        if self.path is None:
            await self._migrate()
            return
        lock = file_lock(self.path.with_suffix(".migration.lock"))
        await asyncio.to_thread(lock.acquire)
        try:
            # Another process may have done it while this one waited.
            version = await asyncio.to_thread(stored_version, self.path)
            if version != HEAD:
                if version is not None:
                    with migrations_explained():  # a snapshot is compared with what the migrations make
                        await back_up_before_migration(self.path)
                await asyncio.to_thread(create_file, self.path)
                await self._migrate()
        finally:
            lock.release()

    async def _migrate(self) -> None:
        """Run Alembic, imported only now, in one transaction."""
        from desktop_app.store import migrating

        async with self._writing.connect() as connection:
            await self._begin(connection)
            with migrations_explained():
                await connection.run_sync(migrating.upgrade)
            await connection.commit()

    async def _tally(self) -> None:
        # A file that can no longer be counted keeps the tally of when it could.
        with suppress(UserError):
            await keep_tally(self)

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.release()

    async def _dispose(self) -> None:
        await self.hot.aclose()
        for engine in (self._reading, self._writing):
            if isinstance(engine, AsyncEngine):
                await engine.dispose()


async def _driver(connection: AsyncConnection) -> aiosqlite.Connection:
    """Return aiosqlite's own connection, around the listener that begins a transaction."""
    return cast("aiosqlite.Connection", (await connection.get_raw_connection()).driver_connection)
