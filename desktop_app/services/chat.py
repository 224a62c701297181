"""Chat: a message sent, its answer streamed, stored and accounted for."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakValueDictionary

from desktop_app.domain.affinity import Affinity, AffinityRules
from desktop_app.domain.attachments import MAX_ATTACHMENTS
from desktop_app.domain.clock import Clock
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message, MessageStatus
from desktop_app.domain.sessions import Session
from desktop_app.domain.texts import is_well_formed
from desktop_app.engines.protocol import Delta, Engine
from desktop_app.services.engines import EngineChoice, EngineService
from desktop_app.services.progress import AnswerProgress
from desktop_app.services.prompts import PromptService
from desktop_app.services.sessions import Ensured, SessionService
from desktop_app.services.streams import with_pauses_told
from desktop_app.store.affinities import AffinityStore
from desktop_app.store.messages import MessageStore
from desktop_app.store.turns import Again, TurnStore
from desktop_app.store.uninterrupted import finished_despite_cancellation, outcome_despite_cancellation

MAX_MESSAGE_BYTES = 64 * 2**20
SAVE_SECONDS = 0.5
"""At most this much of a streamed answer is not yet stored."""


@dataclass(frozen=True, slots=True)
class SendRequest:
    """A message to send, and where: a session's id, else its name, else the user's default session."""

    user_id: str
    text: str
    session_id: str | None = None
    name: str | None = None
    persona: str | None = None
    temporary: bool = False
    engine: EngineChoice = field(default_factory=EngineChoice)
    origin: str = "window"
    attachments: tuple[int, ...] = ()
    """Of files that were added for the user before; those of another message stay with that, too."""


@dataclass(frozen=True, slots=True)
class AgainRequest:
    """A question to ask in other words, or, without `text`, a question or answer to be answered anew.

    `persona` answers this once; without one the session's does.
    """

    user_id: str
    session_id: str
    message_id: int
    text: str | None = None
    persona: str | None = None
    engine: EngineChoice = field(default_factory=EngineChoice)
    attachments: tuple[int, ...] | None = None
    """What goes with other words; None for what went with the question as it was."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The question is stored, and an empty answer waits to be filled."""

    session: Session
    created: bool
    question: Message
    answer: Message


@dataclass(frozen=True, slots=True)
class Streamed:
    """The next piece of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer is complete and stored; `seconds` is what it took."""

    session: Session
    answer: Message
    affinity: Affinity
    seconds: float


ChatEvent = Stored | Streamed | Finished


@dataclass(frozen=True, slots=True)
class _Begun:
    """An exchange that is stored: the question, and the answer that will be streamed into it."""

    session: Session
    question: Message
    answer: Message
    version: int = 0
    """How many answers the question had before."""
    created: bool = False


class ChatService:
    """Sends messages; there is always a session to send them to."""

    def __init__(
        self,
        sessions: SessionService,
        messages: MessageStore,
        turns: TurnStore,
        affinities: AffinityStore,
        engines: EngineService,
        prompts: PromptService,
        rules: AffinityRules,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._messages = messages
        self._versions = turns
        self._affinities = affinities
        self._engines = engines
        self._prompts = prompts
        self._rules = rules
        self._clock = clock
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def send(self, request: SendRequest) -> AsyncGenerator[ChatEvent, None]:
        """Store a message, stream its answer and store that too.

        Closing the iterator or cancelling its task stops the answer and keeps what came. Raises `UserError` before
        anything is stored for what cannot be sent, and after storing what came for an engine that fails.
        """
        _check(request.text, request.attachments)
        choice = self._engines.completed(request.engine)
        if request.persona is not None:
            self._prompts.check_persona(request.persona)
        engine = await self._engines.resolve(choice)
        ensured = await self._session_for(request)
        turn = self._turns.setdefault(ensured.session.id, asyncio.Lock())
        async with turn, aclosing(self._asked(ensured, request, engine, choice)) as events:
            async for event in events:
                yield event

    async def say_again(self, request: AgainRequest) -> AsyncGenerator[ChatEvent, None]:
        """Ask a question in other words or have it answered anew, beside what was said before; then as `send`.

        Another answer to the same question brings no points: they are for talking, not for asking twice.
        """
        if request.text is not None:
            _check(request.text, request.attachments)
        choice = self._engines.completed(request.engine)
        if request.persona is not None:
            self._prompts.check_persona(request.persona)
        engine = await self._engines.resolve(choice)
        turn = self._turns.setdefault(request.session_id, asyncio.Lock())
        async with turn, aclosing(self._said_again(request, engine, choice)) as events:
            async for event in events:
                yield event

    async def affinity(self, user_id: str, persona: str) -> Affinity:
        """Return how well a user and a persona know each other."""
        points = await self._affinities.points(user_id, persona)
        return Affinity(points, self._rules.level_for(points))

    async def _session_for(self, request: SendRequest) -> Ensured:
        if request.session_id is not None:
            return await self._sessions.ensure(
                request.session_id, request.user_id, request.persona, request.origin, temporary=request.temporary
            )
        if request.name is not None:
            return await self._sessions.create(
                request.user_id,
                name=request.name,
                persona=request.persona,
                temporary=request.temporary,
                origin=request.origin,
            )
        return await self._sessions.ensure_default(
            request.user_id, request.persona, request.origin, temporary=request.temporary
        )

    def _asked(
        self, ensured: Ensured, request: SendRequest, engine: Engine, choice: EngineChoice
    ) -> AsyncGenerator[ChatEvent, None]:
        async def begin() -> _Begun:
            asked = await self._messages.ask(
                ensured.session,
                request.text,
                engine=engine.name,
                now=self._clock.now(),
                attachments=request.attachments,
            )
            return _Begun(*asked, created=ensured.created)

        return self._exchange(begin, engine, choice, self._rules.exchange_points)

    def _said_again(
        self, request: AgainRequest, engine: Engine, choice: EngineChoice
    ) -> AsyncGenerator[ChatEvent, None]:
        which = (request.user_id, request.session_id, request.message_id)

        async def begin() -> _Begun:
            await self._messages.settle()
            again = Again(*which, engine.name, self._clock.now(), request.text, request.persona, request.attachments)
            return _Begun(*await self._versions.begin(again))

        points = 0 if request.text is None else self._rules.exchange_points
        return self._exchange(begin, engine, choice, points)

    async def _exchange(
        self, begin: Callable[[], Coroutine[Any, Any, _Begun]], engine: Engine, choice: EngineChoice, points: int
    ) -> AsyncGenerator[ChatEvent, None]:
        begun, stopped = await outcome_despite_cancellation(begin())
        session, question, answer = begun.session, begun.question, begun.answer
        progress = AnswerProgress(question, answer)
        try:
            if stopped is not None:
                raise stopped
            yield Stored(session, begun.created, question, answer)
            speaking = replace(session, persona=answer.persona or session.persona)
            affinity = await self.affinity(session.user_id, speaking.persona)
            request = await self._prompts.request_for(speaking, question, engine, choice.model, affinity.level)
            request = replace(request, version=begun.version)
            async with aclosing(engine.stream(request)) as deltas, aclosing(self._saving(deltas, progress)) as pieces:
                async for piece in pieces:
                    yield piece
        except BaseException as failure:
            await finished_despite_cancellation(self._keep_partial(session, progress, failure))
            raise
        session = await finished_despite_cancellation(self._keep_whole(session, progress, points))
        affinity = await self.affinity(session.user_id, answer.persona or session.persona)
        yield Finished(session, progress.message(MessageStatus.COMPLETE), affinity, progress.seconds)

    async def _saving(self, deltas: AsyncIterator[Delta], progress: AnswerProgress) -> AsyncGenerator[Streamed, None]:
        """Pass the pieces on, storing what came at least every `SAVE_SECONDS`, also when the engine falls silent."""
        saved = time.monotonic()
        async with aclosing(with_pauses_told(deltas, SAVE_SECONDS)) as pieces:
            async for delta in pieces:
                text = "" if delta is None else progress.add(delta)
                if text:
                    yield Streamed(text)
                if progress.unsaved and (delta is None or time.monotonic() - saved >= SAVE_SECONDS):
                    progress.unsaved = False
                    await self._messages.write(progress.message(MessageStatus.STREAMING))
                    saved = time.monotonic()

    async def _keep_whole(self, session: Session, progress: AnswerProgress, points: int) -> Session:
        return await self._messages.finish(
            session.user_id,
            progress.message(MessageStatus.COMPLETE),
            context=progress.context(),
            points=points,
            now=self._clock.now(),
        )

    async def _keep_partial(self, session: Session, progress: AnswerProgress, failure: BaseException) -> None:
        """Store what came of an answer that was stopped or failed, with the reason."""
        context = progress.context()
        stopped = isinstance(failure, asyncio.CancelledError | GeneratorExit)
        if not stopped:
            # What an unexpected exception says could hold anything, so only its kind is kept.
            error = (
                failure if isinstance(failure, UserError) else UserError("engine_failed", detail=type(failure).__name__)
            )
            progress.metadata |= {"error": error.message, "error_code": error.code}
            context |= {"error_count": session.context.get("error_count", 0) + 1, "last_error": error.message}
        status = MessageStatus.INTERRUPTED if stopped or progress.text else MessageStatus.FAILED
        message = progress.message(status)
        try:
            await self._messages.finish(session.user_id, message, context=context, points=0, now=self._clock.now())
        except UserError as error:
            if error.code != "session_not_found":  # deleted meanwhile, and with it the need to keep anything
                raise


def _check(text: str, attachments: Sequence[int] | None) -> None:
    if not text.strip() and attachments == ():
        raise UserError("empty_message")
    if not is_well_formed(text):
        raise UserError("bad_message")
    if len(text.encode()) > MAX_MESSAGE_BYTES:
        raise UserError("message_too_long", limit_mb=MAX_MESSAGE_BYTES // 2**20)
    if len(attachments or ()) > MAX_ATTACHMENTS:
        raise UserError("attachment_too_many", limit=MAX_ATTACHMENTS)
