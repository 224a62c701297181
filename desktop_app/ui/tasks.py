"""Background tasks with an owner."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from desktop_app.domain.errors import UserError


class Tasks:
    """Every background task of one component: kept alive, reported when it fails, cancelled at close."""

    def __init__(self, report: Callable[[BaseException], None]) -> None:
        """Send the failure of any task to `report`."""
        self._report = report
        self._closed = False
        self._running: dict[str, asyncio.Task[None]] = {}
        # A cancelled task is still winding up when its namesake starts, and is awaited at close as well.
        self._all: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None], *, name: str) -> None:
        """Run `work`; a running task of the same name is cancelled first. Nothing is begun any more after closing."""
        self.stop(name)
        if self._closed:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running[name] = task
        self._all.add(task)
        task.add_done_callback(self._on_done)

    def start_told(
        self, work: Callable[[], Coroutine[Any, Any, None]], *, name: str, on_refused: Callable[[str], object]
    ) -> None:
        """Do the same, and hand what a `UserError` says to `on_refused`."""
        self.start(_told(work, on_refused), name=name)

    def stop(self, name: str) -> None:
        """Cancel the task of that name, if one is running."""
        task = self._running.pop(name, None)
        if task is not None:
            task.cancel()

    def is_running(self, name: str) -> bool:
        """Tell whether a task of that name is running: one that has ended is not, though nobody was told of it yet."""
        task = self._running.get(name)
        return task is not None and not task.done()

    def retire(self, name: str) -> None:
        """Let the task that asks no longer count as the one of that name: what it still does concerns nobody."""
        if self._running.get(name) is asyncio.current_task():
            del self._running[name]

    async def aclose(self) -> None:
        """Cancel all tasks and wait for their ends."""
        self._closed = True
        while self._all:
            # Each is cancelled once: a second time would cut off what it does to end in order.
            for name in tuple(self._running):
                self.stop(name)
            await asyncio.wait(self._all)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._all.discard(task)
        if self._running.get(task.get_name()) is task:
            del self._running[task.get_name()]
        if not task.cancelled() and (error := task.exception()) is not None:
            self._report(error)


async def _told(work: Callable[[], Coroutine[Any, Any, None]], on_refused: Callable[[str], object]) -> None:
    try:
        await work()
    except UserError as error:
        on_refused(error.message)
