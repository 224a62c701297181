"""What comes of a stream: gathered, in order, none lost, silence and failure told."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import pytest

from desktop_app.services.streams import gathered

LONG = 3_600


async def at_once(count: int) -> AsyncGenerator[int, None]:
    for number in range(count):
        yield number


async def taken(stream: AsyncIterator[int], pace: float = 0, silence: float = LONG) -> list[list[int]]:
    return [items async for items in gathered(stream, pace, silence)]


async def test_everything_comes_in_order_and_together() -> None:
    batches = await taken(at_once(10_000))
    assert [item for batch in batches for item in batch] == list(range(10_000))
    assert len(batches) < 1_000


async def test_what_comes_first_does_not_wait_and_the_end_does_not_either() -> None:
    told = asyncio.Event()

    async def stream() -> AsyncGenerator[int, None]:
        yield 1
        await told.wait()
        yield 2

    batches = []
    async with asyncio.timeout(30):
        async for items in gathered(stream(), LONG, LONG):
            batches.append(items)
            told.set()
    assert batches == [[1], [2]]


async def test_silence_is_told() -> None:
    told = asyncio.Event()

    async def stream() -> AsyncGenerator[int, None]:
        yield 1
        await told.wait()
        yield 2

    batches = []
    async for items in gathered(stream(), 0, 0.001):
        batches.append(items)
        if not items:
            told.set()
    assert [items for items in batches if items] == [[1], [2]]
    assert [] in batches


async def test_nothing_that_came_before_a_failure_is_lost() -> None:
    async def stream() -> AsyncGenerator[int, None]:
        yield 1
        yield 2
        raise ValueError("over")

    came: list[int] = []
    with pytest.raises(ValueError, match="over"):
        async for items in gathered(stream(), LONG, LONG):
            came += items
    assert came == [1, 2]


async def test_a_stream_that_nobody_takes_from_waits() -> None:
    read = 0

    async def stream() -> AsyncGenerator[int, None]:
        nonlocal read
        while True:
            read += 1
            yield read

    async with aclosing(gathered(stream(), LONG, LONG)) as batches:
        await anext(batches)
        for _ in range(1_000):
            await asyncio.sleep(0)
        assert read < 1_000


async def test_who_stops_listening_closes_the_stream() -> None:
    closed = asyncio.Event()

    async def stream() -> AsyncGenerator[int, None]:
        try:
            yield 1
            await asyncio.sleep(LONG)
        finally:
            closed.set()

    async with aclosing(gathered(stream(), 0, LONG)) as batches:
        assert await anext(batches) == [1]
    assert closed.is_set()


async def test_nothing_at_all_ends_at_once() -> None:
    assert await taken(at_once(0)) == []


async def test_who_is_cancelled_while_a_stream_ends_slowly_is_cancelled_when_it_has() -> None:
    ending, ended = asyncio.Event(), asyncio.Event()
    may_end = asyncio.Event()

    async def stream() -> AsyncGenerator[int, None]:
        try:
            yield 1
            await asyncio.sleep(LONG)
        finally:
            ending.set()
            await may_end.wait()
            ended.set()
            raise ValueError("nobody hears this")

    async def take() -> None:
        async with aclosing(gathered(stream(), 0, LONG)) as batches:
            async for _items in batches:
                raise RuntimeError("the taker failed")

    taking = asyncio.ensure_future(take())
    await ending.wait()
    taking.cancel()
    await asyncio.sleep(0)
    assert not taking.done()
    may_end.set()
    await asyncio.wait({taking})
    assert ended.is_set()
    assert taking.cancelled()
