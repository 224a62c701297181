import asyncio

from desktop_app.ui.tasks import Tasks


async def test_a_namesake_is_cancelled_first() -> None:
    done: list[str] = []
    tasks = Tasks(lambda error: done.append(repr(error)))

    async def work(name: str, seconds: float) -> None:
        try:
            await asyncio.sleep(seconds)
            done.append(name)
        except asyncio.CancelledError:
            done.append(f"{name} cancelled")
            raise

    tasks.start(work("first", 60), name="search")
    await asyncio.sleep(0)
    tasks.start(work("second", 0), name="search")
    tasks.start(work("other", 0), name="else")
    while tasks.is_running("search") or tasks.is_running("else"):
        await asyncio.sleep(0)
    assert sorted(done) == ["first cancelled", "other", "second"]
    await tasks.aclose()


async def test_a_failure_is_reported_once() -> None:
    failures: list[BaseException] = []
    tasks = Tasks(failures.append)

    async def fail() -> None:
        raise ValueError("no")

    tasks.start(fail(), name="fail")
    while not failures:
        await asyncio.sleep(0)
    assert [type(failure) for failure in failures] == [ValueError]
    await tasks.aclose()


async def test_a_task_that_has_ended_is_not_running_though_its_owner_was_not_told_yet() -> None:
    tasks = Tasks(lambda _error: None)
    running: list[bool] = []

    async def work() -> None:
        # What is called soon comes after the end of this task, and before what its end calls.
        asyncio.get_running_loop().call_soon(lambda: running.append(tasks.is_running("keep")))

    tasks.start(work(), name="keep")
    while not running:
        await asyncio.sleep(0)
    assert running == [False]
    await tasks.aclose()


async def test_closing_waits_for_every_task_the_replaced_ones_too() -> None:
    ended: list[int] = []
    tasks = Tasks(lambda _error: None)

    async def slow_to_stop(number: int) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.01)
            ended.append(number)

    for number in range(3):
        tasks.start(slow_to_stop(number), name="same")
        await asyncio.sleep(0)
    await tasks.aclose()
    assert sorted(ended) == [0, 1, 2]
    assert not tasks.is_running("same")


async def test_nothing_is_begun_after_closing() -> None:
    begun: list[str] = []
    tasks = Tasks(lambda _error: None)

    async def work() -> None:
        begun.append("late")

    await tasks.aclose()
    tasks.start(work(), name="late")
    await asyncio.sleep(0)
    assert begun == []
