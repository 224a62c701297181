"""SQLite's hot paths: work done on the driver's own connections, in one crossing to their threads."""

import asyncio
import sqlite3
from functools import partial
from pathlib import Path
from sqlite3 import OperationalError
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from desktop_app.store.failures import failures_explained, is_busy, only_reading, values_explained
from desktop_app.store.newest import Newest
from desktop_app.store.one_hop import OneHopConnection, Work, in_transaction
from desktop_app.store.place import Place
from desktop_app.store.sqlite import BUSY_TRIES, hot_reader

_Result = TypeVar("_Result")


class HotPath:
    """Runs work on the one connection that writes, in a transaction of its own, and on one that only reads."""

    def __init__(self, path: Path | None, turn: asyncio.Lock, writing: AsyncEngine, place: Place) -> None:
        """Use the connection of `writing`, which everything else that writes also takes its `turn` for."""
        self._place = place
        self._path = path
        self._newest = Newest(path)
        self._turn = turn
        self._writing = writing
        self._writer: OneHopConnection | None = None
        self._reader: OneHopConnection | None = None
        event.listen(writing.sync_engine, "connect", self._remember)

    async def write(self, work: Work[_Result | None]) -> _Result | None:
        """Return what `work` returns, its changes committed."""
        with failures_explained(str(self._path)), values_explained():
            async with self._turn:
                writer, whole = await self._open_writer(), partial(self._in_place, partial(self._done, work))
                for _attempt in range(1, BUSY_TRIES):
                    try:
                        return await writer.run(whole)
                    except OperationalError as error:
                        if not is_busy(error):
                            raise
                return await writer.run(whole)

    async def read(self, work: Work[_Result | None]) -> _Result | None:
        """Return what `work` returns; each of its statements sees the newest state."""
        looking = partial(self._in_place, work)
        with only_reading(), failures_explained(str(self._path)):
            if self._path is not None and self._reader is not None:
                return await self._reader.run(looking)
            async with self._turn:
                if self._path is None:
                    # A store in memory has a single connection.
                    return await (await self._open_writer()).run(looking)
                if self._reader is None:
                    self._reader = await hot_reader(self._path)
            return await self._reader.run(looking)

    async def aclose(self) -> None:
        """Close the connection that reads; the other belongs to its pool."""
        if self._reader is not None:
            await self._reader.close()

    def _in_place(self, work: Work[_Result | None], connection: sqlite3.Connection) -> _Result | None:
        """Look after the file in the thread that uses it: on a disk that hangs, looking takes for ever."""
        self._place.check()
        return work(connection)

    def _done(self, work: Work[_Result | None], connection: sqlite3.Connection) -> _Result | None:
        result = in_transaction(work, connection)
        self._newest.note(connection)
        return result

    def _remember(self, connection: Any, _record: object) -> None:  # noqa: ANN401  the pool's type is private
        self._writer = connection.driver_connection

    async def _open_writer(self) -> OneHopConnection:
        if self._writer is None:
            async with self._writing.connect():
                pass  # the pool has told of its connection by now
        assert self._writer is not None  # noqa: S101  or there is no pool
        return self._writer


class NoHotPath:
    """For databases that have none: all work goes the long way."""

    async def write(self, _work: Work[_Result | None]) -> _Result | None:
        """Do nothing and return None, as work does that has to go the long way."""
        return None

    async def read(self, _work: Work[_Result | None]) -> _Result | None:
        """Do nothing and return None."""
        return None
