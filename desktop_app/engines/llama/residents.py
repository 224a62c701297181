"""The models in memory: one at a time, unless there is room for more."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from desktop_app.engines.llama.host import ModelHost
from desktop_app.engines.llama.options import LoadOptions

IsRoom = Callable[[Path, int], Awaitable[bool]]
"""Tells whether a model file fits beside what is in memory, with so many tokens of context."""


class Residents:
    """Lets models into memory; those that nobody asks give way to the one that is asked."""

    def __init__(self, is_room: IsRoom | None = None) -> None:
        """Let one model in beside others where `is_room` says so; without it, never."""
        self._is_room = is_room
        self._hosts: list[ModelHost] = []
        self._changing = asyncio.Lock()

    def add(self, host: ModelHost) -> None:
        """Know of a model that may be loaded."""
        self._hosts.append(host)

    def remove(self, host: ModelHost) -> None:
        """Forget a model that is loaded no more."""
        self._hosts.remove(host)

    async def load(self, host: ModelHost, options: LoadOptions) -> None:
        """Return when a model is loaded in this way; others are waited for where memory does not hold both."""
        if host.is_ready(options):
            return
        async with self._changing:
            if host.served is None:
                await self._make_room(host, options.context_tokens)
            await host.load(options)

    async def _make_room(self, host: ModelHost, context_tokens: int) -> None:
        await asyncio.to_thread(host.size)  # what is not there needs no room
        loaded = [other for other in self._hosts if other is not host and other.served is not None]
        if not loaded or (self._is_room is not None and await self._is_room(host.path, context_tokens)):
            return
        for other in loaded:
            while other.served is not None:
                await other.free.wait()
                await other.unload()
