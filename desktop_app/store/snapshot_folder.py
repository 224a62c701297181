"""The folder that snapshots are kept in, beside the chat file: what is there, and what may be swept away."""

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import Timeout

from desktop_app.domain.errors import UserError
from desktop_app.domain.snapshots import Snapshot, snapshot_named
from desktop_app.store.files import sync_folder
from desktop_app.store.locks import file_lock, try_lock

PART = ".part"
"""Ends the name of whatever is not complete; nothing complete has it."""
BESIDE = ("-journal", "-wal", "-shm")
"""Ends the names of what SQLite keeps beside a file while it is in use."""
_UNFINISHED = (PART, *(f"{PART}{ending}" for ending in BESIDE))
_LOCK = "lock"
_WAIT_SECONDS = 30.0


class SnapshotFolder:
    """The snapshots of one chat file, in files that their owner alone can read."""

    def __init__(self, chat_file: Path) -> None:
        """Look beside `chat_file`; nothing is made before a snapshot is."""
        self.path = chat_file.parent / "backups"
        self._stem = chat_file.stem

    def snapshots(self) -> list[Snapshot]:
        """Return what is there, the newest first."""
        try:
            names = os.listdir(self.path)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise UserError("backup_failed", reason=f"{self.path}: {error.strerror or error}") from error
        found = filter(None, (snapshot_named(self._stem, name) for name in names))
        return sorted(found, key=lambda each: each.made_at, reverse=True)

    def file_of(self, snapshot: Snapshot) -> Path:
        """Return the file of a snapshot."""
        return self.path / snapshot.file_name(self._stem)

    def find(self, words: str) -> Path:
        """Return the file that a person means: a path, or a bare name of a snapshot here."""
        given = Path(words).expanduser()
        here = self.path / given.name
        return here if given.name == words and not given.exists() and here.exists() else given

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder where there is none, and let nobody else change it meanwhile; clear up what was left."""
        self.path.mkdir(mode=0o700, exist_ok=True)
        lock = file_lock(self.path / _LOCK)
        try:
            lock.acquire(timeout=_WAIT_SECONDS)
        except Timeout as error:
            raise UserError("backup_busy") from error
        try:
            self._clear_up()
            yield
        finally:
            lock.release()

    def sweep(self) -> None:
        """Remove what a killed process left half done, unless one is at work just now."""
        if not self.path.is_dir():
            return
        # A folder that cannot be written to is told when a snapshot is made; it must not keep the chats from opening.
        with suppress(OSError):
            lock = try_lock(self.path / _LOCK)
            if lock is not None:
                try:
                    self._clear_up()
                finally:
                    lock.release()

    def remove(self, snapshots: Collection[Snapshot]) -> None:
        """Delete these; ones that are gone already are no mistake."""
        for snapshot in snapshots:
            self.file_of(snapshot).unlink(missing_ok=True)
        if snapshots:
            sync_folder(self.path)

    def _clear_up(self) -> None:
        for entry in self.path.iterdir():
            if not entry.name.endswith(_UNFINISHED):
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
