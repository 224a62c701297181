"""Composing: what a person who writes a message wants to know."""

from desktop_app.domain.context import Room
from desktop_app.domain.messages import Sent
from desktop_app.domain.sessions import Session
from desktop_app.services.choosing import ChoosingService
from desktop_app.services.engines import EngineService
from desktop_app.services.prompts import PromptService
from desktop_app.store.database import Database
from desktop_app.store.sent import SentStore
from desktop_app.store.uninterrupted import uninterrupted


@uninterrupted
class ComposingService:
    """Reads what helps to write; raises `UserError` for what a user can meet."""

    def __init__(
        self, database: Database, engines: EngineService, choosing: ChoosingService, prompts: PromptService
    ) -> None:
        self._sent = SentStore(database)
        self._engines = engines
        self._choosing = choosing
        self._prompts = prompts

    async def room_for(self, session: Session) -> Room | None:
        """Return how much what answers in a session can read at once; None where there is no limit."""
        chosen = await self._choosing.chosen(session.user_id, session.engine, persona=session.persona)
        engine = await self._engines.resolve(chosen.choice)
        return await self._prompts.room_for(session.persona, engine, chosen.choice, chosen.parameters)

    async def sees_pictures(self, session: Session) -> bool:
        """Tell whether what answers in a session can see pictures; no where that cannot be found out."""
        choice = (await self._choosing.chosen(session.user_id, session.engine, persona=session.persona)).choice
        return await (await self._engines.resolve(choice)).takes_images(choice.model)

    async def sent_before(self, user_id: str, session_id: str, sent: Sent | None = None) -> Sent | None:
        """Return what the user sent in a session before `sent`, or last of all; None when there is no more."""
        return await self._sent.before(user_id, session_id, sent)
