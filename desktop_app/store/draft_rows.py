"""What the queries about drafts share: a draft is there while it has words or attachments."""

from datetime import datetime

from sqlalchemy import delete, exists
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.store.schema import attachments, drafts
from desktop_app.store.upsert import upsert


async def keep_place(connection: AsyncConnection, session_id: str, now: datetime) -> None:
    """Let a session have a draft, without words unless it has some: for what is attached to it."""
    statement = upsert(connection, drafts).values(session_id=session_id, content="", updated_at=now)
    await connection.execute(statement.on_conflict_do_nothing(index_elements=["session_id"]))


async def leave_place(connection: AsyncConnection, session_id: str) -> None:
    """Take a session's draft away where neither words nor attachments are left of it."""
    empty = (drafts.c.content == "") & ~exists().where(attachments.c.draft_of == drafts.c.session_id)
    await connection.execute(delete(drafts).where(drafts.c.session_id == session_id, empty))
