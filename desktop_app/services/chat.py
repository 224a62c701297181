"""Chat: a message sent, said again or gone on with, in a session that is there."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from desktop_app.domain.affinity import Affinity
from desktop_app.domain.choosing import Chosen
from desktop_app.domain.clock import Clock
from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.errors import UserError
from desktop_app.domain.sessions import Session
from desktop_app.engines.protocol import Engine
from desktop_app.services.chat_requests import (
    AgainRequest,
    ContinueRequest,
    Request,
    SendRequest,
    SeveralRequest,
    check_message,
)
from desktop_app.services.choosing import ChoosingService
from desktop_app.services.engines import EngineService
from desktop_app.services.exchange import ChatEvent, Exchanges, Finished, Stored, Streamed
from desktop_app.services.learning import Learning
from desktop_app.services.prompts import PromptService
from desktop_app.services.receipt_making import Repeat
from desktop_app.services.sessions import Ensured, SessionService
from desktop_app.services.shown_leaves import ShownLeaves
from desktop_app.services.side_by_side import SeveralEvent, SideBySide
from desktop_app.store.messages import MessageStore
from desktop_app.store.turns import Again, Begun, GoOn, Several, TurnStore

__all__ = [
    "AgainRequest",
    "ChatEvent",
    "ChatService",
    "ContinueRequest",
    "Finished",
    "SendRequest",
    "SeveralRequest",
    "Stored",
    "Streamed",
]

MOST_SIDES = 3
"""Engines that answer side by side; more nobody can compare, nor most computers run."""


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
        learning: Learning,
        clock: Clock,
    ) -> None:
        self._learning = learning
        self._sessions = sessions
        self._messages = messages
        self._turns = turns
        self._exchanges = exchanges
        self._engines = engines
        self._choosing = choosing
        self._prompts = prompts
        self._shown = shown
        self._clock = clock
        self._side_by_side = SideBySide(exchanges, choosing)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def send(self, request: SendRequest) -> AsyncGenerator[ChatEvent, None]:
        """Store a message, stream its answer and store that too.

        Closing the iterator or cancelling its task stops the answer and keeps what came. Raises `UserError` before
        anything is stored for what cannot be sent, and after storing what came for an engine that fails.
        """
        check_message(request.text, request.attachments)
        await self._check_engine(request.engine)
        if request.persona is not None:
            self._prompts.check_persona(request.persona)
        ensured = await self._session_for(request)
        async with self._turn(ensured.session.id):
            chosen = await self._chosen(request, ensured.session)
            engine = await self._engines.resolve(chosen.choice)
            begun = self._asked(ensured, request, engine)
            stream = self._learning.beside(self._streamed(begun, engine, chosen, created=ensured.created))
            async with aclosing(stream) as events:
                async for event in events:
                    yield event

    async def say_again(self, request: AgainRequest) -> AsyncGenerator[ChatEvent, None]:
        """Ask a question in other words or have it answered anew, beside what was said before; then as `send`.

        A question brings points once, with the first of its answers that is whole: they are for talking, not for
        asking twice.
        """
        if request.text is not None:
            check_message(request.text, request.attachments)
        await self._check_engine(request.engine)
        if request.persona is not None:
            self._prompts.check_persona(request.persona)
        async with self._turn(request.session_id):
            chosen = await self._chosen_for(request)
            engine = await self._engines.resolve(chosen.choice)
            beginning = self._said_again(request, engine)
            stream = self._streamed(beginning, engine, chosen, repeat=request.repeat)
            if request.text is not None:  # a question that is only answered anew says nothing new
                stream = self._learning.beside(stream)
            async with aclosing(stream) as events:
                async for event in events:
                    yield event

    async def continue_answer(self, request: ContinueRequest) -> AsyncGenerator[ChatEvent, None]:
        """Let the answer at the end of the shown branch go on where its text ends; then as `send`.

        The text so far is kept to the letter, whatever comes: new text is only ever added. An answer that failed
        without a word is made anew, as by `say_again`.
        """
        await self._check_engine(request.engine)
        async with self._turn(request.session_id):
            chosen = await self._chosen_for(request)
            engine = await self._engines.resolve(chosen.choice)
            async with aclosing(self._streamed(self._gone_on(request, engine), engine, chosen)) as events:
                async for event in events:
                    yield event

    async def ask_several(self, request: SeveralRequest) -> AsyncGenerator[SeveralEvent, None]:
        """Let two or three engines answer one question at once, each in an answer of its own beside the others.

        All is stored in one step before any is asked. One that fails leaves the others alone; closing the iterator
        stops all, `stop_answer` one. The question counts once, whoever answers it.
        """
        if not 2 <= len(request.sides) <= MOST_SIDES:
            raise UserError("bad_number_of_sides", most=MOST_SIDES)
        if request.text is not None:
            check_message(request.text, request.attachments)
        for side in request.sides:
            await self._check_engine(side.choice)
        if request.persona is not None:
            self._prompts.check_persona(request.persona)
        async with self._turn(request.session_id):
            created, session = False, None
            if request.text is not None:
                ensured = await self._sessions.ensure(
                    request.session_id, request.user_id, request.persona, request.origin
                )
                created, session = ensured.created, ensured.session
            session = session or await self._sessions.show(request.user_id, request.session_id)
            persona = request.persona or session.persona
            chosen = [
                await self._choosing.chosen(request.user_id, session.engine, side.choice, side.parameters, persona)
                for side in request.sides
            ]
            engines = [await self._engines.resolve(each.choice) for each in chosen]
            beginning = self._asked_of_several(request, engines)
            stream = self._side_by_side.stream(beginning, list(zip(engines, chosen, strict=True)), created=created)
            if request.text is not None:
                stream = self._learning.beside(stream)
            async with aclosing(stream) as events:
                async for event in events:
                    yield event

    def stop_answer(self, answer_id: int) -> bool:
        """Stop one of several answers; tell whether it was on its way."""
        return self._side_by_side.stop(answer_id)

    async def affinity(self, user_id: str, persona: str) -> Affinity:
        """Return how well a user and a persona know each other."""
        return await self._exchanges.affinity(user_id, persona)

    async def _check_engine(self, asked: EngineChoice) -> None:
        """Raise `UserError` for an engine asked for that there cannot be, before anything is stored for it."""
        self._choosing.check(asked)
        if asked.base_url:
            await self._engines.resolve(self._engines.completed(asked))

    async def _chosen(self, request: Request, session: Session) -> Chosen:
        persona = (None if isinstance(request, ContinueRequest) else request.persona) or session.persona
        choices = (session.engine, request.engine, request.parameters)
        return await self._choosing.chosen(request.user_id, *choices, persona)

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

    @asynccontextmanager
    async def _turn(self, session_id: str) -> AsyncGenerator[None, None]:
        """Let only one answer be made in a session at a time; the others wait, and what nobody asked for gives way."""
        with self._learning.suggestions.quiet():
            async with self._locks.setdefault(session_id, asyncio.Lock()):
                yield

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
        begun = await self._turns.begin(
            Again(*which, engine.name, self._clock.now(), request.text, request.persona, request.attachments)
        )
        self._shown.remember(begun.session.id, begun.left)
        return begun

    async def _asked_of_several(self, request: SeveralRequest, engines: Sequence[Engine]) -> list[Begun]:
        await self._messages.settle()
        names = tuple(engine.name for engine in engines)
        which = (request.user_id, request.session_id, names, self._clock.now())
        begun = await self._turns.begin_several(
            Several(*which, request.text, request.message_id, request.persona, request.attachments)
        )
        self._shown.remember(begun[0].session.id, begun[0].left)
        return begun

    async def _gone_on(self, request: ContinueRequest, engine: Engine) -> Begun:
        await self._messages.settle()
        which = (request.user_id, request.session_id, request.message_id)
        return await self._turns.go_on(GoOn(*which, engine.name, self._clock.now()))
