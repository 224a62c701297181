"""The most memory that a model may want."""

import os

_COMMON_SIZE = 4_000_000_000


def most_for(size: int) -> int:
    """Return the bytes that a model's process may take, 0 for no limit.

    Nothing honest comes near: it is there for files that lie about what they hold.
    """
    try:
        whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 0
    return 2 * whole + 2 * size + _COMMON_SIZE
