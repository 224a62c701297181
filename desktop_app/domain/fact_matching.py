"""Matches a pattern with the beginning of a clause, word by word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from desktop_app.domain.fact_patterns import Choice, Pattern, Slot, Way
from desktop_app.domain.fact_text import Word
from desktop_app.domain.fact_values import Taker

_MOST_BETWEEN = 6
"""Words that are taken along at most where the pattern goes on behind them."""


@dataclass(frozen=True, slots=True)
class Match:
    """How far a pattern reached, how many words it named itself, and what it took along."""

    end: int
    named: int = 0
    taken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def matched(pattern: Pattern, words: Sequence[Word], taker: Taker) -> Match | None:
    """Return the first way in which a pattern matches the beginning of `words`."""
    return next(_matches(pattern.way, words, Match(0), taker), None)


def _matches(way: Way, words: Sequence[Word], so_far: Match, taker: Taker) -> Iterator[Match]:
    if not way:
        yield so_far
        return
    part, rest = way[0], way[1:]
    if isinstance(part, str):
        if so_far.end < len(words) and words[so_far.end].plain == part and not words[so_far.end].quoted:
            yield from _matches(rest, words, Match(so_far.end + 1, so_far.named + 1, so_far.taken), taker)
    elif isinstance(part, Choice):
        for each in part.ways:
            yield from _matches((*each, *rest), words, so_far, taker)
    elif part.entries is not None:
        yield from _listed(part, rest, words, so_far, taker)
    else:
        yield from _open(part, rest, words, so_far, taker)


def _listed(slot: Slot, rest: Way, words: Sequence[Word], so_far: Match, taker: Taker) -> Iterator[Match]:
    entries = slot.entries or {}
    for count in (4, 3, 2, 1):
        said = tuple(word.plain for word in words[so_far.end : so_far.end + count])
        if len(said) == count and said in entries:
            taken = {**so_far.taken, slot.name: (entries[said],)}
            yield from _matches(rest, words, Match(so_far.end + count, so_far.named + count, taken), taker)


def _open(slot: Slot, rest: Way, words: Sequence[Word], so_far: Match, taker: Taker) -> Iterator[Match]:
    furthest = taker.reach(slot.kind, words, so_far.end)
    ends = [furthest] if not rest else range(so_far.end + 1, min(furthest, so_far.end + _MOST_BETWEEN) + 1)
    for end in ends:
        values = taker.values(slot.kind, words[so_far.end : end]) if end > so_far.end else ()
        if values:
            taken = {**so_far.taken, slot.name: values}
            yield from _matches(rest, words, Match(end, so_far.named, taken), taker)
