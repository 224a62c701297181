"""Composing: what a person who writes a message wants to know."""

from desktop_app.domain.messages import Sent
from desktop_app.store.database import Database
from desktop_app.store.sent import SentStore
from desktop_app.store.uninterrupted import uninterrupted


@uninterrupted
class ComposingService:
    """Reads what helps to write; raises `UserError` for what a user can meet."""

    def __init__(self, database: Database) -> None:
        self._sent = SentStore(database)

    async def sent_before(self, user_id: str, session_id: str, sent: Sent | None = None) -> Sent | None:
        """Return what the user sent in a session before `sent`, or last of all; None when there is no more."""
        return await self._sent.before(user_id, session_id, sent)
