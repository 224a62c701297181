"""Salvage: a damaged chat file becomes a sound one with all that could be read; a lost one begins anew when asked."""

import asyncio
from pathlib import Path

from desktop_app.domain.clock import Clock
from desktop_app.domain.salvage import SalvageReport
from desktop_app.store.salvage.salvage import salvage, set_aside
from desktop_app.store.tally import has_bytes
from desktop_app.store.uninterrupted import finished_despite_cancellation

DAMAGED = frozenset({"store_unreadable", "store_lost"})
"""The failures after which a salvage may bring something."""


class SalvageService:
    """Works on a chat file that nobody has open."""

    def __init__(self, file: Path | None, user_id: str, clock: Clock) -> None:
        """Work on `file`; what belongs to nobody any more goes to `user_id`."""
        self.file = file
        self._user_id = user_id
        self._clock = clock

    def is_anything_left(self) -> bool:
        """Tell whether there is a single byte to read."""
        return self.file is not None and has_bytes(self.file)

    async def run(self) -> SalvageReport | None:
        """Bring what can be read into a fresh file; None where the store is no file."""
        if self.file is None:
            return None
        work = asyncio.to_thread(salvage, self.file, self._user_id, self._clock.now())
        return await finished_despite_cancellation(work)

    async def start_anew(self) -> Path | None:
        """Put what is there aside, so that the next start makes a fresh file; return where it is, if anything was."""
        if self.file is None:
            return None
        return await finished_despite_cancellation(asyncio.to_thread(set_aside, self.file, self._clock.now()))
