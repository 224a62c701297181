"""How the engines fare: told by themselves, handed on to whoever watches."""

import asyncio
from collections.abc import AsyncGenerator

from desktop_app.domain.choosing import known_as
from desktop_app.domain.engines import EngineChoice, EngineState


class EngineStates:
    """The latest state of each engine and model."""

    def __init__(self) -> None:
        self._latest: dict[EngineChoice, EngineState] = {}
        self._watchers: set[_Watcher] = set()

    def report(self, state: EngineState) -> None:
        """Take in how an engine fares now; called on the event loop."""
        place = known_as(state.choice)
        if self._latest.get(place) == state:
            return
        self._latest[place] = state
        for watcher in self._watchers:
            watcher.tell(place, state)

    async def watch(self) -> AsyncGenerator[EngineState, None]:
        """Yield how each engine fares now, and then each change; who is slow gets the latest of each only."""
        watcher = _Watcher(self._latest)
        self._watchers.add(watcher)
        try:
            while True:
                for state in await watcher.news():
                    yield state
        finally:
            self._watchers.discard(watcher)


class _Watcher:
    """What one watcher has not seen yet."""

    def __init__(self, latest: dict[EngineChoice, EngineState]) -> None:
        self._unseen = dict(latest)
        self._told = asyncio.Event()
        if latest:
            self._told.set()

    def tell(self, place: EngineChoice, state: EngineState) -> None:
        self._unseen.pop(place, None)  # to the end: in the order of the changes
        self._unseen[place] = state
        self._told.set()

    async def news(self) -> list[EngineState]:
        await self._told.wait()
        self._told.clear()
        seen, self._unseen = list(self._unseen.values()), {}
        return seen
