"""The lock of the one window on a data folder; it dies with its process."""

import errno
import os
import sys
from pathlib import Path
from typing import Self

from desktop_app.domain.errors import UserError

# Not filelock, which all other locks are made with: its imports would hold up the first paint.
if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_HELD = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}


class WindowLock:
    """Held from before the window is made until all behind it is closed."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, file: Path) -> Self | None:
        """Return the lock on `file`, None when another process holds it.

        Where the file system knows no locks the window opens all the same: the store is safe with two of them.
        """
        try:
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise UserError("data_folder_unusable", folder=file.parent, reason=reason) from error
        try:
            _lock(descriptor)
        except OSError as error:
            if error.errno in _HELD:
                os.close(descriptor)
                return None
        return cls(descriptor)

    def release(self) -> None:
        """Let the next window open."""
        os.close(self._descriptor)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
