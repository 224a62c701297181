"""Which entries of a lorebook join a prompt: those whose keys were spoken of, in order and within a budget."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from zlib import crc32

from desktop_app.domain.context import estimated_tokens
from desktop_app.domain.lore_keys import LoreKeys
from desktop_app.domain.lore_scanning import Scanner
from desktop_app.domain.lorebooks import Lorebook, LoreEntry, Position

DEFAULT_DEPTH = 4
"""Messages that are looked through where neither book nor entry says how many."""
MOST_MESSAGES = 50
"""Messages that are looked through at most."""
MOST_ROUNDS = 3
"""How often what was found is looked through for more."""
_PATTERN_SECONDS = 0.02
"""How long regular expressions may take altogether; those after that are passed over."""


@dataclass(frozen=True, slots=True)
class LoreMatch:
    """An entry that joins the prompt, with what it says there, and the key that it was found by."""

    number: int
    """Of the entry in its book."""
    entry: LoreEntry
    text: str
    tokens: float
    key: str
    """Empty for one that is always there."""
    round: int = 0
    """0 where the key was in the conversation, else how far it was found through other entries."""

    @property
    def position(self) -> Position:
        """Whether it stands before or after what the persona is told."""
        return self.entry.position


class _Shelf:
    """The entries whose keys are looked for so many messages back, by how their keys begin."""

    def __init__(self, numbered: Sequence[tuple[int, LoreKeys]]) -> None:
        self._always: list[int] = []
        self._by_beginning: dict[str, list[int]] = defaultdict(list)
        for number, keys in numbered:
            if keys.beginnings is None:
                self._always.append(number)
            for beginning in keys.beginnings or ():
                self._by_beginning[beginning].append(number)
        self._beginnings = frozenset(self._by_beginning)

    def worth_a_look(self, pieces: frozenset[str]) -> list[int]:
        """Return the numbers of entries that can be spoken of in a text with these pieces."""
        begun = (self._by_beginning[piece] for piece in self._beginnings & pieces)
        return sorted({*self._always, *chain.from_iterable(begun)})


class LoreMatcher:
    """A book made ready to be looked up in again and again."""

    def __init__(self, lorebook: Lorebook) -> None:
        self.lorebook = lorebook
        made = ((number, LoreKeys(entry)) for number, entry in enumerate(lorebook.entries) if entry.enabled)
        self._keys = {number: keys for number, keys in made if keys.text}
        default = DEFAULT_DEPTH if lorebook.scan_depth is None else lorebook.scan_depth
        depths = defaultdict(list)
        for number, keys in self._keys.items():
            depths[default if keys.depth is None else keys.depth].append((number, keys))
        self._shelves = {depth: _Shelf(numbered) for depth, numbered in depths.items()}

    def matching(
        self,
        recent_texts: Sequence[str],
        *,
        budget: float | None = None,
        answers: int = 0,
        count_tokens: Callable[[str], float] = estimated_tokens,
    ) -> list[LoreMatch]:
        """Return the entries that belong to what was said, the oldest text first, by their order.

        `budget` bounds their tokens beside the book's own budget; `answers` is how many the persona gave so far.
        """
        texts = recent_texts[-MOST_MESSAGES:]
        looking = _Looking(Scanner(texts), texts, answers, time.monotonic() + _PATTERN_SECONDS)
        most = self._budget(budget)
        found: dict[int, LoreMatch] = {}
        for turn in range(MOST_ROUNDS + 1 if self.lorebook.recursive else 1):
            new = []
            for number, keys, key in self._joining(looking, turn):
                if number not in found:
                    match = LoreMatch(number, keys.entry, keys.text, count_tokens(keys.text), key, turn)
                    found[number] = match
                    new.append(match)
            awakening = [match.text for match in new if not match.entry.prevent_recursion]
            if not awakening or (most is not None and sum(match.tokens for match in found.values()) > most):
                break
            looking.scanner.add(awakening)
        return _within(list(found.values()), most)

    def _joining(self, looking: "_Looking", turn: int) -> Iterator[tuple[int, LoreKeys, str]]:
        """Return the entries that join in a round of looking, each with its key."""
        scanner = looking.scanner
        for depth, shelf in self._shelves.items():
            for number in shelf.worth_a_look(scanner.pieces(depth if turn == 0 else None)):
                keys = self._keys[number]
                entry = keys.entry
                if entry.recursive_only and turn == 0:
                    continue
                scanned = scanner.window(depth, recursion=turn > 0 and not entry.exclude_recursion)
                key = keys.found_in(scanned, looking.until)
                if key is None or not _by_chance(entry, scanner.latest):
                    continue
                if keys.may_join(looking.answers, looking.texts, looking.until):
                    yield number, keys, key

    def _budget(self, budget: float | None) -> float | None:
        own = self.lorebook.token_budget
        return own if budget is None else budget if own is None else min(own, budget)


@dataclass(frozen=True, slots=True)
class _Looking:
    """Where entries are looked for, and until when by regular expressions."""

    scanner: Scanner
    texts: Sequence[str]
    answers: int
    until: float


def matching(
    lorebook: Lorebook,
    recent_texts: Sequence[str],
    *,
    budget: float | None = None,
    answers: int = 0,
    count_tokens: Callable[[str], float] = estimated_tokens,
) -> list[LoreMatch]:
    """Return the entries of a book that belong to what was said, as `LoreMatcher.matching` does."""
    matcher = LoreMatcher(lorebook)
    return matcher.matching(recent_texts, budget=budget, answers=answers, count_tokens=count_tokens)


def _within(found: Sequence[LoreMatch], budget: float | None) -> list[LoreMatch]:
    """Return what fits, by order; what has the lowest priority gives way first, what is always there last."""
    left = float("inf") if budget is None else budget
    kept = []
    for match in sorted(found, key=_rank, reverse=True):
        if match.tokens <= left:
            left -= match.tokens
            kept.append(match)
    return sorted(kept, key=lambda match: (match.entry.order, match.number))


def _rank(match: LoreMatch) -> tuple[bool, int, bool, int, int, int]:
    entry = match.entry
    gives_way = any(each.name == "ignore_on_max_context" for each in entry.decorators)
    return not gives_way, entry.priority, not match.key, -match.round, entry.order, -match.number


def _by_chance(entry: LoreEntry, latest: str) -> bool:
    """Tell whether an entry that joins only sometimes does now; the same words always get the same answer."""
    return (
        entry.probability >= 100 or crc32(f"{entry.id}\n{entry.content}\n{latest}".encode()) % 100 < entry.probability
    )
