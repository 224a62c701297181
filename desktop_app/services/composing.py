"""Composing: what a person who writes a message wants to know."""

from desktop_app.domain.context import Room
from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.messages import Sent
from desktop_app.services.engines import EngineService
from desktop_app.services.prompts import PromptService
from desktop_app.store.database import Database
from desktop_app.store.sent import SentStore
from desktop_app.store.uninterrupted import uninterrupted


@uninterrupted
class ComposingService:
    """Reads what helps to write; raises `UserError` for what a user can meet."""

    def __init__(self, database: Database, engines: EngineService, prompts: PromptService) -> None:
        self._sent = SentStore(database)
        self._engines = engines
        self._prompts = prompts

    async def room_for(self, persona: str) -> Room | None:
        """Return how much the engine of the settings can read at once; None where there is no limit."""
        choice = self._engines.completed(EngineChoice())
        return await self._prompts.room_for(persona, await self._engines.resolve(choice), choice)

    async def sees_pictures(self) -> bool:
        """Tell whether the engine of the settings can see pictures; no where that cannot be found out."""
        return await self._engines.takes_images(EngineChoice())

    async def sent_before(self, user_id: str, session_id: str, sent: Sent | None = None) -> Sent | None:
        """Return what the user sent in a session before `sent`, or last of all; None when there is no more."""
        return await self._sent.before(user_id, session_id, sent)
