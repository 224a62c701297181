"""Snapshots in the store: made, listed, verified and thinned, in threads beside the event loop."""

import sqlite3
from datetime import datetime
from functools import partial
from pathlib import Path

from desktop_app.domain.errors import UserError
from desktop_app.domain.snapshots import ListedSnapshot, Reason, Snapshot, snapshot_named, superfluous
from desktop_app.store.snapshot_check import Examination, count_contents, examine_snapshot, opened_read_only
from desktop_app.store.snapshot_copy import explained, make_snapshot, save_snapshot
from desktop_app.store.snapshot_folder import SnapshotFolder
from desktop_app.store.snapshot_seal import is_sealed
from desktop_app.store.stoppable import Stop, in_thread


class SnapshotStore:
    """The snapshots of one chat file, which need not be open for this, or even readable."""

    def __init__(self, chat_file: Path | None) -> None:
        """Keep snapshots beside `chat_file`; None for a store that is no file, of which there can be none."""
        self._chat_file = chat_file

    @property
    def chat_file(self) -> Path:
        """The file that is copied; raises `UserError` where the store is none."""
        if self._chat_file is None:
            raise UserError("backup_needs_file")
        return self._chat_file

    @property
    def folder(self) -> SnapshotFolder:
        """The folder of the snapshots."""
        return SnapshotFolder(self.chat_file)

    async def make(self, reason: Reason, now: datetime) -> ListedSnapshot:
        """Make a verified snapshot; raise `UserError` where that cannot be done, which leaves everything as it was."""
        snapshot, found = await in_thread(partial(make_snapshot, self.chat_file, reason, now))
        return _listed(snapshot, self.folder.file_of(snapshot), found)

    async def save(self, target: Path, now: datetime) -> ListedSnapshot:
        """Make a verified snapshot in a file of the user's choice, which is no other file's yet."""
        found = await in_thread(partial(save_snapshot, self.chat_file, target))
        return _listed(Snapshot(now, found.schema or "", Reason.DEMAND), target, found)

    def find(self, words: str) -> Path:
        """Return the file that a person means: a path, or the name of a snapshot of this store."""
        return Path(words).expanduser() if self._chat_file is None else self.folder.find(words)

    def snapshot_in(self, file: Path) -> Snapshot | None:
        """Return what the name of a file says, None when it is none that a snapshot has."""
        return None if self._chat_file is None else snapshot_named(self.chat_file.stem, file.name)

    async def present(self) -> list[Snapshot]:
        """Return what is there, the newest first; nothing for a store that is no file."""
        return [] if self._chat_file is None else await in_thread(lambda _stop: self.folder.snapshots())

    async def listed(self) -> list[ListedSnapshot]:
        """Return what is there with what is in it, the newest first."""
        return await in_thread(self._listed)

    async def examine(self, file: Path) -> Examination:
        """Check everything about a file that may be a snapshot, of this store or any other."""
        return await in_thread(partial(examine_snapshot, file))

    async def thin(self, now: datetime) -> list[Snapshot]:
        """Remove what is superfluous, and return it."""
        return await in_thread(lambda _stop: self._thin(now))

    def _thin(self, now: datetime) -> list[Snapshot]:
        folder = self.folder
        with explained(folder.path), folder.locked():
            gone = superfluous(folder.snapshots(), now)
            folder.remove(gone)
            return gone

    def _listed(self, stop: Stop) -> list[ListedSnapshot]:
        folder = self.folder
        return [_look_at(each, folder.file_of(each), stop) for each in folder.snapshots()]


def _listed(snapshot: Snapshot, file: Path, found: Examination) -> ListedSnapshot:
    return ListedSnapshot(snapshot, file, found.size, found.sessions, found.messages, found.ok)


def _look_at(snapshot: Snapshot, file: Path, stop: Stop) -> ListedSnapshot:
    """Count what is in a file without reading all of it."""
    size = 0
    try:
        size = file.stat().st_size
        with opened_read_only(file, stop) as connection:
            sessions, messages = count_contents(connection)
        return ListedSnapshot(snapshot, file, size, sessions, messages, verified=is_sealed(file))
    except (sqlite3.Error, OSError):
        stop.check()
        return ListedSnapshot(snapshot, file, size, 0, 0, verified=False)
