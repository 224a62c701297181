"""The seal on a snapshot: a hash over all of its bytes, kept in its own header.

SQLite leaves four bytes of the header (the “user version”) to the program. So the seal goes wherever the file goes,
whatever it is called, and any byte that changes is noticed: in texts, names, times and the search index alike.
"""

import os
from collections.abc import Callable
from enum import Enum
from hashlib import sha256
from pathlib import Path

MAGIC = b"SQLite format 3\x00"
_MODES = slice(18, 20)
_LIVE = b"\x02\x02"
"""What stands there in a chat file that is in use, with a write-ahead log: changed all the time, it has no seal."""
_SEAL = slice(60, 64)
_CHUNK = 1 << 20
_ALWAYS_SET = 3
"""Two bits that are set in every seal: one changed bit never makes a sealed file look like one without a seal."""


class SealState(Enum):
    """What a look at the seal tells."""

    NONE = "none"
    WHOLE = "whole"
    BROKEN = "broken"


def put_seal(file: Path, check: Callable[[], None]) -> None:
    """Seal a file that nothing has open; `check` is called now and then, and may raise to stop."""
    seal = _seal_of(file, check)
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.lseek(descriptor, _SEAL.start, os.SEEK_SET)
        os.write(descriptor, seal)
    finally:
        os.close(descriptor)


def seal_state(file: Path, check: Callable[[], None]) -> SealState:
    """Tell whether a file is as it was when it was sealed."""
    seal = _seal_in(file)
    if seal is None:
        return SealState.NONE
    return SealState.WHOLE if seal == _seal_of(file, check) else SealState.BROKEN


def is_sealed(file: Path) -> bool:
    """Tell whether a file carries a seal, without looking whether it still fits."""
    return _seal_in(file) is not None


def _seal_in(file: Path) -> bytes | None:
    with file.open("rb") as opened:
        header = opened.read(100)
    sealed = header.startswith(MAGIC) and header[_MODES] != _LIVE and any(header[_SEAL])
    return header[_SEAL] if sealed else None


def _seal_of(file: Path, check: Callable[[], None]) -> bytes:
    hashed = sha256()
    with file.open("rb") as opened:
        header = bytearray(opened.read(100))
        header[_SEAL] = bytes(len(header[_SEAL]))
        hashed.update(header)
        while chunk := opened.read(_CHUNK):
            hashed.update(chunk)
            check()
    seal = bytearray(hashed.digest()[: _SEAL.stop - _SEAL.start])
    seal[-1] |= _ALWAYS_SET
    return bytes(seal)
