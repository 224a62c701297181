"""Keeping what is being written: stored soon, the newest of each, and tried again where that fails."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.domain.errors import UserError
from desktop_app.ui.tasks import Tasks

RETRY_MS = 5_000
"""What could not be stored is tried again after this long."""
_Kept = TypeVar("_Kept")


class Keeping(QObject, Generic[_Kept]):
    """Stores one thing after the other, each under its key.

    What is not stored yet is read from here, so that nobody has to wait for the store to turn to something else.
    """

    kept = Signal(str, object)
    """What is stored now, and under which key."""

    def __init__(
        self, store: Callable[[str, _Kept], Awaitable[None]], tasks: Tasks, name: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._tasks, self._name = store, tasks, name
        self._unsaved: dict[str, _Kept] = {}
        self._turn = asyncio.Lock()
        self._saving = False
        self._refused = False
        self._again = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._again.timeout.connect(self._start_saving)

    def keep(self, key: str, kept: _Kept) -> None:
        """Store what is written there, soon."""
        self._unsaved[key] = kept
        if not self._again.isActive():
            self._start_saving()

    def unsaved(self) -> dict[str, _Kept]:
        """Return what is not stored yet."""
        return dict(self._unsaved)

    async def save(self) -> None:
        """Store all that is not stored yet; raise `UserError` when it cannot be."""
        async with self._turn:  # two at once could store what is older last
            while self._unsaved:
                key, kept = next(iter(self._unsaved.items()))
                await self._store(key, kept)
                if key in self._unsaved and self._unsaved[key] is kept:
                    del self._unsaved[key]
                    self.kept.emit(key, kept)
            self._refused = False

    @Slot()
    def _start_saving(self) -> None:
        if not self._saving:
            self._saving = True
            self._tasks.start(self._save(), name=self._name)

    async def _save(self) -> None:
        try:
            await self.save()
        except UserError:
            self._again.start()
            if not self._refused:  # said once, not at every try
                self._refused = True
                raise
        finally:
            self._saving = False
