"""Sessions with memory for programs: made, made sure of and talked in, each in one call with plain results."""

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from desktop_app.domain.affinity import Affinity
from desktop_app.domain.engines import SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.facts import LearnedFact
from desktop_app.domain.parameters import session_engine_from
from desktop_app.domain.personas import DEFAULT_PERSONA
from desktop_app.services.affinity import AffinityService
from desktop_app.services.chat import ChatService, Finished, SendRequest, Stored
from desktop_app.services.session_engines import SessionEngineService
from desktop_app.services.sessions import Ensured, SessionService

EngineConfig = SessionEngine | Mapping[str, Any] | None
"""What answers: as values, or as a document with `name`, `base_url`, `model` and `parameters`; None leaves it open."""
_ORIGIN = "api"


@dataclass(frozen=True, slots=True)
class SentWithMemory:
    """What became of a message: whether it was answered, and what it changed.

    Without success `error` says why; the message is stored all the same, unless it could not be sent at all.
    """

    success: bool
    session_id: str
    created: bool
    reply: str
    affinity: Affinity
    facts_learned: tuple[LearnedFact, ...] = ()
    error: UserError | None = None


class RememberedSessions:
    """Talks in a user's sessions; facts and affinity come along by themselves."""

    def __init__(
        self,
        user_id: str,
        sessions: SessionService,
        chat: ChatService,
        affinity: AffinityService,
        engines: SessionEngineService,
    ) -> None:
        self._user_id = user_id
        self._sessions = sessions
        self._chat = chat
        self._affinity = affinity
        self._engines = engines

    async def create_session(
        self, persona: str = DEFAULT_PERSONA, engine: EngineConfig = None, *, user_id: str | None = None
    ) -> str:
        """Make a session and return its id; persona and user have met from then on, as strangers if never before."""
        user, chosen = user_id or self._user_id, _engine(engine)
        return await self._set_up(user, await self._sessions.create(user, persona=persona, origin=_ORIGIN), chosen)

    async def ensure_session(
        self,
        session_id: str,
        persona: str = DEFAULT_PERSONA,
        engine: EngineConfig = None,
        *,
        user_id: str | None = None,
    ) -> bool:
        """Make the session of that id unless it is there; tell whether it was made. One that is there stays as it is.

        Raises `UserError` for an id that is none, or another user's.
        """
        user, chosen = user_id or self._user_id, _engine(engine)
        ensured = await self._ensured(user, session_id, persona)
        if ensured.created:
            await self._set_up(user, ensured, chosen)
        return ensured.created

    async def send_message_with_memory(
        self,
        session_id: str,
        text: str,
        persona: str | None = None,
        engine: EngineConfig = None,
        *,
        user_id: str | None = None,
    ) -> SentWithMemory:
        """Send a message, to a session that is made where it is unknown, and wait for the whole answer.

        Without a persona the session's answers, and in a new one the default one; `engine` answers this message alone.
        """
        user, chosen = user_id or self._user_id, _engine(engine)
        request = SendRequest(
            user,
            text,
            session_id=session_id,
            persona=persona,
            engine=chosen.choice,
            parameters=chosen.parameters,
            origin=_ORIGIN,
        )
        stored, finished, error = await self._sent(request)
        created = stored is not None and stored.created
        if finished is None:
            who = persona or (stored.session.persona if stored is not None else DEFAULT_PERSONA)
            return SentWithMemory(False, session_id, created, "", await self._affinity.of(user, who), error=error)
        reply = finished.answer.content
        return SentWithMemory(True, finished.session.id, created, reply, finished.affinity, finished.learned)

    async def _sent(self, request: SendRequest) -> tuple[Stored | None, Finished | None, UserError | None]:
        """Send a message; return its place, its answer and what went wrong, each where there is one."""
        stored: Stored | None = None
        finished: Finished | None = None
        try:
            async with aclosing(self._chat.send(request)) as events:
                async for event in events:
                    if isinstance(event, Stored):
                        stored = event
                    elif isinstance(event, Finished):
                        finished = event
        except UserError as error:
            return stored, None, error
        return stored, finished, None

    async def _ensured(self, user: str, session_id: str, persona: str) -> Ensured:
        """Return the session, which keeps its persona where it is there."""
        try:
            session = await self._sessions.show(user, session_id)
        except UserError as error:
            if error.code != "session_not_found":
                raise
            return await self._sessions.ensure(session_id, user, persona, _ORIGIN)
        return await self._sessions.ensure(session_id, user, session.persona, _ORIGIN)

    async def _set_up(self, user: str, ensured: Ensured, engine: SessionEngine) -> str:
        if engine != SessionEngine():
            await self._engines.set(user, ensured.session.id, engine)
        return ensured.session.id


def _engine(config: EngineConfig) -> SessionEngine:
    """Return what answers; raise `UserError` for what is no such choice."""
    if config is None or isinstance(config, SessionEngine):
        return config or SessionEngine()
    try:
        return session_engine_from(dict(config))
    except ValueError as error:
        raise UserError("bad_engine_config", reason=str(error)) from error
