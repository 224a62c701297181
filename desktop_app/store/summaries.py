"""Summaries in the store, each hanging on the last message that it stands for."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.errors import UserError
from desktop_app.domain.summaries import Summary
from desktop_app.store.database import Database
from desktop_app.store.schema import messages, summaries
from desktop_app.store.session_rows import get_session
from desktop_app.store.uninterrupted import uninterrupted
from desktop_app.store.upsert import upsert


@uninterrupted
class SummaryStore:
    """What stands for the beginnings of branches."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_session(self, session_id: str) -> Sequence[Summary]:
        """Return all summaries of a session, on whatever branch, the one that reaches furthest last."""
        mine = messages.c.session_id == session_id
        statement = select(summaries).join(messages, messages.c.id == summaries.c.message_id).where(mine)
        async with self._database.reading() as connection:
            rows = await connection.execute(statement.order_by(summaries.c.message_id))
            return [
                Summary(row.message_id, row.content, row.created_at, row.engine, row.model, row.edited) for row in rows
            ]

    async def put(self, user_id: str, session_id: str, summary: Summary) -> None:
        """Store a summary, in the place of one that reaches just as far."""
        async with self._database.writing() as connection:
            await _check(connection, user_id, session_id, summary.message_id)
            values = {
                "content": summary.text,
                "engine": summary.engine,
                "model": summary.model,
                "edited": summary.edited,
                "created_at": summary.created_at,
            }
            statement = upsert(connection, summaries).values(message_id=summary.message_id, **values)
            await connection.execute(statement.on_conflict_do_update(index_elements=["message_id"], set_=values))

    async def remove(self, user_id: str, session_id: str, message_id: int) -> None:
        """Take a summary away; the turns that it stood for are sent themselves again, as far as they fit."""
        async with self._database.writing() as connection:
            await _check(connection, user_id, session_id, message_id)
            await connection.execute(delete(summaries).where(summaries.c.message_id == message_id))


async def _check(connection: AsyncConnection, user_id: str, session_id: str, message_id: int) -> None:
    await get_session(connection, user_id, session_id)
    mine = select(messages.c.id).where(messages.c.id == message_id, messages.c.session_id == session_id)
    if await connection.scalar(mine) is None:
        raise UserError("message_not_found")
