"""A file read from its beginning in blocks, one of which is in memory at a time."""

import re
import struct
from typing import BinaryIO

from desktop_app.domain.model_sentences import GGUF_REASONS

BLOCK = 1 << 20
LONGEST_HEADER = 256 << 20
"""Bytes; the largest vocabularies need a tenth of it."""

_U32, _U64 = struct.Struct("<I"), struct.Struct("<Q")
_AT_ONCE = 256
# A string is its length as eight bytes, then as many bytes. Walking over hundreds of thousands of them takes half as
# long where a regular expression does it: short ones, many at a time, the most common lengths first.
_SHORT_STRING = b"|".join(
    re.escape(bytes([length])) + b"\0\0\0\0\0\0\0.{%d}" % length
    for length in sorted(range(64), key=lambda length: abs(length - 6))
)
_SHORT_STRINGS = re.compile(b"(?:" + _SHORT_STRING + b"){%d}+" % _AT_ONCE, re.DOTALL)


class GGUFError(ValueError):
    """The file is none that can be used, for the reason that `code` stands for."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        return GGUF_REASONS[self.code].format(**self.details)


class Source:
    """Reads numbers and bytes one after the other; raises `GGUFError` where the file ends before they do.

    The file is read, not mapped: a mapped file that another program cuts off meanwhile ends the process.
    """

    def __init__(self, file: BinaryIO, size: int) -> None:
        """Read from the beginning of `file`, which has `size` bytes."""
        self._file = file
        self._size = size
        self._block = b""
        self._start = 0
        self._at = 0

    @property
    def position(self) -> int:
        """Where the next byte is."""
        return self._start + self._at

    @property
    def left(self) -> int:
        """How many bytes there can still be."""
        return self._size - self.position

    def take(self, count: int) -> bytes:
        """Return the next bytes."""
        self._need(count)
        self._at += count
        return self._block[self._at - count : self._at]

    def number(self, layout: struct.Struct) -> int | float | bool:
        """Return the next number of that layout."""
        self._need(layout.size)
        value: int | float | bool = layout.unpack_from(self._block, self._at)[0]
        self._at += layout.size
        return value

    def u32(self) -> int:
        """Return the next unsigned number of four bytes."""
        return int(self.number(_U32))

    def u64(self) -> int:
        """Return the next unsigned number of eight bytes."""
        return int(self.number(_U64))

    def skip(self, count: int) -> None:
        """Go on behind the next bytes without reading them."""
        if count > min(self.left, LONGEST_HEADER - self.position):
            raise _cut_off() if count > self.left else _too_long()
        self._at += count
        if self._at > len(self._block):
            self._start, self._at, self._block = self.position, 0, b""

    def skip_strings(self, count: int) -> None:
        """Go on behind so many strings."""
        unpack = _U64.unpack_from
        while count > 0:
            self._need(_U64.size)
            while count >= _AT_ONCE and (found := _SHORT_STRINGS.match(self._block, self._at)):
                self._at = found.end()
                count -= _AT_ONCE
            block, end = self._block, len(self._block) - _U64.size
            at, few = self._at, min(count, _AT_ONCE)
            while few > 0 and at <= end:
                at += _U64.size + unpack(block, at)[0]
                few -= 1
                count -= 1
            self.skip(at - self._at)

    def _need(self, count: int) -> None:
        """Have so many bytes in the block."""
        missing = self._at + count - len(self._block)
        if missing <= 0:
            return
        if count > self.left:
            raise _cut_off()
        if self.position + count > LONGEST_HEADER:
            raise _too_long()
        rest = self._block[self._at :]
        self._start, self._at = self.position, 0
        self._file.seek(self._start + len(rest))
        pieces, have = [rest], len(rest)
        wanted = max(count, BLOCK)
        while have < count and (piece := self._file.read(wanted - have)):
            pieces.append(piece)
            have += len(piece)
        self._block = b"".join(pieces)
        if have < count:
            raise _cut_off()


def _cut_off() -> GGUFError:
    return GGUFError("cut_off")


def _too_long() -> GGUFError:
    return GGUFError("endless")
