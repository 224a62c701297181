"""Applies a write-ahead log to a copy of its file, as SQLite would, also where SQLite cannot open that file."""

import sys
from array import array
from collections.abc import Iterator
from pathlib import Path

_HEADER, _FRAME = 32, 24
_MAGIC = {0x377F0682: "little", 0x377F0683: "big"}
_MASK = 0xFFFFFFFF


def apply_log(file: Path, log: Path) -> int:
    """Write the pages of every transaction that `log` holds whole into `file`; return how many pages."""
    pages = _committed(log.read_bytes())
    with file.open("r+b") as opened:
        for number, page in pages.items():
            opened.seek((number - 1) * len(page))
            opened.write(page)
    return len(pages)


def _committed(content: bytes) -> dict[int, bytes]:
    """Return the newest content of each page, up to the last transaction that is whole."""
    pending: dict[int, bytes] = {}
    done: dict[int, bytes] = {}
    for number, commits, page in _frames(content):
        pending[number] = page
        if commits:
            done |= pending
            pending.clear()
    return done


def _frames(content: bytes) -> Iterator[tuple[int, bool, bytes]]:
    """Return the frames before the first that is not what was written: its page, whether it ends a transaction."""
    order = _MAGIC.get(int.from_bytes(content[:4]))
    size = int.from_bytes(content[8:12])
    if order is None or not 512 <= size <= 65536:
        return
    sums = _summed(content[:24], order, (0, 0))
    if content[24:32] != _bytes(sums):
        return
    salts = content[16:24]
    for start in range(_HEADER, len(content) - _FRAME - size + 1, _FRAME + size):
        head = content[start : start + _FRAME]
        page = content[start + _FRAME : start + _FRAME + size]
        sums = _summed(head[:8] + page, order, sums)
        number = int.from_bytes(head[:4])
        if head[8:16] != salts or head[16:24] != _bytes(sums) or not number:
            return
        yield number, int.from_bytes(head[4:8]) > 0, page


def _summed(content: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    words = array("I", content)
    if order != sys.byteorder:
        words.byteswap()
    first, second = sums
    for place in range(0, len(words), 2):
        first = (first + words[place] + second) & _MASK
        second = (second + words[place + 1] + first) & _MASK
    return first, second


def _bytes(sums: tuple[int, int]) -> bytes:
    return sums[0].to_bytes(4) + sums[1].to_bytes(4)
