"""Several answers to one question at once, each streamed by an engine of its own."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any

from desktop_app.domain.choosing import Chosen
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message
from desktop_app.domain.sessions import Session
from desktop_app.domain.tasks import Tasks
from desktop_app.engines.protocol import Engine
from desktop_app.services.choosing import ChoosingService
from desktop_app.services.exchange import Exchanges, Finished, Stored, Streamed
from desktop_app.store.turns import Begun
from desktop_app.store.uninterrupted import finished_despite_cancellation, outcome_despite_cancellation


@dataclass(frozen=True, slots=True)
class StoredSeveral:
    """The question is stored, and an answer for each engine waits to be filled, in the order of the engines."""

    session: Session
    created: bool
    question: Message
    answers: tuple[Message, ...]
    chosen: tuple[Chosen, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """One answer failed; what came of it is kept."""

    error: UserError


@dataclass(frozen=True, slots=True)
class Stopped:
    """One answer was stopped; what came of it is kept."""


@dataclass(frozen=True, slots=True)
class OfAnswer:
    """What became of one of the answers; nothing follows its end."""

    answer_id: int
    event: Streamed | Finished | Failed | Stopped


SeveralEvent = StoredSeveral | OfAnswer
_Side = tuple[Engine, Chosen]


class SideBySide:
    """Streams several answers at once."""

    def __init__(self, exchanges: Exchanges, choosing: ChoosingService) -> None:
        self._exchanges = exchanges
        self._choosing = choosing
        self._running: dict[int, Callable[[], bool]] = {}
        """What stops each of the answers that are on their way."""

    async def stream(
        self, beginning: Coroutine[Any, Any, list[Begun]], sides: Sequence[_Side], *, created: bool = False
    ) -> AsyncGenerator[SeveralEvent, None]:
        """Stream the answers that `beginning` stores the places of, one for each side, in the order of their pieces.

        Closing the iterator or cancelling its task stops all, and keeps what came.
        """
        begun, stopped = await outcome_despite_cancellation(beginning)
        together = _Together()
        failures: list[BaseException] = []
        tasks = Tasks(failures.append)
        mine = [each.answer.id for each in begun]
        for each, side in zip(begun, sides, strict=True):
            task = tasks.begin(self._answer(each, side, together), name=f"answer {each.answer.id}")
            self._running[each.answer.id] = partial(tasks.cancel, task)
        try:
            await asyncio.sleep(0)  # each is on its way now: what never began could not be stopped in order
            answers, chosen = tuple(each.answer for each in begun), tuple(each for _engine, each in sides)
            yield StoredSeveral(begun[0].session, created, begun[0].question, answers, chosen)
            if stopped is not None:
                raise stopped
            for _ending in mine:
                while (event := await together.events.get()) is not None:
                    yield event
        finally:
            try:
                await finished_despite_cancellation(tasks.aclose())
            finally:
                for answer_id in mine:
                    del self._running[answer_id]
            for failure in failures:
                raise failure

    def stop(self, answer_id: int) -> bool:
        """Stop one answer; tell whether it was on its way."""
        stop = self._running.get(answer_id)
        return stop is not None and stop()

    async def _answer(self, begun: Begun, side: _Side, together: "_Together") -> None:
        engine, chosen = side
        tell = partial(together.tell, begun.answer.id)
        stream = self._exchanges.stream(_ready(begun), engine, chosen, is_counted=together.is_counted)
        try:
            async with aclosing(stream) as events:
                async for event in events:
                    if isinstance(event, Finished):
                        await self._choosing.answered(event.session.user_id, chosen)
                    if not isinstance(event, Stored):
                        tell(event)
        except UserError as error:
            self._choosing.failed(chosen, error)
            tell(Failed(error))
        except asyncio.CancelledError:
            tell(Stopped())
            raise
        finally:
            together.events.put_nowait(None)


class _Together:
    """What the answers to one question share: the stream of what becomes of them, and that it counts once."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[OfAnswer | None] = asyncio.Queue()
        """None stands for the end of an answer."""
        self._counted = False

    def is_counted(self) -> bool:
        """Tell whether an answer that is whole now is the first that is."""
        first, self._counted = not self._counted, True
        return first

    def tell(self, answer_id: int, event: Streamed | Finished | Failed | Stopped) -> None:
        """Tell what became of an answer."""
        self.events.put_nowait(OfAnswer(answer_id, event))


async def _ready(begun: Begun) -> Begun:
    return begun
