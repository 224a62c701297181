"""Reads rows out of the pages of a damaged SQLite file, without SQLite, and whether or not anything leads there.

SQLite finds a row by walking down a tree; where one page of the tree is lost, it finds nothing below that page. The
rows themselves stand in leaf pages, which can be told by their first byte. The format is SQLite's own, published and
frozen.
"""

import struct
from collections.abc import Iterator, Sequence
from enum import Enum


class Gap(Enum):
    """Stands for a value that is lost."""

    LOST = "lost"


Value = int | float | str | bytes | None | Gap
Row = list[Value]
"""The values of a row in the order of its columns."""

HEADER = 100
"""Bytes before the tree on the first page."""
_LEAF = 13
_INTEGER_SIZES = (0, 1, 2, 3, 4, 6, 8)
_REAL, _ZERO, _ONE = 7, 8, 9


class Pages:
    """The bytes of a file, page by page."""

    def __init__(self, content: bytes | bytearray | memoryview, page_size: int) -> None:
        self._content = memoryview(content)
        self._size = page_size
        self._count = len(content) // page_size

    def leaves(self) -> Iterator[list[tuple[int, Row]]]:
        """Return the rows of each leaf page, with their numbers; rows that make no sense are left out."""
        for number in range(self._count):
            start = HEADER if number == 0 else 0
            page = self._content[number * self._size : (number + 1) * self._size]
            if page[start] == _LEAF:
                yield list(self._rows(page, start))

    def release(self) -> None:
        """Let go of the bytes."""
        self._content.release()

    def _rows(self, page: memoryview, start: int) -> Iterator[tuple[int, Row]]:
        cells = int.from_bytes(page[start + 3 : start + 5])
        first = start + 8
        for pointer in range(first, min(first + 2 * cells, self._size - 1), 2):
            offset = int.from_bytes(page[pointer : pointer + 2])
            try:
                length, place = _varint(page, offset)
                number, place = _varint(page, place)
                yield _signed(number), _record(self._payload(page, place, length))
            except (IndexError, ValueError):
                continue

    def _payload(self, page: memoryview, place: int, length: int) -> bytes:
        """Return what is there of a row: its beginning on the page itself, the rest on a chain of further pages."""
        if length > len(self._content):
            raise ValueError(length)
        most = self._size - 35
        if length <= most:
            return bytes(page[place : place + length])
        least = (self._size - 12) * 32 // 255 - 23
        local = least + (length - least) % (self._size - 4)
        local = local if local <= most else least
        parts = [bytes(page[place : place + local])]
        missing = length - local
        following = int.from_bytes(page[place + local : place + local + 4])
        while missing > 0 and 1 < following <= self._count:
            begin = (following - 1) * self._size
            part = bytes(self._content[begin + 4 : begin + min(self._size, missing + 4)])
            parts.append(part)
            missing -= len(part)
            following = int.from_bytes(self._content[begin : begin + 4])
        return b"".join(parts)


def _record(payload: bytes) -> Row:
    """Return the values in a row's bytes, as far as they go."""
    view = memoryview(payload)
    header, place = _varint(view, 0)
    kinds = []
    while place < header:
        kind, place = _varint(view, place)
        kinds.append(kind)
    if place != header:
        raise ValueError(header)
    values: Row = []
    for kind in kinds:
        size = _size(kind)
        part = payload[place : place + size]
        # Of a text that was cut off, its beginning is worth having.
        lost = len(part) < size and (kind < 12 or not part)
        values.append(Gap.LOST if lost else _value(kind, part))
        place += size
    return values


def _size(kind: int) -> int:
    if kind >= 12:
        return (kind - 12) // 2
    if kind < len(_INTEGER_SIZES):
        return _INTEGER_SIZES[kind]
    if kind in {10, 11}:
        raise ValueError(kind)
    return 8 if kind == _REAL else 0


def _value(kind: int, content: bytes) -> Value:
    if kind >= 12:
        return content.decode("utf-8", "replace") if kind % 2 else content
    if kind in {_ZERO, _ONE}:
        return kind - _ZERO
    if kind == _REAL:
        return float(struct.unpack(">d", content)[0])
    return int.from_bytes(content, signed=True) if kind else None


def _varint(view: Sequence[int], place: int) -> tuple[int, int]:
    """Return a number of one to nine bytes, and where it ends."""
    value = 0
    for count in range(8):
        byte = view[place + count]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + count + 1
    return value << 8 | view[place + 8], place + 9


def _signed(number: int) -> int:
    return number - 2**64 if number >= 2**63 else number
