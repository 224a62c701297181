"""Long work in a thread that stops soon after nobody waits for it any more."""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

_Result = TypeVar("_Result")


class Stopped(Exception):  # noqa: N818  nothing went wrong
    """The work was given up on."""


class Stop:
    """Asked by the work, again and again, whether it is still wanted."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def ask(self) -> None:
        """Ask the work to end."""
        self._asked.set()

    def check(self) -> None:
        """Raise `Stopped` when the work is not wanted any more."""
        if self._asked.is_set():
            raise Stopped

    def is_asked(self) -> int:
        """Return 1 when the work is not wanted any more: what SQLite wants of a function that may interrupt it."""
        return int(self._asked.is_set())


async def in_thread(work: Callable[[Stop], _Result]) -> _Result:
    """Return what `work` returns in a thread; when the waiting task is cancelled, wait until the work has ended."""
    stop = Stop()
    thread = asyncio.get_running_loop().run_in_executor(None, work, stop)
    try:
        return await asyncio.shield(thread)
    except asyncio.CancelledError:
        stop.ask()
        await asyncio.wait([thread])
        if not thread.cancelled():
            thread.exception()  # asked for, so that nobody complains that it never was
        raise
