"""Waiting for a stream without losing sight of the clock."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from typing import TypeVar

_Item = TypeVar("_Item")


async def with_pauses_told(stream: AsyncIterator[_Item], seconds: float) -> AsyncGenerator[_Item | None, None]:
    """Yield what `stream` yields, and None whenever it has been silent for `seconds`."""
    waiting: asyncio.Task[_Item | None] | None = None
    try:
        while True:
            if waiting is None:
                waiting = asyncio.ensure_future(_next(stream))
            await asyncio.wait({waiting}, timeout=seconds)
            if not waiting.done():
                yield None
                continue
            item = waiting.result()
            waiting = None
            if item is None:
                return
            yield item
    finally:
        if waiting is not None:
            waiting.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await waiting


async def _next(stream: AsyncIterator[_Item]) -> _Item | None:
    return await anext(stream, None)
