"""A comparison of long sequences, divided at what they surely have in common."""

from bisect import bisect_left
from collections.abc import Hashable, Sequence

from desktop_app.domain.diff_matching import Budget, Match, matches


def anchored_matches(old: Sequence[Hashable], new: Sequence[Hashable], together: int, budget: Budget) -> list[Match]:
    """Return what both have in common, in order: as a rule, but not always, as much as there is.

    The anchors are items that stand `together` in the same order exactly once in each; what lies between two of them
    is compared by itself, and taken for different when that takes more than its share of the budget.
    """
    found: list[Match] = []
    old_at = new_at = 0
    anchors = [*_anchors(old, new, together), (len(old), len(new))]
    for number, (old_end, new_end) in enumerate(anchors):
        share = budget.left // (len(anchors) - number)
        part = Budget(share)
        between = matches(old[old_at:old_end], new[new_at:new_end], part)
        budget.left -= share - max(part.left, 0)
        found += [match._replace(old=match.old + old_at, new=match.new + new_at) for match in between or ()]
        old_at, new_at = old_end, new_end
    return found


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable], together: int) -> list[tuple[int, int]]:
    """Return the places of the anchors in both, rising in both."""
    left, right = _only_ones(old, together), _only_ones(new, together)
    pairs = [(place, right[items]) for items, place in left.items() if items in right]
    return _longest_rising(pairs)


def _only_ones(sequence: Sequence[Hashable], together: int) -> dict[tuple[Hashable, ...], int]:
    """Return where runs of so many items stand that are there once, in order."""
    places: dict[tuple[Hashable, ...], int] = {}
    again: set[tuple[Hashable, ...]] = set()
    for place, items in enumerate(zip(*(sequence[start:] for start in range(together)), strict=False)):
        if items in places:
            again.add(items)
        else:
            places[items] = place
    return {items: place for items, place in places.items() if items not in again}


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return as many of the pairs, whose first places rise, as possible such that the second ones rise too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(place)
            last.append(number)
        else:
            ends[length], last[length] = place, number
    rising: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        rising.append(pairs[at])
        at = before[at]
    return rising[::-1]
