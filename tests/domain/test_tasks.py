"""Tasks with an owner, where nobody sees a window."""

import asyncio

import pytest

from desktop_app.domain.tasks import Tasks, together


async def test_a_task_is_cancelled_once_however_often_that_is_asked() -> None:
    cancelled: list[str] = []
    tasks = Tasks()

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.append("at work")
            await asyncio.sleep(0)  # cancelled again, this would be cut off
            cancelled.append("wound up")
            raise

    task = tasks.begin(work(), name="work")
    await asyncio.sleep(0)
    assert tasks.cancel(task)
    await asyncio.sleep(0)
    assert not tasks.cancel(task)
    await tasks.aclose()
    assert cancelled == ["at work", "wound up"]


async def test_what_runs_already_is_not_begun_again() -> None:
    begun: list[int] = []
    tasks = Tasks()

    async def work(number: int) -> None:
        begun.append(number)
        await asyncio.sleep(0)

    tasks.start_once(work(1), name="work")
    tasks.start_once(work(2), name="work")
    await tasks.ended("work")
    tasks.start_once(work(3), name="work")
    await tasks.ended("work")
    await tasks.aclose()
    assert begun == [1, 3]


async def test_works_together_return_in_their_order() -> None:
    async def late(word: str, seconds: float) -> str:
        await asyncio.sleep(seconds)
        return word

    assert await together(late("a", 0.01), late("b", 0)) == ["a", "b"]


async def test_where_one_fails_none_goes_on_unseen() -> None:
    ended: list[str] = []

    async def fail() -> None:
        raise ValueError("no")

    async def wait() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("waiting")

    with pytest.raises(ValueError, match="no"):
        await together(wait(), fail())
    assert ended == ["waiting"]
