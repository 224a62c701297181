"""Why an answer says what it says: the facts, the lore and the affinity that it was given, from its receipt."""

from dataclasses import dataclass

from desktop_app.domain.errors import UserError
from desktop_app.domain.facts import Fact
from desktop_app.domain.lorebooks import LoreEntry
from desktop_app.domain.recalled import Recalled, RecalledAffinity, RecalledFact, RecalledLore
from desktop_app.services.facts import FactService
from desktop_app.services.personas import PersonaService


@dataclass(frozen=True, slots=True)
class FactUsed:
    """A fact as the answer was given it, and as it is now; None where it is forgotten."""

    told: RecalledFact
    now: Fact | None


@dataclass(frozen=True, slots=True)
class LoreUsed:
    """An entry of lore that the answer was given, and the entry as it is now; None where it is gone."""

    told: RecalledLore
    now: LoreEntry | None


@dataclass(frozen=True, slots=True)
class Why:
    """All that an answer was given to draw on besides what was said; `text` is how it was told."""

    persona: str
    text: str
    facts: tuple[FactUsed, ...]
    lore: tuple[LoreUsed, ...]
    affinity: RecalledAffinity | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was recalled at all."""
        return not (self.facts or self.lore or self.affinity)


class Reasons:
    """Looks up what became of the things that answers were given."""

    def __init__(self, facts: FactService, personas: PersonaService) -> None:
        self._facts = facts
        self._personas = personas

    async def of(self, user_id: str, persona_id: str, text: str, recalled: Recalled) -> Why:
        """Return what was recalled, each with what is there of it now."""
        facts = tuple([FactUsed(each, await self._now(user_id, each)) for each in recalled.facts])
        book = self._personas.stand_in(persona_id, user_id).lorebook
        entries = () if book is None else book.entries
        lore = tuple(LoreUsed(each, _entry(each, entries)) for each in recalled.lore)
        return Why(persona_id, text, facts, lore, recalled.affinity)

    async def _now(self, user_id: str, told: RecalledFact) -> Fact | None:
        """Return the fact as it is now; after a restore its number can be that of another one."""
        try:
            found = await self._facts.get(user_id, told.id)
        except UserError:
            return None
        return found if (found.category, found.key.casefold()) == (told.category, told.key.casefold()) else None


def _entry(told: RecalledLore, entries: tuple[LoreEntry, ...]) -> LoreEntry | None:
    found = entries[told.number] if 0 <= told.number < len(entries) else None
    return found if found is not None and (not told.key or told.key in map(str.strip, found.keys)) else None
