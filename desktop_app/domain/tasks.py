"""Tasks with an owner: asyncio's are made here, and nowhere else but where a waiter finishes its work."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

_Result = TypeVar("_Result")


def tell_loop(error: BaseException) -> None:
    """Tell the event loop of a failure that nobody else hears of; there it is told and logged."""
    about = {"message": "a task failed", "exception": error}
    asyncio.get_running_loop().call_exception_handler(about)


class Tasks:
    """Every background task of one component: kept alive, reported when it fails, cancelled at close."""

    def __init__(self, report: Callable[[BaseException], None] = tell_loop) -> None:
        """Send the failure of any task to `report`."""
        self._report = report
        self._closed = False
        self._running: dict[str, asyncio.Task[Any]] = {}
        # A cancelled task is still winding up when its namesake starts, and is awaited at close as well.
        self._all: set[asyncio.Task[Any]] = set()
        self._cancelled: set[asyncio.Task[Any]] = set()

    def begin(self, work: Coroutine[Any, Any, _Result], *, name: str) -> asyncio.Task[_Result]:
        """Run `work` beside its namesakes, and return the task: to be asked for its result, or stopped."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._all.add(task)
        task.add_done_callback(self._on_done)
        return task

    def start(self, work: Coroutine[Any, Any, None], *, name: str) -> None:
        """Run `work`; a running task of the same name is cancelled first. Nothing is begun any more after closing."""
        self.stop(name)
        if self._closed:
            work.close()
            return
        self._running[name] = self.begin(work, name=name)

    def start_once(self, work: Coroutine[Any, Any, None], *, name: str) -> None:
        """Run `work`, unless a task of that name is running."""
        if self.is_running(name):
            work.close()
            return
        self.start(work, name=name)

    def stop(self, name: str) -> None:
        """Cancel the task of that name, if one is running."""
        task = self._running.pop(name, None)
        if task is not None:
            self.cancel(task)

    def cancel(self, task: asyncio.Task[Any]) -> bool:
        """Cancel a task; tell whether it was on its way.

        Each is cancelled once: a second time would cut off what it does to end in order.
        """
        if task not in self._all or task in self._cancelled:
            return False
        self._cancelled.add(task)
        return task.cancel()

    def is_running(self, name: str) -> bool:
        """Tell whether a task of that name is running: one that has ended is not, though nobody was told of it yet."""
        task = self._running.get(name)
        return task is not None and not task.done()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is running, nor winding up."""
        return not self._all

    async def ended(self, name: str) -> None:
        """Wait until no task of that name is running."""
        task = self._running.get(name)
        if task is not None:
            await asyncio.wait({task})

    def retire(self, name: str) -> None:
        """Let the task that asks no longer count as the one of that name: what it still does concerns nobody."""
        if self._running.get(name) is asyncio.current_task():
            del self._running[name]

    async def aclose(self) -> None:
        """Cancel all tasks and wait for their ends."""
        self._closed = True
        self._running.clear()
        while self._all:
            for task in tuple(self._all):
                self.cancel(task)
            await asyncio.wait(self._all)

    def _on_done(self, task: asyncio.Task[Any]) -> None:
        self._all.discard(task)
        self._cancelled.discard(task)
        if self._running.get(task.get_name()) is task:
            del self._running[task.get_name()]
        if not task.cancelled() and (error := task.exception()) is not None:
            self._report(error)


async def together(*works: Coroutine[Any, Any, _Result]) -> list[_Result]:
    """Return what all of them return, in their order; where one fails the others are cancelled, and that is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work) for work in works]
    except BaseExceptionGroup as several:
        first, *others = several.exceptions
        for other in others:
            tell_loop(other)
        raise first from None
    return [task.result() for task in tasks]
