"""The folder that files are exported into: each appears whole, for its owner alone, and none is written through."""

import os
import secrets
import stat
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from desktop_app.domain.errors import UserError
from desktop_app.store.files import sync_folder

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
_HELD = {os.open, os.rename, os.unlink, os.stat, os.mkdir} <= os.supports_dir_fd
"""Whether a folder can be held: then it does not matter when another comes to stand in its place meanwhile."""


class ExportFolder:
    """An open folder; to be closed."""

    def __init__(self, folder: Path, held: int | None = None) -> None:
        """Open a folder, unless it is `held` already, by this descriptor."""
        self.path = folder
        self._held = os.open(folder, _FOLDER) if _HELD and held is None else held

    def close(self) -> None:
        """Let go of the folder."""
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def inner(self, name: str) -> "ExportFolder":
        """Open the folder of that name in this one, which is no link; make it where there is none."""
        with suppress(FileExistsError):
            os.mkdir(self._place(name), 0o700, dir_fd=self._held)
        if self._held is not None:
            return ExportFolder(self.path / name, os.open(name, _FOLDER | _NO_LINK, dir_fd=self._held))
        if (self.path / name).is_symlink():
            raise UserError("export_not_plain", file=self.path / name)
        return ExportFolder(self.path / name)

    def names(self) -> list[str]:
        """Return the names of what is in the folder."""
        return os.listdir(self.path if self._held is None else self._held)

    def check(self, name: str, *, replace: bool) -> None:
        """Raise `UserError` unless a file can get that name: free, or an ordinary file where `replace` is wanted."""
        try:
            found = os.lstat(self._place(name), dir_fd=self._held)
        except FileNotFoundError:
            return
        if not stat.S_ISREG(found.st_mode):
            raise UserError("export_not_plain", file=self.path / name)
        if not replace:
            raise UserError("export_exists", file=self.path / name)

    def begin(self) -> "ExportFile":
        """Begin a file that has no name yet."""
        return ExportFile(self, f".{secrets.token_hex(8)}.part")

    def open_fresh(self, name: str) -> int:
        """Make a private file that was not there; return its descriptor."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BINARY
        return os.open(self._place(name), flags, 0o600, dir_fd=self._held)

    def rename(self, old: str, new: str) -> None:
        """Give a file another name, in the place of what has it."""
        os.replace(self._place(old), self._place(new), src_dir_fd=self._held, dst_dir_fd=self._held)

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""
        with suppress(FileNotFoundError):
            os.unlink(self._place(name), dir_fd=self._held)

    def sync(self) -> None:
        """Wait until the names are on the disk."""
        if self._held is None:
            sync_folder(self.path)
        else:
            os.fsync(self._held)

    def _place(self, name: str) -> str:
        return name if self._held is not None else str(self.path / name)


class ExportFile:
    """A file on its way: written under a passing name, then given its own, or taken away."""

    def __init__(self, folder: ExportFolder, passing_name: str) -> None:
        self._folder = folder
        self._name = passing_name
        self._file: BinaryIO = os.fdopen(folder.open_fresh(passing_name), "wb")

    def write(self, octets: bytes) -> None:
        """Write more."""
        self._file.write(octets)

    def finish(self, name: str, changed_at: datetime | None, *, replace: bool) -> None:
        """Give the file its name and the time it speaks of, where it does, once every byte is on the disk."""
        self._file.flush()
        if changed_at is not None and os.utime in os.supports_fd:
            moment = changed_at.timestamp()
            os.utime(self._file.fileno(), (moment, moment))
        os.fsync(self._file.fileno())
        self._file.close()
        self._folder.check(name, replace=replace)
        if not replace:
            # Takes the name only where it is still free, whoever else wants it.
            os.close(self._folder.open_fresh(name))
        try:
            self._folder.rename(self._name, name)
        except OSError:
            if not replace:
                self._folder.remove(name)
            raise
        self._folder.sync()

    def drop(self) -> None:
        """Take away what was written, unless it is finished."""
        try:
            self._file.close()
        finally:
            self._folder.remove(self._name)
