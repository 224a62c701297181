"""Repairs that lose nothing: what is made from the messages is made again."""

from sqlalchemy import func, select

from desktop_app.domain.messages import preview_of
from desktop_app.store import postgres_index
from desktop_app.store.database import Database
from desktop_app.store.fact_rows import rebuild_fact_words
from desktop_app.store.health import miscounted_sessions
from desktop_app.store.index_repair import rebuild_index
from desktop_app.store.schema import messages, sessions
from desktop_app.store.session_rows import update_session
from desktop_app.store.uninterrupted import uninterrupted


@uninterrupted
class RepairStore:
    """Repairs of an open store; each is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def recount(self) -> int:
        """Count the messages of sessions with wrong counters anew, and show a branch that is there; return how many."""
        wrong = await miscounted_sessions(self._database)
        if not wrong:
            return 0
        of_session = messages.c.session_id == sessions.c.id
        leaf = select(messages.c.id).where(of_session, messages.c.id == sessions.c.active_leaf_id).scalar_subquery()
        counted = select(
            select(func.count()).where(of_session).scalar_subquery().label("message_count"),
            select(func.count()).where(of_session, messages.c.role == "user").scalar_subquery().label("query_count"),
            func.coalesce(leaf, select(func.max(messages.c.id)).where(of_session).scalar_subquery()).label(
                "active_leaf_id"
            ),
        ).select_from(sessions)
        async with self._database.writing() as connection:
            for session_id in wrong:
                row = (await connection.execute(counted.where(sessions.c.id == session_id))).one()
                last = select(messages.c.content).where(messages.c.session_id == session_id, messages.c.content != "")
                text = await connection.scalar(last.order_by(messages.c.id.desc()).limit(1))
                columns = {**row._mapping, "preview": preview_of(text or "")}  # noqa: SLF001  SQLAlchemy's public name
                await update_session(connection, session_id, columns)
        return len(wrong)

    async def rebuild_index(self) -> None:
        """Rebuild the search indexes, whatever is left of them."""
        async with self._database.writing() as connection:
            await rebuild_fact_words(connection)
        if self._database.dialect == "sqlite":
            await self._database.hot.write(rebuild_index)
            return
        async with self._database.writing() as connection:
            await postgres_index.rebuild(connection)
