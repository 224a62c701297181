"""Background tasks of the engine, with an owner."""

import asyncio
import logging
import traceback
from collections.abc import Coroutine
from typing import Any

_log = logging.getLogger(__name__)


class Tasks:
    """What goes on beside the answers: kept alive, waited for by name, cancelled at close."""

    def __init__(self) -> None:
        self._running: dict[str, asyncio.Task[None]] = {}

    def start(self, work: Coroutine[Any, Any, None], *, name: str) -> None:
        """Run `work`, unless something of that name is running."""
        if self.is_running(name):
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running[name] = task
        task.add_done_callback(self._on_done)

    def is_running(self, name: str) -> bool:
        """Tell whether something of that name is running: what has ended is not, though nobody was told of it yet."""
        task = self._running.get(name)
        return task is not None and not task.done()

    async def wait_for(self, name: str) -> None:
        """Wait until nothing of that name is running."""
        task = self._running.get(name)
        if task is not None:
            await asyncio.wait({task})

    async def aclose(self) -> None:
        """Cancel all and wait for their ends."""
        while self._running:
            for task in self._running.values():
                task.cancel()
            await asyncio.wait(set(self._running.values()))

    def _on_done(self, task: asyncio.Task[None]) -> None:
        if self._running.get(task.get_name()) is task:
            del self._running[task.get_name()]
        if not task.cancelled() and (error := task.exception()) is not None:
            # What the exception says could hold anything, so it stays out.
            where = "".join(traceback.format_tb(error.__traceback__))
            _log.error("the task %s failed: %s\n%s", task.get_name(), type(error).__name__, where)
