"""The tree of a session's messages in the store: what stands beside what, and where it forks."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import func, select

from desktop_app.domain.messages import MessageStatus, Role, preview_of
from desktop_app.domain.outline import Beginning, Node
from desktop_app.store.database import Database
from desktop_app.store.message_rows import ROLES, STATUSES
from desktop_app.store.schema import messages
from desktop_app.store.session_rows import get_session
from desktop_app.store.uninterrupted import uninterrupted

_CHUNK = 500
"""Ids in one statement."""
_BEGINNING = 400
"""Characters of a message that are enough for its first words."""


@uninterrupted
class MessageTreeStore:
    """Reads the shape of a session's tree, and no more of its texts than is shown of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def siblings(self, user_id: str, session_id: str, ids: Sequence[int]) -> Mapping[int, tuple[int, ...]]:
        """Return, for each of those messages beside which others stand, the ids of all of them, the oldest first.

        They follow the same message, or begin the session. Where an answer was deleted, something else asked there, and
        the answer put back, a question and an answer stand beside each other.
        """
        parents: dict[int, int | None] = {}
        beside: dict[int | None, list[int]] = {}
        mine = messages.c.session_id == session_id
        place = select(messages.c.id, messages.c.parent_id).where(mine)
        async with self._database.reading() as connection:
            await get_session(connection, user_id, session_id)
            for part in _parts(ids):
                rows = await connection.execute(place.where(messages.c.id.in_(part)))
                parents |= {row.id: row.parent_id for row in rows}
            above = {parent for parent in parents.values() if parent is not None}
            statements = [place.where(messages.c.parent_id.in_(part)) for part in _parts(sorted(above))]
            if None in parents.values():
                statements.append(place.where(messages.c.parent_id.is_(None)))
            for statement in statements:
                for number, parent in await connection.execute(statement.order_by(messages.c.id)):
                    beside.setdefault(parent, []).append(number)
        return {number: tuple(beside[up]) for number, up in parents.items() if len(beside[up]) > 1}

    async def nodes(self, user_id: str, session_id: str) -> tuple[list[Node], int | None]:
        """Return the shape of a session's whole tree, parents before what follows them, and the shown leaf."""
        statement = select(messages.c.id, messages.c.parent_id, messages.c.status)
        async with self._database.reading() as connection:
            session = await get_session(connection, user_id, session_id)
            rows = await connection.execute(
                statement.where(messages.c.session_id == session_id).order_by(messages.c.id)
            )
            nodes = [
                Node(number, parent, STATUSES.get(status, MessageStatus.INTERRUPTED)) for number, parent, status in rows
            ]
        return nodes, session.active_leaf_id

    async def beginnings(self, ids: Sequence[int]) -> Mapping[int, Beginning]:
        """Return what is shown of the first messages of branches."""
        found: dict[int, Beginning] = {}
        begin = func.substr(messages.c.content, 1, _BEGINNING)
        about = select(messages.c.id, messages.c.role, begin, messages.c.created_at, messages.c.persona)
        async with self._database.reading() as connection:
            for part in _parts(ids):
                for number, role, words, created_at, persona in await connection.execute(
                    about.where(messages.c.id.in_(part))
                ):
                    found[number] = Beginning(ROLES.get(role, Role.SYSTEM), preview_of(words, 80), created_at, persona)
        return found


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
