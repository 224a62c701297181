"""A file on its way from elsewhere: what came is kept under a passing name until all of it is here."""

import json
import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop_app.store.files import replace_file, sync_folder
from desktop_app.store.locks import try_lock

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the bytes that are here came from, as far as is needed to go on; `kept` of them are safely on the disk."""

    source: str = ""
    validator: str = ""
    total: int = 0
    kept: int = 0


class PartFile:
    """The beginning of a file, held by one process at a time; to be closed."""

    def __init__(self, file: Path) -> None:
        """Hold the beginning of `file`; raise `BlockingIOError` where another process does."""
        self.file = file
        self.path = file.with_name(f"{file.name}.part")
        self._about = file.with_name(f"{file.name}.part.json")
        self._lock_path = file.with_name(f".{file.name}.lock")
        lock = try_lock(self._lock_path)
        if lock is None:
            raise BlockingIOError
        self._lock = lock
        try:
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | _NO_LINK | _BINARY, 0o600)
        except OSError:
            self._let_go()
            raise
        self.origin = self._read_origin()
        self.size = os.fstat(self._handle).st_size
        self._waiting = bytearray()

    def begin(self, size: int, origin: Origin) -> None:
        """Go on behind `size` bytes, and drop what is there beyond."""
        os.ftruncate(self._handle, size)
        os.lseek(self._handle, size, os.SEEK_SET)
        self.size, self.origin = size, origin
        self.settle()

    def add(self, octets: bytes) -> int:
        """Take in more, to be written later; return how many bytes wait for that."""
        self._waiting += octets
        return len(self._waiting)

    @property
    def beginning(self) -> bytes:
        """The first bytes, as long as nothing was written."""
        return b"" if self.size else bytes(self._waiting[:16])

    def flush(self) -> None:
        """Write what waits; what could be written before a failure is counted."""
        while self._waiting:
            written = os.write(self._handle, self._waiting)
            self.size += written
            del self._waiting[:written]

    def settle(self) -> None:
        """Have everything on the disk, and remember that it is."""
        os.fsync(self._handle)
        about = Origin(self.origin.source, self.origin.validator, self.origin.total, self.size)
        replace_file(self._about, json.dumps(asdict(about)).encode())
        self.origin = about

    def free_space(self) -> int:
        """Return how many bytes still go onto the disk."""
        return shutil.disk_usage(self.path.parent).free

    def finish(self) -> None:
        """Give the file its name; raise `FileExistsError` where another has it by now."""
        os.fsync(self._handle)
        os.close(os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o600))
        self._close_handle()
        try:
            self.path.replace(self.file)
        except OSError:
            self.file.unlink(missing_ok=True)
            raise
        self._about.unlink(missing_ok=True)
        sync_folder(self.file.parent)

    def drop(self) -> None:
        """Take away everything that came."""
        self._waiting.clear()
        self._close_handle()
        self.path.unlink(missing_ok=True)
        self._about.unlink(missing_ok=True)

    def close(self) -> None:
        """Keep what came, for another time; a file with nothing in it is taken away."""
        if self._handle >= 0:
            for keep in (self.flush, self.settle):
                with suppress(OSError):
                    keep()
            if not self.size:
                self.drop()
        self._close_handle()
        self._let_go()

    def _close_handle(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _let_go(self) -> None:
        with suppress(OSError):
            self._lock_path.unlink(missing_ok=True)
        self._lock.release()

    def _read_origin(self) -> Origin:
        try:
            said = json.loads(self._about.read_bytes()[: 1 << 16])
            origin = Origin(str(said["source"]), str(said["validator"]), int(said["total"]), int(said["kept"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return Origin()
        return origin if origin.validator.isascii() and origin.validator.isprintable() else Origin()
