"""Prompts: what an engine is given to answer from."""

import math

from desktop_app.domain.clock import Clock
from desktop_app.domain.context import TURN_TOKENS, Room, estimated_tokens
from desktop_app.domain.messages import Message
from desktop_app.domain.sessions import Session
from desktop_app.domain.settings import EngineSettings
from desktop_app.engines.protocol import Engine, EngineRequest
from desktop_app.services.personas import PersonaService
from desktop_app.services.prompt_files import PromptFiles
from desktop_app.store.messages import MessageStore

_LAST_MESSAGES = 400
"""Messages looked at for a prompt; far more than any budget holds of them."""


class PromptService:
    """Builds requests from the persona and the shown branch."""

    def __init__(
        self,
        messages: MessageStore,
        files: PromptFiles,
        personas: PersonaService,
        settings: EngineSettings,
        clock: Clock,
    ) -> None:
        self._messages = messages
        self._files = files
        self._personas = personas
        self._settings = settings
        self._clock = clock

    def check_persona(self, persona: str) -> None:
        """Raise `UserError` for a persona that is not known."""
        self._personas.get(persona)

    def room_for(self, persona: str, engine: Engine) -> Room | None:
        """Return what `engine` can read at once, and what the persona's own words take of it; None for no limit."""
        if not engine.has_context_window:
            return None
        words = self._personas.stand_in(persona).system_prompt
        return Room(self._settings.context_tokens, estimated_tokens(words) + TURN_TOKENS)

    async def request_for(
        self, session: Session, question: Message, engine: Engine, model: str, affinity_level: str, begun: str = ""
    ) -> EngineRequest:
        """Return the request that answers `question`, which was put at the end of the shown branch of `session`.

        `begun` is what the answer says already, where it is to go on.
        """
        persona = self._personas.stand_in(session.persona)
        room = self.room_for(session.persona, engine)
        bounded = room is not None
        branch = await self._messages.branch(session, _LAST_MESSAGES if bounded else None)
        # What follows the question is the empty answer to it and, where other processes ask too, their turns. Where
        # the history was cleared or deleted meanwhile, the question is all that is left.
        until = next((index for index, message in enumerate(branch) if message.id == question.id), None)
        asked = [question] if until is None else branch[: until + 1]
        tokens = math.inf if room is None else room.left() - estimated_tokens(begun)
        has_images = any(each.is_image for message in asked for each in message.attachments)
        images = has_images and await engine.takes_images(model)
        return EngineRequest(
            session_id=session.id,
            persona=persona,
            turns=await self._files.turns(session.user_id, asked, tokens, images=images),
            now=self._clock.now().astimezone(),
            model=model,
            affinity_level=affinity_level,
            begun=begun,
        )
