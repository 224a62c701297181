"""Learning beside an answer: what a question says of its user is learned while the answer comes."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import TypeVar

from desktop_app.domain.errors import UserError
from desktop_app.domain.facts import LearnedFact
from desktop_app.domain.tasks import Tasks
from desktop_app.services.exchange import ChatEvent, Finished, Stored
from desktop_app.services.fact_suggestions import FactSuggestions
from desktop_app.services.facts import FactService
from desktop_app.services.side_by_side import OfAnswer, SeveralEvent, StoredSeveral
from desktop_app.store.uninterrupted import finished_despite_cancellation

_Event = TypeVar("_Event", bound=ChatEvent | SeveralEvent)
_Told = TypeVar("_Told")


class Learning:
    """Passes the events of answers on, and learns from their question meanwhile.

    No word of an answer waits for it; the end alone does, which tells what was learned.
    """

    def __init__(self, facts: FactService, suggestions: FactSuggestions) -> None:
        self.facts = facts
        """What is known of the user."""
        self.suggestions = suggestions
        """What a model finds when nothing is asked of it."""
        self._tasks = Tasks()

    async def aclose(self) -> None:
        """Learn no more."""
        await self._tasks.aclose()
        await self.suggestions.aclose()

    async def beside(self, stream: AsyncGenerator[_Event, None]) -> AsyncGenerator[_Event, None]:
        """Pass the events of one answer or of several on; the last one of each tells what was learned.

        Learning begins once the answer does: what is asked is answered from what was known before.
        """
        stored: Stored | StoredSeveral | None = None
        learning: asyncio.Task[tuple[LearnedFact, ...]] | None = None
        try:
            async with aclosing(stream) as events:
                async for event in events:
                    if isinstance(event, Stored | StoredSeveral):
                        stored = event
                    elif stored is not None:
                        learning = learning or self._tasks.begin(self._learn(stored), name="learning")
                    if learning is None or not _is_last(event):
                        yield event
                        continue
                    if isinstance(stored, Stored):
                        self.suggestions.heard(stored)
                    yield _telling(event, await _learned(learning))
        finally:
            if stored is not None:
                learning = learning or self._tasks.begin(self._learn(stored), name="learning")
                await finished_despite_cancellation(_learned(learning))

    async def _learn(self, event: Stored | StoredSeveral) -> tuple[LearnedFact, ...]:
        """Learn from a question; what cannot be learned, such as on a full disk, is no fault of the answer."""
        if event.session.temporary:
            return ()
        persona = event.session.persona
        if isinstance(event, Stored):
            persona = event.answer.persona or persona
        try:
            return tuple(await self.facts.learn(event.session.user_id, persona, event.question))
        except UserError:
            return ()


def _is_last(event: ChatEvent | SeveralEvent) -> bool:
    """Tell whether an answer, alone or among several, ends with that event."""
    return isinstance(event.event if isinstance(event, OfAnswer) else event, Finished)


def _telling(event: _Told, learned: tuple[LearnedFact, ...]) -> _Told:
    """Return the last event of an answer with what was learned."""
    if isinstance(event, OfAnswer):
        return replace(event, event=_telling(event.event, learned))
    return replace(event, learned=learned) if isinstance(event, Finished) else event


async def _learned(learning: "asyncio.Task[tuple[LearnedFact, ...]]") -> tuple[LearnedFact, ...]:
    """Return what was learned, nothing where that failed: of this its owner tells, and it is no fault of the answer."""
    await asyncio.wait({learning})
    return () if learning.cancelled() or learning.exception() is not None else learning.result()
