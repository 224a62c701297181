"""Background tasks of the window."""

from collections.abc import Callable, Coroutine
from typing import Any

from desktop_app.domain import tasks
from desktop_app.domain.errors import UserError


class Tasks(tasks.Tasks):
    """Those of one component of the window, which can tell it what was refused."""

    def start_told(
        self, work: Callable[[], Coroutine[Any, Any, None]], *, name: str, on_refused: Callable[[str], object]
    ) -> None:
        """Start `work`, and hand what a `UserError` says to `on_refused`."""
        self.start(_told(work, on_refused), name=name)


async def _told(work: Callable[[], Coroutine[Any, Any, None]], on_refused: Callable[[str], object]) -> None:
    try:
        await work()
    except UserError as error:
        on_refused(error.message)
