"""What a user has said in a session, read one message at a time."""

from sqlalchemy import select

from desktop_app.domain.messages import Role, Sent
from desktop_app.store.database import Database
from desktop_app.store.schema import messages
from desktop_app.store.session_rows import get_session
from desktop_app.store.uninterrupted import uninterrupted


@uninterrupted
class SentStore:
    """Walks from the newest message of a user to the oldest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def before(self, user_id: str, session_id: str, sent: Sent | None) -> Sent | None:
        """Return the last message that was sent before `sent`, or at all, and says something else."""
        statement = select(messages.c.id, messages.c.content).where(
            messages.c.session_id == session_id, messages.c.role == Role.USER.value
        )
        if sent is not None:
            statement = statement.where(messages.c.id < sent.id, messages.c.content != sent.text)
        async with self._database.reading() as connection:
            await get_session(connection, user_id, session_id)
            found = (await connection.execute(statement.order_by(messages.c.id.desc()).limit(1))).first()
        return None if found is None else Sent(*found)
