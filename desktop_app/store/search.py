"""Search in the store: one question, answered in one crossing to the thread of the database."""

import asyncio
import sqlite3

from desktop_app.domain.found import Found
from desktop_app.domain.search import SearchQuery
from desktop_app.store.database import Database
from desktop_app.store.search_sqlite import SqliteSearch
from desktop_app.store.stoppable import Stop
from desktop_app.store.uninterrupted import finished_despite_cancellation


class SearchStore:
    """Finds messages and sessions of one user."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, user_id: str, query: SearchQuery, limit: int, *, ranked: bool = False) -> Found:
        """Return what a query finds, trash left out unless it is asked for.

        A search that is cancelled ends soon: the next one, and whatever else reads, would wait for it.
        """
        if self._database.dialect != "sqlite":
            # Given up half way, it would cost the connection.
            return await finished_despite_cancellation(self._find_on_server(user_id, query, limit, ranked=ranked))
        stop = Stop()

        def work(connection: sqlite3.Connection) -> Found:
            if stop.is_asked():
                return Found()
            return SqliteSearch(connection, user_id, query, stop.is_asked).find(limit, ranked=ranked)

        try:
            found = await self._database.hot.read(work)
        except asyncio.CancelledError:
            stop.ask()
            raise
        return Found() if found is None else found

    async def _find_on_server(self, user_id: str, query: SearchQuery, limit: int, *, ranked: bool) -> Found:
        from desktop_app.store.search_postgres import PostgresSearch  # with what it needs of SQLAlchemy

        async with self._database.reading() as connection:
            return await PostgresSearch(connection, user_id, query).find(limit, ranked=ranked)
