"""Waiting for a stream without losing sight of the clock, nor waking up for each of its pieces."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from typing import Generic, TypeVar

from desktop_app.domain.tasks import Tasks
from desktop_app.store.uninterrupted import finished_despite_cancellation

_Item = TypeVar("_Item")
_MOST_AHEAD = 256
"""Items that a stream may be ahead of whoever takes them."""


async def gathered(stream: AsyncIterator[_Item], pace: float, silence: float) -> AsyncGenerator[list[_Item], None]:
    """Yield what came in `stream` since the last time: what comes first at once, then at most every `pace` seconds.

    An empty list says that nothing has come for `silence` seconds. What came before a failure is yielded before it is
    raised.
    """
    ahead = _Ahead(stream)
    # Whoever takes hears of a failure below; once nobody takes any more, however it ends is no matter.
    tasks = Tasks(lambda _failure: None)
    reading = tasks.begin(ahead.read(), name="reading")
    try:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(silence):
                    await ahead.changed.wait()
            ended = reading.done()
            items = ahead.take()
            if items or not ended:
                yield items
            if ended:
                reading.result()
                return
            if items:
                await asyncio.wait({reading}, timeout=pace)
    finally:
        # Whoever takes may be cancelled here as well; that is raised when the stream has ended.
        await finished_despite_cancellation(tasks.aclose())


class _Ahead(Generic[_Item]):
    """Reads on in a stream until it is too far ahead of whoever takes what it read."""

    def __init__(self, stream: AsyncIterator[_Item]) -> None:
        self._stream = stream
        self._items: list[_Item] = []
        self._room = asyncio.Event()
        self.changed = asyncio.Event()
        """There is something to take, or there will be nothing any more."""

    async def read(self) -> None:
        """Read to the end of the stream."""
        try:
            async for item in self._stream:
                self._items.append(item)
                self.changed.set()
                if len(self._items) >= _MOST_AHEAD:
                    self._room.clear()
                    await self._room.wait()
        finally:
            self.changed.set()

    def take(self) -> list[_Item]:
        """Return what was read since the last time."""
        items, self._items = self._items, []
        self.changed.clear()
        self._room.set()
        return items
