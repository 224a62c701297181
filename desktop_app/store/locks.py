"""Locks on files, which die with the process that holds them."""

import asyncio
from pathlib import Path
from uuid import uuid4

from filelock import BaseFileLock, FileLock, Timeout

from desktop_app.store.failures import files_explained


def file_lock(path: Path) -> BaseFileLock:
    """Return a lock on `path`, not yet held; any thread may take and release it."""
    # Never a file with a process number in it: such a lock outlives a killed process.
    return FileLock(path, mode=0o600, thread_local=False, fallback_to_soft=False)


def try_lock(path: Path) -> BaseFileLock | None:
    """Return a held lock on `path`, None when another process holds it."""
    lock = file_lock(path)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return None
    return lock


def _is_left(path: Path) -> bool:
    """Tell whether nobody holds a lock any more; its file is removed then."""
    if not path.exists():
        return True
    lock = try_lock(path)
    if lock is None:
        return False
    lock.release()
    path.unlink(missing_ok=True)
    return True


class FileWriter:
    """The process as the author of unfinished answers, alive while its lock file is locked."""

    def __init__(self, folder: Path | None) -> None:
        """Use lock files in `folder`; None where no other process can see the store."""
        self._folder = folder
        self._lock: BaseFileLock | None = None
        self._announcing = asyncio.Lock()
        self.id = uuid4().hex

    async def announce(self) -> None:
        """Take this writer's lock, once, before its first unfinished answer is stored."""
        folder = self._folder
        if folder is None or self._lock is not None:
            return
        async with self._announcing:
            if self._lock is None:
                with files_explained(str(folder)):
                    self._lock = await asyncio.to_thread(self._taken_in, folder)

    def _taken_in(self, folder: Path) -> BaseFileLock | None:
        folder.mkdir(mode=0o700, exist_ok=True)
        return try_lock(folder / self.id)

    async def is_dead(self, writer_id: str) -> bool:
        """Tell whether another writer's process is gone; its lock file is then removed."""
        if writer_id == self.id:
            return False
        if self._folder is None:
            return True
        return await asyncio.to_thread(_is_left, self._folder / writer_id)

    def close(self) -> None:
        """Release the lock and remove its file."""
        if self._lock is not None and self._folder is not None:
            self._lock.release()
            (self._folder / self.id).unlink(missing_ok=True)
            self._lock = None
