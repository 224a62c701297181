"""Learning beside an answer: what a question says of its user is learned while the answer comes."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from desktop_app.domain.errors import UserError
from desktop_app.domain.facts import LearnedFact
from desktop_app.services.exchange import ChatEvent, Finished, Stored
from desktop_app.services.fact_suggestions import FactSuggestions
from desktop_app.services.facts import FactService
from desktop_app.services.side_by_side import OfAnswer, SeveralEvent, StoredSeveral
from desktop_app.store.uninterrupted import finished_despite_cancellation


class Learning:
    """Passes the events of answers on, and learns from their question meanwhile.

    No word of an answer waits for it; the end alone does, which tells what was learned.
    """

    def __init__(self, facts: FactService, suggestions: FactSuggestions) -> None:
        self.facts = facts
        """What is known of the user."""
        self.suggestions = suggestions
        """What a model finds when nothing is asked of it."""

    async def beside(self, stream: AsyncGenerator[ChatEvent, None]) -> AsyncGenerator[ChatEvent, None]:
        """Pass the events of one answer on; the last one tells what was learned.

        Learning begins once the answer does: what is asked is answered from what was known before.
        """
        stored: Stored | None = None
        learning: asyncio.Future[tuple[LearnedFact, ...]] | None = None
        try:
            async with aclosing(stream) as events:
                async for event in events:
                    if isinstance(event, Stored):
                        stored = event
                    elif stored is not None:
                        learning = learning or asyncio.ensure_future(self._learn(stored))
                    if isinstance(event, Finished) and stored is not None and learning is not None:
                        self.suggestions.heard(stored)
                        yield replace(event, learned=await learning)
                        continue
                    yield event
        finally:
            if stored is not None:
                learning = learning or asyncio.ensure_future(self._learn(stored))
                await finished_despite_cancellation(_end(learning))

    async def beside_several(self, stream: AsyncGenerator[SeveralEvent, None]) -> AsyncGenerator[SeveralEvent, None]:
        """Pass the events of several answers on; the last one of each tells what was learned."""
        stored: StoredSeveral | None = None
        learning: asyncio.Future[tuple[LearnedFact, ...]] | None = None
        try:
            async with aclosing(stream) as events:
                async for event in events:
                    if isinstance(event, StoredSeveral):
                        stored = event
                    elif stored is not None:
                        learning = learning or asyncio.ensure_future(self._learn(stored))
                    if isinstance(event, OfAnswer) and isinstance(event.event, Finished) and learning is not None:
                        yield replace(event, event=replace(event.event, learned=await learning))
                        continue
                    yield event
        finally:
            if stored is not None:
                learning = learning or asyncio.ensure_future(self._learn(stored))
                await finished_despite_cancellation(_end(learning))

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


async def _end(learning: "asyncio.Future[tuple[LearnedFact, ...]]") -> None:
    await asyncio.wait([learning])
