"""What two sequences have in common, found by Myers' greedy algorithm with a limit on the work."""

from array import array
from collections.abc import Hashable, Sequence
from typing import NamedTuple


class Match(NamedTuple):
    """Equal items at `old` in one sequence and `new` in the other, `length` of them."""

    old: int
    new: int
    length: int


class Budget:
    """Steps that a comparison may still take: the same on every computer, whatever else it is doing."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int) -> bool:
        """Take so many steps; tell whether there were enough."""
        self.left -= steps
        return self.left >= 0


def matches(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[Match] | None:
    """Return the longest way through both sequences in common, in order; None when that takes too long."""
    start = _common_start(old, new)
    end = _common_end(old, new, start)
    # What is on one side alone is in the way of nothing, but costs time.
    shared = frozenset(old[start : len(old) - end]) & frozenset(new[start : len(new) - end])
    left = [place for place in range(start, len(old) - end) if old[place] in shared]
    right = [place for place in range(start, len(new) - end) if new[place] in shared]
    found = _pairs([old[place] for place in left], [new[place] for place in right], budget)
    if found is None:
        return None
    pairs = [(left[one], right[other]) for one, other in found]
    return [
        *([Match(0, 0, start)] if start else []),
        *_joined(pairs),
        *([Match(len(old) - end, len(new) - end, end)] if end else []),
    ]


def _common_start(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    most = min(len(old), len(new))
    return next((place for place in range(most) if old[place] != new[place]), most)


def _common_end(old: Sequence[Hashable], new: Sequence[Hashable], start: int) -> int:
    most = min(len(old), len(new)) - start
    return next((place for place in range(most) if old[-1 - place] != new[-1 - place]), most)


def _joined(pairs: Sequence[tuple[int, int]]) -> list[Match]:
    joined: list[Match] = []
    for old, new in pairs:
        last = joined[-1] if joined else None
        if last is not None and (last.old + last.length, last.new + last.length) == (old, new):
            joined[-1] = last._replace(length=last.length + 1)
        else:
            joined.append(Match(old, new, 1))
    return joined


def _pairs(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[tuple[int, int]] | None:
    """Return the places of equal items, as few as possible left out.

    `furthest[k]` is how far one gets in `old` on diagonal `k` (the place in `old` less the one in `new`) after so many
    items left out; each round is remembered, and the way is read backwards.
    """
    if not old or not new:
        return []
    size = len(old) + len(new) + 1
    furthest = array("l", [0]) * (2 * size + 1)
    rounds: list[array[int]] = []
    for left_out in range(size):
        rounds.append(furthest[size - left_out - 1 : size + left_out + 2])
        if not budget.spend(left_out + 1):
            return None
        for diagonal in range(-left_out, left_out + 1, 2):
            middle = size + diagonal
            down = diagonal == -left_out or (diagonal != left_out and furthest[middle - 1] < furthest[middle + 1])
            at = begun = furthest[middle + 1] if down else furthest[middle - 1] + 1
            while at < len(old) and at - diagonal < len(new) and old[at] == new[at - diagonal]:
                at += 1
            furthest[middle] = at
            budget.left -= at - begun
            if at >= len(old) and at - diagonal >= len(new):
                return _way_back(rounds, len(old), len(new))
    raise AssertionError  # leaving out everything is a way


def _way_back(rounds: Sequence["array[int]"], old: int, new: int) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    for left_out in range(len(rounds) - 1, -1, -1):
        before, diagonal = rounds[left_out], old - new
        middle = diagonal + left_out + 1
        down = diagonal == -left_out or (diagonal != left_out and before[middle - 1] < before[middle + 1])
        begun = before[middle + 1] if down else before[middle - 1] + 1
        while old > begun:
            old, new = old - 1, new - 1
            pairs.append((old, new))
        if down:
            new -= 1
        else:
            old -= 1
    pairs.reverse()
    return pairs
