"""Remembering: what is known of the user, of the persona's world, and of the two together, chosen for one prompt."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from desktop_app.domain.affinity import Affinity
from desktop_app.domain.budget import words_tokens
from desktop_app.domain.context import estimated_tokens
from desktop_app.domain.errors import UserError
from desktop_app.domain.facts import Fact
from desktop_app.domain.lore_matching import MOST_MESSAGES, LoreMatch, LoreMatcher
from desktop_app.domain.lorebooks import Lorebook
from desktop_app.domain.macros import Speaking, expanded
from desktop_app.domain.memory_text import fact_line, lore_text, memory_text
from desktop_app.domain.messages import Message, Role
from desktop_app.domain.personas import Persona
from desktop_app.domain.recalled import Recalled, RecalledAffinity, RecalledFact, RecalledLore
from desktop_app.domain.thoughts import spoken
from desktop_app.services.affinity import AffinityService
from desktop_app.services.facts import FactService

SHARE = 0.2
"""Of what a model reads at once that memory takes at most."""
MOST_TOKENS = 2_000
"""That it takes at most however much is read."""
_FACTS_SHARE = 0.5
"""Of that which facts take at most, where there is lore as well."""
MOST_FACTS = 24
"""Told to a model. Who has no more is told of by the same words each time, which a model need not read again."""
_MOST_WITHOUT_LIMIT = 60
"""Told where nothing limits what is read."""
_MATCHERS = 4
"""Books that are kept ready."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a prompt is told, the level to answer by, and all of it as values."""

    text: str
    level: str
    facts: tuple[Fact, ...] = ()
    lore: tuple[LoreMatch, ...] = ()
    affinity: Affinity | None = None
    forgetting: tuple[int, ...] = ()
    """The numbers of facts that the question makes be forgotten."""
    before: str = ""
    """Lore that stands before the persona's own words."""

    def leading(self, persona: Persona) -> Persona:
        """Return a persona with the lore that stands before its own words."""
        told = "\n\n".join(filter(None, (self.before, persona.system_prompt)))
        return replace(persona, system_prompt=told)

    @property
    def recalled(self) -> Recalled:
        """What a receipt keeps of it."""
        affinity = self.affinity
        return Recalled(
            tuple(RecalledFact(fact.id, fact.category, fact.key, fact.value) for fact in self.facts),
            tuple(RecalledLore(match.number, _title(match), match.key) for match in self.lore),
            None if affinity is None else RecalledAffinity(affinity.points, affinity.level, affinity.state.value),
            self.forgetting,
        )


NOTHING_REMEMBERED = Remembered("", "")


@dataclass(frozen=True, slots=True)
class Occasion:
    """A question for which something may be remembered: at the end of `branch`, put to a persona by a user."""

    user_id: str
    persona: Persona
    branch: Sequence[Message]
    speaking: Speaking
    window: float | None = None
    """Tokens that are read at once, as we count them; None for no limit."""
    learns: bool = True
    """Whether facts are learned from what is said."""


class Remembering:
    """Chooses what is remembered."""

    def __init__(self, facts: FactService, affinity: AffinityService) -> None:
        self._facts = facts
        self._affinity = affinity
        self._matchers: list[LoreMatcher] = []

    async def remembered(self, occasion: Occasion) -> Remembered:
        """Return what is told to answer a question; where the store fails, the answer comes without."""
        budget = MOST_TOKENS if occasion.window is None else min(occasion.window * SHARE, MOST_TOKENS)
        affinity = await self._affinity.of(occasion.user_id, occasion.persona.id)
        words = self._affinity.words(affinity.level).prompt if affinity.is_shown else ""
        left = budget - words_tokens(words)
        book = occasion.persona.lorebook
        facts, taken = await self._relevant(occasion, left if book is None else left * _FACTS_SHARE)
        lore = [] if book is None else await self._lore(occasion, book, left - taken)
        before = [each.text for each in lore if each.position == "before_char"]
        after = [each.text for each in lore if each.position == "after_char"]
        text = memory_text(words if left >= 0 else "", [line for _fact, line in facts], after)
        level = affinity.level if affinity.is_shown else self._affinity.lowest
        known = tuple(fact for fact, _line in facts)
        shown = affinity if affinity.is_shown else None
        gone = await self._forgetting(occasion, known)
        return Remembered(text, level, known, tuple(lore), shown, gone, lore_text(before))

    async def _forgetting(self, occasion: Occasion, known: Sequence[Fact]) -> tuple[int, ...]:
        """Return the facts that the question makes be forgotten, for an engine that says so itself."""
        if occasion.window is not None or not occasion.learns or not occasion.branch:
            return ()
        with suppress(UserError):
            gone = await self._facts.taken_back(occasion.user_id, occasion.branch[-1], known)
            return tuple(fact.id for fact in gone)
        return ()

    async def _relevant(self, occasion: Occasion, budget: float) -> tuple[list[tuple[Fact, str]], float]:
        """Return the facts that matter most and fit, with how they are told and what all take.

        Their order stays the same from question to question. What a question itself told is not among them: it was not
        known before.
        """
        question = occasion.branch[-1] if occasion.branch else None
        limit = MOST_FACTS if occasion.window is not None else _MOST_WITHOUT_LIMIT
        found: list[Fact] = []
        with suppress(UserError):
            text = "" if question is None else question.content
            found = await self._facts.relevant(occasion.user_id, occasion.persona.id, text, limit)
        kept, taken = [], 0.0
        for fact in found:
            line = fact_line(fact)
            tokens = estimated_tokens(line) + 1
            if taken + tokens > budget:
                break
            if question is None or not question.id or fact.source_message_id != question.id:
                taken += tokens
                kept.append((fact, line))
        return sorted(kept, key=lambda each: each[0].id), taken

    async def _lore(self, occasion: Occasion, book: Lorebook, budget: float) -> list[LoreMatch]:
        """Return the entries that belong to what was said, with names in the places of macros."""
        recent = occasion.branch[-MOST_MESSAGES:]
        answers = sum(message.role is Role.ASSISTANT for message in recent)

        def told(text: str) -> str:
            return expanded(text, occasion.speaking).strip()

        def match() -> list[LoreMatch]:
            texts = [spoken(message) for message in recent]
            found = self._matcher(book).matching(
                texts, budget=max(budget, 0), answers=answers, count_tokens=lambda text: estimated_tokens(told(text))
            )
            return [_with_text(each, told(each.text)) for each in found]

        return await asyncio.to_thread(match)

    def _matcher(self, book: Lorebook) -> LoreMatcher:
        ready = next((each for each in self._matchers if each.lorebook is book), None)
        if ready is None:
            ready = LoreMatcher(book)
            self._matchers = [ready, *self._matchers[: _MATCHERS - 1]]
        return ready


def _with_text(match: LoreMatch, text: str) -> LoreMatch:
    return LoreMatch(match.number, match.entry, text, match.tokens, match.key, match.round)


def _title(match: LoreMatch) -> str:
    entry = match.entry
    named = next(filter(None, (entry.name, entry.comment, *entry.keys)), "")
    return " ".join(named.split())[:80]
