"""The places that were found, in their order."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple


class Hit(NamedTuple):
    """One of the places in a message where the words stand, counted from 0."""

    message: int
    number: int


class Found:
    """Messages with how many places there are in each."""

    def __init__(self, counts: Sequence[tuple[int, int]]) -> None:
        self._ids = [number for number, _count in counts]
        self._counts = [count for _number, count in counts]
        self._sums = [0, *accumulate(self._counts)]
        self._places = {number: place for place, number in enumerate(self._ids)}

    @property
    def count(self) -> int:
        """How many places there are in all messages."""
        return self._sums[-1]

    def position(self, hit: Hit | None) -> int:
        """Return the number of a place among all, from 1 on; 0 where it is none."""
        if hit is None or not self._has(hit):
            return 0
        return self._sums[self._places[hit.message]] + hit.number + 1

    def beside(self, hit: Hit | None, way: int) -> Hit:
        """Return the place after another, or with -1 the one before; the first one comes after the last."""
        position = self.position(hit)
        return self._at((position - 1 + way) % self.count if position else 0 if way > 0 else self.count - 1)

    def next_to(self, hit: Hit | None, since: int, order: Callable[[int], int]) -> Hit | None:
        """Return a place if it is one still, else the first from the message on whose `order` is `since`."""
        if not self._ids:
            return None
        if hit is not None and hit.message in self._places:
            return Hit(hit.message, min(hit.number, self._counts[self._places[hit.message]] - 1))
        place = bisect_left(self._ids, since, key=order)
        return Hit(self._ids[place % len(self._ids)], 0)

    def _has(self, hit: Hit) -> bool:
        place = self._places.get(hit.message)
        return place is not None and 0 <= hit.number < self._counts[place]

    def _at(self, number: int) -> Hit:
        place = bisect_left(self._sums, number + 1) - 1
        return Hit(self._ids[place], number - self._sums[place])
