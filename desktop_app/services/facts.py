"""Facts: what is known of a user, learned from what it says, changed by hand, and found for a prompt."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from desktop_app.domain.clock import Clock
from desktop_app.domain.errors import UserError
from desktop_app.domain.fact_choice import chosen
from desktop_app.domain.fact_language import FactLanguage
from desktop_app.domain.fact_rules import understood
from desktop_app.domain.fact_suggestions import is_known
from desktop_app.domain.fact_taking import taken_back
from desktop_app.domain.fact_words import MOST_WORDS, fact_words
from desktop_app.domain.facts import EarlierFact, Fact, LearnedFact, Statement, Stating, checked_fact, last_day, rivals
from desktop_app.domain.messages import Message
from desktop_app.services.undo import UndoService
from desktop_app.store.database import Database
from desktop_app.store.fact_finding import FactFinding
from desktop_app.store.fact_learning import FactLearning, Source
from desktop_app.store.facts import FactStore
from desktop_app.store.marks import MarkStore
from desktop_app.store.uninterrupted import uninterrupted

MOST_READ = 2_000
"""Characters of a message that are looked at to find the facts that matter to it."""
_CORRECTION = 200
"""Characters of a message that may correct what was said before it."""
_LEARNS = "facts.learning."


@uninterrupted
class FactService:
    """The facts of each user, which no other user sees."""

    def __init__(
        self, database: Database, load_languages: Callable[[], Sequence[FactLanguage]], undo: UndoService, clock: Clock
    ) -> None:
        self._load_languages = load_languages
        self._loaded: Sequence[FactLanguage] | None = None
        self._marks = MarkStore(database)
        self._learning = FactLearning(database)
        self._store = FactStore(database)
        self._finding = FactFinding(database)
        self._undo = undo
        self._clock = clock

    def now(self) -> datetime:
        """Return the moment from which on facts hold or do not."""
        return self._clock.now()

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
        """Let a fact say something else, keep what it said before, and let it count as confirmed.

        One that says the same stays as it is; raises `UserError` where what contradicts the new words is known.
        """
        words = checked_fact(category, key, value)
        _before, fact = await self._store.edit(user_id, fact_id, words, self._clock.now())
        return fact

    async def share(self, user_id: str, fact_id: int, persona: str | None) -> Fact:
        """Let one persona know a fact, or everyone for None; raise `UserError` where what contradicts it is known."""
        return await self._store.share(user_id, fact_id, persona)

    async def confirm(self, user_id: str, fact_id: int, *, confirmed: bool = True) -> Fact:
        """Say that a fact is right; one that was only suggested is used from then on.

        Raises `UserError` where what contradicts that one is known by now.
        """
        return await self._store.confirm(user_id, fact_id, confirmed=confirmed)

    async def freeze(self, user_id: str, fact_id: int, *, frozen: bool = True) -> Fact:
        """Let a fact be changed by hand alone, whatever is said; if not `frozen`, by what is said as well."""
        return (await self._store.mark(user_id, fact_id, {"frozen": frozen}))[1]

    async def until(self, user_id: str, fact_id: int, moment: datetime | None) -> Fact:
        """Let a fact hold until then; for ever again with None. Raises `UserError` for a moment that is over."""
        if moment is not None and moment <= self._clock.now():
            raise UserError("fact_until_past", until=last_day(moment))
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
        words = _asked_words(text, await self._languages())
        found, weights = await self._finding.find(user_id, persona, words)
        return chosen(found, weights, self._clock.now(), limit)

    async def _languages(self) -> Sequence[FactLanguage]:
        """Return the rules, read when they are needed first: a start does not wait for them."""
        if self._loaded is None:
            self._loaded = await asyncio.to_thread(self._load_languages)
        return self._loaded

    async def learn(self, user_id: str, persona: str | None, message: Message) -> list[LearnedFact]:
        """Learn what a message of the user's says of it, and forget what it takes back; return what changed.

        Nothing is learned for a user who switched that off.
        """
        if not await self.is_learning(user_id):
            return []
        short = len(message.content) <= _CORRECTION
        before = await self._learning.stated_before(message.id) if short else None
        said = await asyncio.to_thread(understood, message.content, await self._languages(), before)
        if not said:
            return []
        source = Source(user_id, persona, message.id, self._clock.now())
        return await self._learning.learn(source, said)

    async def take_back(self, user_id: str, learned: Sequence[LearnedFact]) -> None:
        """Let all be known as it was before that was learned, which can be undone where it only forgets.

        Raises `UserError` where all of it was changed since.
        """
        forgotten = await self._store.take_back(user_id, learned)
        if forgotten is not None:
            self._undo.record(user_id, forgotten)

    async def suggest(
        self, user_id: str, persona: str | None, messages: Sequence[Message], said: Sequence[tuple[int, Statement]]
    ) -> list[Fact]:
        """Keep what a model found in messages, each by its place among them, to be confirmed; return what is new.

        Until then nothing uses it. What is known already is not suggested, nor anything of a kind that one of the
        messages takes back, and nothing at all to a user who switched learning off.
        """
        if not said or not await self.is_learning(user_id):
            return []
        languages, known = await self._languages(), await self._store.all_of(user_id, persona)
        read = [await asyncio.to_thread(understood, message.content, languages) for message in messages]
        gone = {each.category for stated in read for each in stated if each.stating is not Stating.STATED}
        suggested: list[Fact] = []
        for place, statement in said:
            if gone & {"", *rivals(statement.category)} or is_known(statement, [*known, *suggested]):
                continue
            source = Source(user_id, persona, messages[place].id, self._clock.now(), suggested=True)
            suggested += [each.fact for each in await self._learning.learn(source, [statement])]
        return suggested

    async def taken_back(self, user_id: str, message: Message, known: Sequence[Fact]) -> list[Fact]:
        """Return those of the known facts that learning from a message will forget."""
        if not known or not await self.is_learning(user_id):
            return []
        said = await asyncio.to_thread(understood, message.content, await self._languages())
        return taken_back(said, known)

    async def is_learning(self, user_id: str) -> bool:
        """Tell whether facts are learned from what a user says."""
        mark = _LEARNS + user_id
        return bool((await self._marks.read(mark)).get(mark, True))

    async def set_learning(self, user_id: str, *, on: bool) -> None:
        """Switch the learning of facts on or off for a user; what is known already stays."""
        await self._marks.write({_LEARNS + user_id: None if on else False})

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


def _asked_words(text: str, languages: Sequence[FactLanguage]) -> list[str]:
    """Return the words of a message, those first that name a kind of facts: “live” asks for a home."""
    asked = fact_words(text[:MOST_READ])
    cued = [
        word
        for language in languages
        for cue, meanings in language.cues.items()
        if fact_words(cue)[0] in asked
        for meaning in meanings
        for word in fact_words(meaning.partition(".")[2])
    ]
    return list(dict.fromkeys([*cued, *asked]))[:MOST_WORDS]
