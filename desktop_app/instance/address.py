"""The name of a Unix socket, which must be shorter than a path may be."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LONGEST = 100
"""Bytes that every system takes: macOS has room for 104, Linux for 108."""


@contextmanager
def address_of(file: Path) -> Iterator[bytes]:
    """Give a name of the socket `file` that is short enough, to be used before the block ends."""
    name = os.fsencode(file)
    if len(name) <= _LONGEST:
        yield name
        return
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        by_number = f"/proc/self/fd/{folder}"
        if Path(by_number).exists():
            yield os.fsencode(f"{by_number}/{file.name}")
        else:
            here = os.open(".", os.O_RDONLY)
            try:
                os.fchdir(folder)
                yield os.fsencode(file.name)
            finally:
                os.fchdir(here)
                os.close(here)
    finally:
        os.close(folder)
