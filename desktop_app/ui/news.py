"""Whether what is being read is still how it is."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Slot

_Read = TypeVar("_Read")


class News(QObject):
    """Counts what happens to what is stored: what was read across such a moment may be older than what is known."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.count = 0

    @Slot()
    def note(self) -> None:
        """Know that something happened just now."""
        self.count += 1

    async def steady(self, read: Callable[[], Awaitable[_Read]]) -> _Read:
        """Return what `read` returns, read anew for as long as something happens meanwhile."""
        while True:
            before = self.count
            found = await read()
            if before == self.count:
                return found
