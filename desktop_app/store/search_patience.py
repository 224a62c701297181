"""Ends a statement that goes on for too long, or whose answer nobody waits for any more."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

_STEPS = 10_000
"""Steps of SQLite's machine between two looks at whether to go on."""
_A_WHILE = 5
"""Looks, that is about 4,000 messages gone through one by one."""


class Patience:
    """Watches a connection inside its block."""

    def __init__(self, connection: sqlite3.Connection, unwanted: Callable[[], object]) -> None:
        self._connection = connection
        self._unwanted = unwanted
        self._left: int | None = None
        self.is_at_its_end = False
        """Whether a statement was ended because it took longer than a while."""

    def __enter__(self) -> None:
        self._connection.set_progress_handler(self._look, _STEPS)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.set_progress_handler(None, 0)

    @contextmanager
    def for_a_while(self) -> Iterator[None]:
        """Give the block's statements a while and no more."""
        self._left, self.is_at_its_end = _A_WHILE, False
        try:
            yield
        finally:
            self._left = None

    def _look(self) -> int:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                self.is_at_its_end = True
                return 1
        return int(bool(self._unwanted()))
