"""Chat: a message sent, said again or gone on with, in a session that is there."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

from desktop_app.domain.affinity import Affinity
from desktop_app.domain.attachments import MAX_ATTACHMENTS
from desktop_app.domain.choosing import Chosen
from desktop_app.domain.clock import Clock
from desktop_app.domain.engines import EngineChoice, Parameters
from desktop_app.domain.errors import UserError
from desktop_app.domain.sessions import Session
from desktop_app.domain.texts import is_well_formed
from desktop_app.engines.protocol import Engine
from desktop_app.services.choosing import ChoosingService
from desktop_app.services.engines import EngineService
from desktop_app.services.exchange import ChatEvent, Exchanges, Finished, Stored, Streamed
from desktop_app.services.prompts import PromptService
from desktop_app.services.receipt_making import Repeat
from desktop_app.services.sessions import Ensured, SessionService
from desktop_app.services.shown_leaves import ShownLeaves
from desktop_app.store.messages import MessageStore
from desktop_app.store.turns import Again, Begun, GoOn, TurnStore

__all__ = [
    "AgainRequest",
    "ChatEvent",
    "ChatService",
    "ContinueRequest",
    "Finished",
    "SendRequest",
    "Stored",
    "Streamed",
]

MAX_MESSAGE_BYTES = 64 * 2**20


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
    parameters: Parameters = field(default_factory=Parameters)
    """How this one message is to be answered; what is left open is the session's."""
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
    """What answers this once; without one what the session chose does."""
    parameters: Parameters = field(default_factory=Parameters)
    repeat: Repeat | None = None
    """What to ask to the letter, in place of what would be asked now."""
    attachments: tuple[int, ...] | None = None
    """What goes with other words; None for what went with the question as it was."""


@dataclass(frozen=True, slots=True)
class ContinueRequest:
    """An answer at the end of the shown branch that is to go on where its text ends."""

    user_id: str
    session_id: str
    message_id: int
    engine: EngineChoice = field(default_factory=EngineChoice)
    parameters: Parameters = field(default_factory=Parameters)


_Request = SendRequest | AgainRequest | ContinueRequest


class ChatService:
    """Sends messages; there is always a session to send them to."""

    def __init__(
        self,
        sessions: SessionService,
        messages: MessageStore,
        turns: TurnStore,
        exchanges: Exchanges,
        engines: EngineService,
        choosing: ChoosingService,
        prompts: PromptService,
        shown: ShownLeaves,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._messages = messages
        self._versions = turns
        self._exchanges = exchanges
        self._engines = engines
        self._choosing = choosing
        self._prompts = prompts
        self._shown = shown
        self._clock = clock
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def send(self, request: SendRequest) -> AsyncGenerator[ChatEvent, None]:
        """Store a message, stream its answer and store that too.

        Closing the iterator or cancelling its task stops the answer and keeps what came. Raises `UserError` before
        anything is stored for what cannot be sent, and after storing what came for an engine that fails.
        """
        _check(request.text, request.attachments)
        await self._check_engine(request.engine)
        if request.persona is not None:
            self._prompts.check_persona(request.persona)
        ensured = await self._session_for(request)
        async with self._turn(ensured.session.id):
            chosen = await self._chosen(request, ensured.session)
            engine = await self._engines.resolve(chosen.choice)
            begun = self._asked(ensured, request, engine)
            async with aclosing(self._streamed(begun, engine, chosen, created=ensured.created)) as events:
                async for event in events:
                    yield event

    async def say_again(self, request: AgainRequest) -> AsyncGenerator[ChatEvent, None]:
        """Ask a question in other words or have it answered anew, beside what was said before; then as `send`.

        A question brings points once, with the first of its answers that is whole: they are for talking, not for
        asking twice.
        """
        if request.text is not None:
            _check(request.text, request.attachments)
        await self._check_engine(request.engine)
        if request.persona is not None:
            self._prompts.check_persona(request.persona)
        async with self._turn(request.session_id):
            chosen = await self._chosen_for(request)
            engine = await self._engines.resolve(chosen.choice)
            beginning = self._said_again(request, engine)
            async with aclosing(self._streamed(beginning, engine, chosen, repeat=request.repeat)) as events:
                async for event in events:
                    yield event

    async def continue_answer(self, request: ContinueRequest) -> AsyncGenerator[ChatEvent, None]:
        """Let the answer at the end of the shown branch go on where its text ends; then as `send`.

        The text so far is kept to the letter, whatever comes: new text is only ever added. An answer that failed
        without a word is made anew, as by `say_again`.
        """
        async with self._turn(request.session_id):
            chosen = await self._chosen_for(request)
            engine = await self._engines.resolve(chosen.choice)
            async with aclosing(self._streamed(self._gone_on(request, engine), engine, chosen)) as events:
                async for event in events:
                    yield event

    async def affinity(self, user_id: str, persona: str) -> Affinity:
        """Return how well a user and a persona know each other."""
        return await self._exchanges.affinity(user_id, persona)

    async def _check_engine(self, asked: EngineChoice) -> None:
        """Raise `UserError` for an engine asked for that there cannot be, before anything is stored for it."""
        self._choosing.check(asked)
        if asked.base_url:
            await self._engines.resolve(self._engines.completed(asked))

    async def _chosen(self, request: _Request, session: Session) -> Chosen:
        return await self._choosing.chosen(request.user_id, session.engine, request.engine, request.parameters)

    async def _chosen_for(self, request: AgainRequest | ContinueRequest) -> Chosen:
        return await self._chosen(request, await self._sessions.show(request.user_id, request.session_id))

    async def _streamed(
        self,
        beginning: Coroutine[Any, Any, Begun],
        engine: Engine,
        chosen: Chosen,
        *,
        created: bool = False,
        repeat: Repeat | None = None,
    ) -> AsyncGenerator[ChatEvent, None]:
        """Stream an answer, and let it be known how what was chosen fared. What failed is asked once."""
        stream = self._exchanges.stream(beginning, engine, chosen, created=created, repeat=repeat)
        try:
            async with aclosing(stream) as events:
                async for event in events:
                    if isinstance(event, Finished):
                        await self._choosing.answered(event.session.user_id, chosen)
                    yield event
        except UserError as error:
            self._choosing.failed(chosen, error)
            raise

    def _turn(self, session_id: str) -> asyncio.Lock:
        """Return what only one of the answers in a session holds at a time; the others wait for it."""
        return self._turns.setdefault(session_id, asyncio.Lock())

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

    async def _asked(self, ensured: Ensured, request: SendRequest, engine: Engine) -> Begun:
        return Begun(
            *await self._messages.ask(
                ensured.session,
                request.text,
                engine=engine.name,
                now=self._clock.now(),
                attachments=request.attachments,
            )
        )

    async def _said_again(self, request: AgainRequest, engine: Engine) -> Begun:
        await self._messages.settle()
        which = (request.user_id, request.session_id, request.message_id)
        begun = await self._versions.begin(
            Again(*which, engine.name, self._clock.now(), request.text, request.persona, request.attachments)
        )
        self._shown.remember(begun.session.id, begun.left)
        return begun

    async def _gone_on(self, request: ContinueRequest, engine: Engine) -> Begun:
        await self._messages.settle()
        which = (request.user_id, request.session_id, request.message_id)
        return await self._versions.go_on(GoOn(*which, engine.name, self._clock.now()))


def _check(text: str, attachments: Sequence[int] | None) -> None:
    if not text.strip() and attachments == ():
        raise UserError("empty_message")
    if not is_well_formed(text):
        raise UserError("bad_message")
    if len(text.encode()) > MAX_MESSAGE_BYTES:
        raise UserError("message_too_long", limit_mb=MAX_MESSAGE_BYTES // 2**20)
    if len(attachments or ()) > MAX_ATTACHMENTS:
        raise UserError("attachment_too_many", limit=MAX_ATTACHMENTS)
