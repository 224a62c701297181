"""What this process did towards a network, for people to look at."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from desktop_app.domain.network import Attempt, NetworkCounts, ledger_text, summary
from desktop_app.network.guard import Guard


class NetworkService:
    """Reads the guard's ledger."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    @property
    def is_watched(self) -> bool:
        """Whether the guard stands; else an empty ledger says nothing."""
        return self._guard.is_installed

    @property
    def counts(self) -> NetworkCounts:
        """How much there was of everything since the start."""
        return self._guard.ledger.counts

    def attempts(self) -> tuple[Attempt, ...]:
        """Return the last attempts, the oldest first."""
        return self._guard.ledger.attempts

    def summary(self) -> str:
        """Return in a line what there was, or that nobody watched."""
        return summary(self.counts) if self.is_watched else "nobody watches this process"

    def text(self) -> str:
        """Return the whole ledger as text, its times in UTC."""
        began = datetime.fromtimestamp(self._guard.ledger.began, UTC)
        return ledger_text(self.attempts(), self.counts, began, watched=self.is_watched)

    def follow(self, follower: Callable[[], None]) -> Callable[[], None]:
        """Call `follower` on this event loop soon after each entry; return what ends it."""
        loop = asyncio.get_running_loop()

        def tell() -> None:
            with suppress(RuntimeError):  # the loop has ended: nobody is there to be told
                loop.call_soon_threadsafe(follower)

        return self._guard.ledger.follow(tell)
