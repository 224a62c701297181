"""The ledger: what this process did towards a network since it started; kept in memory alone."""

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

from desktop_app.domain.network import Attempt, NetworkCounts

LISTED = 1000
"""Attempts that are listed; all are counted."""


class Ledger:
    """Takes entries from any thread, and tells those who follow it."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        """Note times as `now` has them, in seconds since 1970."""
        self.now = now
        self.began = now()
        """When it began to watch."""
        self._attempts: deque[Attempt] = deque(maxlen=LISTED)
        self._counts = NetworkCounts()
        self._followers: list[Callable[[], None]] = []
        self._lock = Lock()

    @property
    def counts(self) -> NetworkCounts:
        """How much there was of everything."""
        return self._counts

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """The last attempts, the oldest first."""
        with self._lock:
            return tuple(self._attempts)

    def add(self, attempt: Attempt) -> None:
        """Take an attempt in."""
        with self._lock:
            self._attempts.append(attempt)
            self._counts = self._counts.plus(attempt)
            followers = tuple(self._followers)
        for follower in followers:
            follower()

    def follow(self, follower: Callable[[], None]) -> Callable[[], None]:
        """Call `follower` after each entry, in whatever thread that is; return what ends it."""
        with self._lock:
            self._followers.append(follower)

        def end() -> None:
            with self._lock:
                if follower in self._followers:
                    self._followers.remove(follower)

        return end
