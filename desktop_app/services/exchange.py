"""The streaming of one answer: asked of an engine, stored while it comes, accounted for when it ends."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from desktop_app.domain.affinity import Affinity
from desktop_app.domain.choosing import Chosen
from desktop_app.domain.clock import Clock
from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.errors import UserError
from desktop_app.domain.facts import LearnedFact
from desktop_app.domain.messages import Message, MessageStatus
from desktop_app.domain.sessions import Session
from desktop_app.engines.protocol import Delta, Engine
from desktop_app.services.affinity import AffinityService
from desktop_app.services.progress import AnswerProgress
from desktop_app.services.prompt_plan import Asking, PromptPlan
from desktop_app.services.prompts import PromptService
from desktop_app.services.receipt_making import Repeat, receipt_of, seeded
from desktop_app.services.streams import gathered
from desktop_app.store.messages import MessageStore
from desktop_app.store.turns import Begun
from desktop_app.store.uninterrupted import finished_despite_cancellation, outcome_despite_cancellation

SAVE_SECONDS = 0.5
"""At most this much of a streamed answer is not yet stored."""
PACE_SECONDS = 0.03
"""How often pieces of an answer are passed on; engines tell tokens faster than anybody sees them."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The question is stored, and an answer waits to be filled: empty, or with the text that it goes on from."""

    session: Session
    created: bool
    question: Message
    answer: Message
    chosen: Chosen
    """What answers, and who chose it."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """The next piece of the answer, and of what is thought before it."""

    text: str
    thought: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer is complete and stored; `seconds` is what it took."""

    session: Session
    answer: Message
    affinity: Affinity
    seconds: float
    learned: tuple[LearnedFact, ...] = ()
    """What the question told of its user."""


ChatEvent = Stored | Streamed | Finished


class Exchanges:
    """Streams answers into the store."""

    def __init__(
        self,
        messages: MessageStore,
        affinities: AffinityService,
        prompts: PromptService,
        clock: Clock,
    ) -> None:
        self._messages = messages
        self._affinities = affinities
        self._prompts = prompts
        self._clock = clock

    async def affinity(self, user_id: str, persona: str) -> Affinity:
        """Return how well a user and a persona know each other."""
        return await self._affinities.of(user_id, persona)

    async def stream(
        self,
        beginning: Coroutine[Any, Any, Begun],
        engine: Engine,
        chosen: Chosen,
        *,
        created: bool = False,
        repeat: Repeat | None = None,
        is_counted: Callable[[], bool] = lambda: True,
    ) -> AsyncGenerator[ChatEvent, None]:
        """Stream the answer that `beginning` stores the place of; `repeat` is asked as it was once before.

        Where `is_counted` says no once the answer is whole, it brings no points: another one beside it did.
        Closing the iterator or cancelling its task stops the answer and keeps what came.
        """
        begun, stopped = await outcome_despite_cancellation(beginning)
        progress = AnswerProgress(begun, engine.name)
        try:
            # Told also when it was stopped meanwhile: who does not know that it is stored sends it twice.
            yield Stored(begun.session, created, begun.question, begun.answer, chosen)
            if stopped is not None:
                raise stopped
            pieces_of = (
                self._repeating(repeat, engine, progress)
                if repeat is not None
                else self._answering(begun, progress, engine, chosen)
            )
            async with aclosing(pieces_of) as pieces:
                async for piece in pieces:
                    yield piece
        except BaseException as failure:
            await finished_despite_cancellation(self._keep_partial(begun.session, progress, failure))
            raise
        session = await finished_despite_cancellation(self._keep_whole(begun, progress, is_counted))
        if progress.added_nothing:
            raise UserError("nothing_to_add")
        affinity = await self.affinity(session.user_id, begun.answer.persona or session.persona)
        yield Finished(session, progress.message(MessageStatus.COMPLETE), affinity, progress.seconds)

    async def _answering(
        self, begun: Begun, progress: AnswerProgress, engine: Engine, chosen: Chosen
    ) -> AsyncGenerator[Streamed, None]:
        session, answer = begun.session, begun.answer
        speaking = replace(session, persona=answer.persona or session.persona)
        plan = await self._prompts.plan(
            Asking(
                speaking,
                begun.question,
                engine,
                chosen.choice,
                seeded(chosen.parameters, engine),
                begun=answer.content,
                version=begun.version,
            )
        )
        try:
            async with aclosing(self._streaming(plan, progress)) as pieces:
                async for piece in pieces:
                    yield piece
        except UserError as refusal:
            if refusal.code != "prompt_too_long":
                raise
            # Nothing was answered, so that it may be asked once more: shorter, by what was learned from the refusal.
            plan = await self._prompts.shortened(plan, refusal)
            async with aclosing(self._streaming(plan, progress)) as pieces:
                async for piece in pieces:
                    yield piece
        if progress.usage is not None:
            await self._prompts.learn(plan, progress.usage)

    async def _repeating(
        self, repeat: Repeat, engine: Engine, progress: AnswerProgress
    ) -> AsyncGenerator[Streamed, None]:
        progress.sent = repeat.receipt
        async with aclosing(self._asked(engine, repeat.request, progress)) as pieces:
            async for piece in pieces:
                yield piece

    async def _streaming(self, plan: PromptPlan, progress: AnswerProgress) -> AsyncGenerator[Streamed, None]:
        progress.sent = await receipt_of(plan)
        async with aclosing(self._asked(plan.asking.engine, plan.request, progress)) as pieces:
            async for piece in pieces:
                yield piece

    async def _asked(
        self, engine: Engine, request: EngineRequest, progress: AnswerProgress
    ) -> AsyncGenerator[Streamed, None]:
        progress.watch.ask()
        stream = engine.stream(request)
        async with aclosing(stream) as deltas, aclosing(self._saving(deltas, progress)) as pieces:
            async for piece in pieces:
                yield piece

    async def _saving(self, deltas: AsyncIterator[Delta], progress: AnswerProgress) -> AsyncGenerator[Streamed, None]:
        """Pass the pieces on, storing what came at least every `SAVE_SECONDS`, also when the engine falls silent."""
        saved, noted = time.monotonic(), False
        async with aclosing(gathered(deltas, PACE_SECONDS, SAVE_SECONDS)) as batches:
            async for batch in batches:
                added = [progress.add(delta) for delta in batch]
                text, thought = "".join(text for text, _ in added), "".join(thought for _, thought in added)
                if text or thought:
                    yield Streamed(text, thought)
                if progress.unsaved and (not batch or time.monotonic() - saved >= SAVE_SECONDS):
                    progress.unsaved = False
                    # With its receipt the first time: should this process be killed, nobody else could write it.
                    receipt, noted = None if noted else progress.receipt, True
                    await self._messages.write(progress.message(MessageStatus.STREAMING), receipt)
                    saved = time.monotonic()

    async def _keep_whole(self, begun: Begun, progress: AnswerProgress, is_counted: Callable[[], bool]) -> Session:
        counted = begun.first and not progress.added_nothing and is_counted()
        persona = begun.answer.persona or begun.session.persona
        return await self._messages.finish(
            begun.session.user_id,
            progress.ended(stopped=False) if progress.added_nothing else progress.message(MessageStatus.COMPLETE),
            context=progress.context(),
            now=self._clock.now(),
            meeting=self._affinities.meeting(persona, begun.question.content) if counted else None,
            receipt=progress.receipt,
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
        message = progress.ended(stopped=stopped)
        try:
            await self._messages.finish(
                session.user_id,
                message,
                context=context,
                now=self._clock.now(),
                receipt=progress.receipt,
            )
        except UserError as error:
            if error.code != "session_not_found":  # deleted meanwhile, and with it the need to keep anything
                raise
