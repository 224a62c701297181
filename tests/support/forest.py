"""Sessions with trees of messages, as tests want them."""

from collections.abc import Sequence

from hypothesis import strategies as st
from sqlalchemy import bindparam, insert, update

from desktop_app.domain.sessions import Session
from desktop_app.store.branches import BranchStore
from desktop_app.store.database import Database
from desktop_app.store.messages import MessageStore
from desktop_app.store.schema import messages, sessions
from desktop_app.store.search_index import index_messages
from desktop_app.store.sessions import SessionStore
from desktop_app.store.texts import text_columns
from tests.support.values import MOMENT, a_session

Tree = list[int | None]
"""For each message, in the order they were stored, the place of its parent in this list; None for a root."""
trees = st.lists(st.integers(0, 10**6), max_size=40).map(
    lambda draws: [None, *(None if draw % 7 == 0 else draw % (place + 1) for place, draw in enumerate(draws))]
)
"""Trees of up to some forty messages, with several roots."""


class Forest:
    """The messages of a session as a test wants them: each question or answer under the one it follows."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.branches = BranchStore(database)
        self.sessions = SessionStore(database)
        self.messages = MessageStore(database)

    async def plant(self, tree: Sequence[int | None], leaf: int = -1) -> tuple[Session, list[int]]:
        """Store a session with that tree, its branch to `leaf` shown; return it with the messages' ids."""
        session, _ = await self.sessions.create(a_session(title="message 0"))
        depths: list[int] = []
        for parent in tree:
            depths.append(0 if parent is None else depths[parent] + 1)
        roles = ["assistant" if depth % 2 else "user" for depth in depths]
        async with self.database.writing() as connection:
            rows = [
                {
                    "session_id": session.id,
                    "role": role,
                    "status": "complete",
                    "created_at": MOMENT,
                    "metadata": {},
                    **text_columns(f"message {number}"),
                }
                for number, role in enumerate(roles)
            ]
            numbered = insert(messages).returning(messages.c.id, sort_by_parameter_order=True)
            ids = list((await connection.scalars(numbered, rows)).all())
            hangs = update(messages).where(messages.c.id == bindparam("it")).values(parent_id=bindparam("parent"))
            pairs = [(number, parent) for number, parent in enumerate(tree) if parent is not None]
            if pairs:
                await connection.execute(hangs, [{"it": ids[it], "parent": ids[parent]} for it, parent in pairs])
            await index_messages(connection, messages.c.session_id == session.id)
            shown = {
                "active_leaf_id": ids[leaf],
                "message_count": len(tree),
                "query_count": roles.count("user"),
                "preview": f"message {range(len(tree))[leaf]}",
                "context": {"last_query": "message 0", "last_response": "message 1", "error_count": 3},
            }
            await connection.execute(update(sessions).where(sessions.c.id == session.id).values(shown))
        return await self.sessions.get("ada", session.id), ids

    async def check(self, session_id: str) -> dict[int, int | None]:
        """Fail unless a session's counters and its shown branch fit its messages; return these with their parents."""
        session = await self.sessions.get("ada", session_id)
        found = await self.messages.all_of(session_id)
        parents = {message.id: message.parent_id for message in found}
        assert session.message_count == len(found)
        assert session.query_count == sum(message.role == "user" for message in found)
        assert {parent for parent in parents.values() if parent is not None} <= parents.keys(), "none hangs elsewhere"
        if not found:
            assert (session.active_leaf_id, session.preview, session.title) == (None, "", None)
            assert session.context == {}
        else:
            assert session.active_leaf_id in parents
            assert session.active_leaf_id is not None
            shown = await self.messages.branch(session)
            assert shown[0].parent_id is None
            assert list(await self.messages.branch_ids(session)) == [message.id for message in shown]
            assert await self.messages.by_ids([message.id for message in shown[::2]]) == shown[::2]
            assert session.preview == shown[-1].content
        return parents
