"""Chance that falls the same way each time the same answer is made."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A source of choices that depends on its seeds alone."""

    def __init__(self, *seeds: object) -> None:
        self._seed = "\x1f".join(map(str, seeds)).encode("utf-8", "replace")
        self._drawn = 0

    def below(self, limit: int) -> int:
        """Return a number from 0 up to `limit`, exclusive."""
        self._drawn += 1
        digest = blake2b(self._seed + b"\x1e%d" % self._drawn, digest_size=8).digest()
        return int.from_bytes(digest, "big") % limit

    def pick(self, items: Sequence[T]) -> T:
        """Return one of `items`, which must not be empty."""
        return items[self.below(len(items))]
