"""Work that is finished once it has begun: its result, its failure and the cancellation of whoever waits for it."""

import asyncio
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.store.database import Database
from desktop_app.store.failures import only_reading
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


async def test_of_what_could_not_be_read_for_somebody_who_is_gone_nobody_hears(
    listening: None, heard: list[BaseException]
) -> None:
    failure = UserError("store_unreadable", file="parley.db", reason="damaged")
    with suppress(UserError), only_reading():
        raise failure
    assert (await cancelled_during(Work(failure))).cancelled()
    assert heard == []


async def test_what_a_store_reads_is_marked_so_and_what_it_writes_is_not(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "parley.db") as database:
        for use, is_of_reading in ((database.reading, True), (database.writing, False)):
            with pytest.raises(UserError) as caught:
                async with use():
                    raise UserError("store_unreadable", file="parley.db", reason="damaged")
            assert caught.value.is_of_reading is is_of_reading
        with pytest.raises(UserError) as caught:
            await database.hot.read(_refuse)
        assert caught.value.is_of_reading
        with pytest.raises(UserError) as caught:
            await database.hot.write(_refuse)
        assert not caught.value.is_of_reading


def _refuse(_connection: sqlite3.Connection) -> None:
    raise UserError("store_failed", reason="refused")


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
