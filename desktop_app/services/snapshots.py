"""Snapshots that are there: listed and verified, even while the chat file itself cannot be opened."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from desktop_app.domain.clock import Clock
from desktop_app.domain.errors import UserError
from desktop_app.domain.snapshots import ListedSnapshot, Snapshot
from desktop_app.services.checks import Check
from desktop_app.store.snapshots import SnapshotStore

_OLD = timedelta(days=30)
"""Age from which the newest snapshot is no comfort; the window makes one every day."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of a snapshot found: `problems` in a person's words, none when it is good."""

    file: Path
    snapshot: Snapshot | None
    """What its name says, None for a file of another name."""
    schema: str | None
    size: int
    sessions: int
    messages: int
    problems: tuple[str, ...]


class SnapshotService:
    """Looks at snapshots and changes nothing."""

    def __init__(self, chat_file: Path | None, clock: Clock) -> None:
        """Look at the snapshots of `chat_file`, None for a store that is no file."""
        self._chat_file = chat_file
        self._store = SnapshotStore(chat_file)
        self._clock = clock

    async def list_snapshots(self) -> list[ListedSnapshot]:
        """Return all, the newest first."""
        return await self._store.listed()

    async def check(self) -> Check:
        """Return whether the newest snapshot is good, and not too old."""
        if self._chat_file is None:
            return Check("backups", True, "none: this store is no file")
        try:
            present = await self._store.present()
            if not present:
                return Check("backups", True, "none yet; make one with: parley backup create")
            file = self._store.folder.file_of(present[0])
            problems = (await self._store.examine(file)).problems
        except UserError as error:
            return Check("backups", False, error.message)
        if problems:
            return Check("backups", False, f"{file.name}: {problems[0]}")
        age = self._clock.now() - present[0].made_at
        detail = f"{len(present)}, the newest verified and {age.days} days old"
        return Check("backups", age < _OLD, detail)

    async def verify(self, words: str) -> Verdict:
        """Check everything about a file: a path, or the name of a snapshot as the list shows it.

        Raises `UserError` when there is no such file, or when it was made by a newer version.
        """
        file = await asyncio.to_thread(self._store.find, words)
        found = await self._store.examine(file)
        return Verdict(
            file=file,
            snapshot=self._store.snapshot_in(file),
            schema=found.schema,
            size=found.size,
            sessions=found.sessions,
            messages=found.messages,
            problems=found.problems,
        )
