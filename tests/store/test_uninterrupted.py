"""Work that is finished once it has begun: its result, its failure and the cancellation of whoever waits for it."""

import asyncio
from typing import Any

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.store.uninterrupted import finished_despite_cancellation


class Work:
    """Work that ends when it is let go on, well or with `failure`."""

    def __init__(self, failure: BaseException | None = None) -> None:
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        self._failure = failure

    async def run(self) -> str:
        self.begun.set()
        await self.go_on.wait()
        if self._failure is not None:
            raise self._failure
        return "done"


async def cancelled_during(work: Work) -> asyncio.Task[str]:
    """Return the end of a task that was cancelled while it waited for that work."""
    task = asyncio.create_task(finished_despite_cancellation(work.run()))
    await work.begun.wait()
    task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    work.go_on.set()
    await asyncio.wait({task})
    return task


@pytest.fixture
def heard() -> list[BaseException]:
    """What the event loop hears of."""
    return []


@pytest.fixture
async def listening(watched_loop: None, heard: list[BaseException]) -> None:
    def hear(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        heard.append(context["exception"])

    asyncio.get_running_loop().set_exception_handler(hear)


async def test_a_cancellation_comes_after_the_work(listening: None, heard: list[BaseException]) -> None:
    assert (await cancelled_during(Work())).cancelled()
    assert heard == []


async def test_a_failure_alone_is_raised(listening: None, heard: list[BaseException]) -> None:
    work = Work(UserError("store_full"))
    work.go_on.set()
    with pytest.raises(UserError):
        await finished_despite_cancellation(work.run())
    assert heard == []


async def test_a_cancellation_is_delivered_and_the_failure_is_heard_of(
    listening: None, heard: list[BaseException]
) -> None:
    failure = UserError("store_full")
    assert (await cancelled_during(Work(failure))).cancelled()
    assert heard == [failure]


async def test_a_patience_that_runs_out_during_work_that_fails_ends_as_one(
    listening: None, heard: list[BaseException]
) -> None:
    work = Work(ValueError("x"))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            asyncio.get_running_loop().call_later(0.02, work.go_on.set)
            await finished_despite_cancellation(work.run())
    assert [type(failure) for failure in heard] == [ValueError]


async def test_work_that_is_cancelled_itself_ends_as_cancelled(listening: None, heard: list[BaseException]) -> None:
    assert (await cancelled_during(Work(asyncio.CancelledError()))).cancelled()
    assert heard == []
