"""Previews: what would be sent if the message that is being written were sent now."""

from collections.abc import Sequence

from desktop_app.domain.attachments import Attachment
from desktop_app.domain.clock import Clock
from desktop_app.domain.engines import EngineChoice, Parameters
from desktop_app.domain.messages import Message, MessageStatus, Role
from desktop_app.domain.sessions import Session
from desktop_app.engines.protocol import Engine
from desktop_app.services.choosing import ChoosingService
from desktop_app.services.engines import EngineService
from desktop_app.services.prompt_plan import Asking, PromptPlan
from desktop_app.services.prompts import PromptService
from desktop_app.services.sessions import SessionService


class PreviewService:
    """Plans prompts that are not sent, by the very rules by which they would be."""

    def __init__(
        self,
        sessions: SessionService,
        engines: EngineService,
        choosing: ChoosingService,
        prompts: PromptService,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._engines = engines
        self._choosing = choosing
        self._prompts = prompts
        self._clock = clock

    async def plan(
        self, user_id: str, session_id: str, text: str = "", attachments: Sequence[Attachment] = ()
    ) -> PromptPlan:
        """Return the prompt for a message at the end of the shown branch of a session, counted where that is possible.

        Raises `UserError` where there is no such session, or nothing that could answer.
        """
        session = await self._sessions.show(user_id, session_id)
        engine, choice, parameters = await self._answering(session)
        question = Message(
            0,
            session.id,
            session.active_leaf_id,
            Role.USER,
            text,
            MessageStatus.COMPLETE,
            self._clock.now(),
            attachments=tuple(attachments),
        )
        return await self._prompts.plan(Asking(session, question, engine, choice, parameters), count=True)

    async def _answering(self, session: Session) -> tuple[Engine, EngineChoice, Parameters]:
        """Return what would answer in a session."""
        chosen = await self._choosing.chosen(session.user_id, session.engine, persona=session.persona)
        return await self._engines.resolve(chosen.choice), chosen.choice, chosen.parameters
