"""Facts: what is known of a user, set, changed and forgotten by hand, and found for a prompt."""

from collections.abc import Sequence
from datetime import datetime

from desktop_app.domain.clock import Clock
from desktop_app.domain.fact_choice import chosen
from desktop_app.domain.fact_words import MOST_WORDS, fact_words
from desktop_app.domain.facts import EarlierFact, Fact, checked_fact
from desktop_app.services.undo import UndoService
from desktop_app.store.database import Database
from desktop_app.store.fact_finding import FactFinding
from desktop_app.store.facts import FactStore
from desktop_app.store.uninterrupted import uninterrupted

MOST_READ = 2_000
"""Characters of a message that are looked at to find the facts that matter to it."""


@uninterrupted
class FactService:
    """The facts of each user, which no other user sees."""

    def __init__(self, database: Database, undo: UndoService, clock: Clock) -> None:
        self._store = FactStore(database)
        self._finding = FactFinding(database)
        self._undo = undo
        self._clock = clock

    async def list_facts(self, user_id: str, persona: str | None = None) -> list[Fact]:
        """Return all facts of a user, or those that a persona knows: its own and everyone's."""
        return await self._store.all_of(user_id, persona)

    async def get(self, user_id: str, fact_id: int) -> Fact:
        """Return one fact; raise `UserError` when the user has none of that id."""
        return await self._store.get(user_id, fact_id)

    async def history(self, user_id: str, fact_id: int) -> list[EarlierFact]:
        """Return what a fact was before, the oldest first."""
        return await self._store.history(user_id, fact_id)

    async def set_fact(self, user_id: str, category: str, key: str, value: str, persona: str | None = None) -> Fact:
        """Store a fact for a persona, or for everyone; it replaces what it contradicts, and counts as confirmed."""
        words = checked_fact(category, key, value)
        fact, _before = await self._store.set(user_id, persona, words, self._clock.now())
        return fact

    async def edit(self, user_id: str, fact_id: int, category: str, key: str, value: str) -> Fact:
        """Let a fact say something else, and keep what it said before; it counts as confirmed then."""
        words = checked_fact(category, key, value)
        _before, fact = await self._store.edit(user_id, fact_id, words, self._clock.now())
        return fact

    async def share(self, user_id: str, fact_id: int, persona: str | None) -> Fact:
        """Let one persona know a fact, or everyone for None."""
        return (await self._store.mark(user_id, fact_id, {"persona": persona}))[1]

    async def confirm(self, user_id: str, fact_id: int, *, confirmed: bool = True) -> Fact:
        """Say that a fact is right; one that was only suggested is used from then on."""
        values = {"confirmed": confirmed, **({"suggested": False} if confirmed else {})}
        return (await self._store.mark(user_id, fact_id, values))[1]

    async def freeze(self, user_id: str, fact_id: int, *, frozen: bool = True) -> Fact:
        """Let a fact be changed by hand alone, whatever is said, or by what is said again."""
        return (await self._store.mark(user_id, fact_id, {"frozen": frozen}))[1]

    async def until(self, user_id: str, fact_id: int, moment: datetime | None) -> Fact:
        """Let a fact hold until then; for ever again with None."""
        return (await self._store.mark(user_id, fact_id, {"until": moment}))[1]

    async def forget(self, user_id: str, *fact_ids: int) -> int:
        """Delete facts, with what they were before; return how many. That can be undone."""
        forgotten = await self._store.forget(user_id, fact_ids)
        if forgotten is None:
            return 0
        self._undo.record(user_id, forgotten)
        return len(forgotten.facts)

    async def forget_all(self, user_id: str, persona: str | None = None) -> int:
        """Delete all facts of a user, or those of one persona alone; that can be undone."""
        found = await self._store.all_of(user_id)
        return await self.forget(user_id, *(fact.id for fact in found if persona is None or fact.persona == persona))

    async def relevant(self, user_id: str, persona: str | None, text: str, limit: int) -> list[Fact]:
        """Return the facts that matter most to a message, at most `limit`, the first one most of all."""
        words = fact_words(text[:MOST_READ])[:MOST_WORDS]
        found, weights = await self._finding.find(user_id, persona, words)
        return chosen(found, weights, self._clock.now(), limit)

    async def of_source(self, user_id: str, message_ids: Sequence[int]) -> list[Fact]:
        """Return the facts that were learned from those messages, which may be on their way out."""
        return await self._store.of_source(user_id, message_ids)

    async def of_session(self, user_id: str, session_id: str) -> list[Fact]:
        """Return the facts that were learned from a session's messages."""
        return await self._store.of_session(user_id, session_id)

    async def release(self, user_id: str, *fact_ids: int) -> int:
        """Keep facts whatever becomes of the messages they come from; they have no source any more."""
        return await self._store.release(user_id, fact_ids, self._clock.now())

    async def forget_with_source(self, user_id: str, message_ids: Sequence[int]) -> int:
        """Delete the facts that were learned from those messages; that can be undone."""
        found = await self._store.of_source(user_id, message_ids)
        return await self.forget(user_id, *(fact.id for fact in found))
