"""Snapshots that are there: listed and verified, even while the chat file itself cannot be opened."""

from dataclasses import dataclass
from pathlib import Path

from desktop_app.domain.snapshots import Snapshot
from desktop_app.store.snapshots import ListedSnapshot, SnapshotStore


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

    def __init__(self, chat_file: Path | None) -> None:
        """Look at the snapshots of `chat_file`, None for a store that is no file."""
        self._store = SnapshotStore(chat_file)

    async def list_snapshots(self) -> list[ListedSnapshot]:
        """Return all, the newest first."""
        return await self._store.listed()

    async def verify(self, words: str) -> Verdict:
        """Check everything about a file: a path, or the name of a snapshot as the list shows it.

        Raises `UserError` when there is no such file, or when it was made by a newer version.
        """
        file = self._store.find(words)
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
