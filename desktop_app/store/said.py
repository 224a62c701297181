"""What was said on a branch, read as quickly as can be: for looking through all of it."""

from sqlite3 import Connection

from sqlalchemy import literal, select

from desktop_app.domain.found import FoundSession
from desktop_app.domain.messages import Role, Said
from desktop_app.domain.sessions import UNTITLED, Session
from desktop_app.store.database import Database
from desktop_app.store.schema import messages, sessions
from desktop_app.store.uninterrupted import uninterrupted

_BRANCH = """WITH RECURSIVE chain(id, parent_id, depth) AS (
    SELECT id, parent_id, 0 FROM messages WHERE id = ?
    UNION ALL
    SELECT messages.id, messages.parent_id, depth + 1 FROM chain JOIN messages ON messages.id = chain.parent_id)
    SELECT messages.id, role, content FROM chain JOIN messages ON messages.id = chain.id ORDER BY depth DESC"""


@uninterrupted
class SaidStore:
    """Reads no more of messages than what was said, and by whom."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def on_branch(self, session: Session) -> list[Said]:
        """Return what was said on the shown branch, from its beginning."""
        leaf = session.active_leaf_id
        if leaf is None:
            return []

        def read(connection: Connection) -> list[Said]:
            return [Said(number, Role(role), text) for number, role, text in connection.execute(_BRANCH, (leaf,))]

        found = await self._database.hot.read(read)
        return await self._on_branch_anywhere(leaf) if found is None else found

    async def _on_branch_anywhere(self, leaf: int) -> list[Said]:
        top = select(messages.c.id, messages.c.parent_id, literal(0).label("depth")).where(messages.c.id == leaf)
        chain = top.cte("chain", recursive=True)
        step = select(messages.c.id, messages.c.parent_id, chain.c.depth + 1).where(messages.c.id == chain.c.parent_id)
        chain = chain.union_all(step)
        what = select(messages.c.id, messages.c.role, messages.c.content)
        statement = what.join(chain, chain.c.id == messages.c.id).order_by(chain.c.depth.desc())
        async with self._database.reading() as connection:
            return [Said(row.id, Role(row.role), row.content) for row in await connection.execute(statement)]

    async def session_of(self, user_id: str, message_id: int) -> FoundSession | None:
        """Return the session in which a message was said, None unless it is one of the user's outside the trash."""
        what = select(sessions.c.id, sessions.c.name, sessions.c.title).select_from(messages.join(sessions))
        mine = (messages.c.id == message_id, sessions.c.user_id == user_id, sessions.c.trashed_at.is_(None))
        async with self._database.reading() as connection:
            row = (await connection.execute(what.where(*mine))).first()
        return None if row is None else FoundSession(row.id, row.name or row.title or UNTITLED)
