"""The place of the chat file: nothing is written elsewhere."""

import asyncio
from pathlib import Path

from desktop_app.domain.errors import UserError


class Place:
    """Where a file was when it was opened.

    A file that was moved, replaced or unmounted meanwhile still takes what is written to it, and nobody would find
    it there again.
    """

    def __init__(self, path: Path | None) -> None:
        """Watch over the file at `path`; over nothing for a store that is no file."""
        self._path = path
        self._file: tuple[int, int] | None = None

    def remember(self) -> None:
        """Take the file that is there now for the right one."""
        self._file = self._found()

    def check(self) -> None:
        """Raise `UserError` unless the file that was remembered is there."""
        if self._file is not None and self._found() != self._file:
            raise UserError("store_moved", file=self._path)

    async def check_aside(self) -> None:
        """Do the same in a thread: on a disk that hangs, looking takes for ever."""
        if self._file is not None:
            await asyncio.to_thread(self.check)

    def _found(self) -> tuple[int, int] | None:
        if self._path is None:
            return None
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
