"""Drafts in the store: text that was written and not yet sent."""

from datetime import datetime

from sqlalchemy import select, update

from desktop_app.store.database import Database
from desktop_app.store.draft_rows import leave_place
from desktop_app.store.schema import drafts
from desktop_app.store.session_rows import session_by_id
from desktop_app.store.uninterrupted import uninterrupted
from desktop_app.store.upsert import upsert


@uninterrupted
class DraftStore:
    """One draft a session."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, session_id: str) -> str:
        """Return the session's draft, empty when there is none."""
        async with self._database.reading() as connection:
            return await connection.scalar(select(drafts.c.content).where(drafts.c.session_id == session_id)) or ""

    async def save(self, session_id: str, content: str, now: datetime) -> None:
        """Keep `content` as the session's draft; nothing but white space removes it where nothing is attached.

        A session that was deleted meanwhile has no place for one.
        """
        async with self._database.writing() as connection:
            if not content.strip():
                blank = {"content": "", "updated_at": now}
                await connection.execute(update(drafts).where(drafts.c.session_id == session_id).values(blank))
                await leave_place(connection, session_id)
                return
            if await session_by_id(connection, session_id) is None:
                return
            statement = upsert(connection, drafts).values(session_id=session_id, content=content, updated_at=now)
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["session_id"],
                    set_={"content": statement.excluded.content, "updated_at": statement.excluded.updated_at},
                )
            )
