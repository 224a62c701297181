"""The database as all of the store sees it, whatever keeps it."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

if TYPE_CHECKING:
    from desktop_app.store.hot_path import HotPath, NoHotPath
    from desktop_app.store.server import Server


class Writer(Protocol):
    """The process as the author of unfinished answers.

    Answers that are being streamed name their writer; other processes can tell whether it still lives, so that only
    the answers of dead ones are marked as interrupted.
    """

    id: str

    async def announce(self) -> None:
        """Show others that this writer lives, from before its first unfinished answer is stored."""

    async def is_dead(self, writer_id: str) -> bool:
        """Tell whether another writer's process is gone."""


class Database(ABC):
    """An open store; `reading` and `writing` are the only ways to its tables."""

    dialect: str
    """SQLAlchemy's name of the kind of database."""
    path: Path | None
    """The chat file, where there is one."""
    place: str
    """Where the store is, in words for people."""
    missing: int = 0
    """How many messages at most were stored here once, not deleted, and are not there any more."""
    writer: Writer
    """This process."""
    hot: "HotPath | NoHotPath"
    """The short way for what is done most; it gives None where there is none, or not for this case."""

    @staticmethod
    @asynccontextmanager
    async def open(place: "Path | Server | None") -> AsyncIterator["Database"]:
        """Open the file or database at `place` (None: in memory) and close it at the end.

        It is made or brought up to date where needed. Raises `UserError` for one that is damaged, not ours or newer,
        before anything is written.
        """
        # Each driver is imported for the store that needs it.
        if place is None or isinstance(place, Path):
            from desktop_app.store.sqlite_database import SqliteDatabase

            async with SqliteDatabase.opened(place) as database:
                yield database
        else:
            from desktop_app.store.postgres_database import PostgresDatabase

            async with PostgresDatabase.opened(place) as server_database:
                yield server_database

    @abstractmethod
    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Give a connection that sees one consistent state and cannot write."""

    @abstractmethod
    def writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Give a writing connection inside one transaction, committed at the end, undone by an exception.

        Writers line up, those of other processes too: nothing changes under one of them.
        """

    @abstractmethod
    async def foreign_version(self) -> int:
        """Return a number that changes whenever another process has written; not when this one has."""

    @abstractmethod
    async def erase_log(self) -> bool:
        """Take what was deleted out of the log of changes as well; tell whether that was possible just now."""
