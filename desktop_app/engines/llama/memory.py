"""The computer's memory: how much is free, and what a model may want at most."""

import os
from pathlib import Path

_BESIDE = 600_000_000
"""Bytes that a model takes besides its file: the libraries, what it works in, a short conversation."""
_COMMON_SIZE = 4_000_000_000


def is_room_for(size: int) -> bool:
    """Tell whether a model of `size` bytes fits beside those in memory; no where the system does not tell."""
    free = _free()
    return free is not None and free > size * 1.2 + _BESIDE


def most_for(size: int) -> int:
    """Return the bytes that a model's process may take, 0 for no limit.

    Nothing honest comes near: it is there for files that lie about what they hold.
    """
    try:
        whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 0
    return 2 * whole + 2 * size + _COMMON_SIZE


def _free() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, ValueError, StopIteration):
        return None
