"""The chunks of a PNG file: taken apart, changed and put together; no picture is decoded."""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_MOST_CHUNKS: Final = 20_000
_TEXT_KINDS: Final = (b"tEXt", b"zTXt", b"iTXt")
_LONGEST_KEYWORD: Final = 79


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk with its check sum as it stands in the file."""

    kind: bytes
    body: bytes
    crc: bytes

    @property
    def is_whole(self) -> bool:
        """Whether it is as it was written."""
        return self.crc == struct.pack(">I", zlib.crc32(self.kind + self.body))

    @property
    def keyword(self) -> str:
        """What a chunk of text is called, in small letters; empty for other chunks."""
        if self.kind not in _TEXT_KINDS:
            return ""
        keyword, end, _rest = self.body[: _LONGEST_KEYWORD + 1].partition(b"\0")
        return keyword.decode("latin-1").lower() if end else ""

    @property
    def exact_keyword(self) -> str:
        """The keyword in the letters that it was written in."""
        return self.body.partition(b"\0")[0].decode("latin-1") if self.keyword else ""


@dataclass(frozen=True, slots=True)
class PngFile:
    """A PNG file: its chunks up to the one that ends it, and what stands behind that."""

    chunks: tuple[Chunk, ...]
    rest: bytes
    complete: bool

    def joined(self) -> bytes:
        """Return the bytes of the file."""
        return b"".join([SIGNATURE, *map(_bytes_of, self.chunks), self.rest])


def taken_apart(data: bytes) -> PngFile | None:
    """Return the chunks of a PNG file as far as they can be told, None where it has too many."""
    chunks: list[Chunk] = []
    place = len(SIGNATURE)
    while place + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        end = place + 12 + length
        if end > len(data):
            break
        chunks.append(Chunk(kind, data[place + 8 : end - 4], data[end - 4 : end]))
        place = end
        if kind == b"IEND":
            return PngFile(tuple(chunks), data[place:], complete=True)
        if len(chunks) > _MOST_CHUNKS:
            return None
    return PngFile(tuple(chunks), data[place:], complete=False)


def text_chunk(keyword: str, text: bytes) -> Chunk:
    """Return a chunk of plain text."""
    return made_chunk(b"tEXt", keyword.encode("latin-1") + b"\0" + text)


def made_chunk(kind: bytes, body: bytes) -> Chunk:
    """Return a chunk with its check sum."""
    return Chunk(kind, body, struct.pack(">I", zlib.crc32(kind + body)))


def text_of(chunk: Chunk, limit: int) -> bytes | None:
    """Return what a chunk of text says, unpacked; None where it cannot be read or is longer than `limit`."""
    body = chunk.body.partition(b"\0")[2]
    if chunk.kind == b"zTXt":
        return _unpacked(body[1:], limit) if body[:1] == b"\0" else None
    if chunk.kind == b"iTXt":
        packed, _method, rest = body[:1], body[1:2], body[2:]
        text = rest.partition(b"\0")[2].partition(b"\0")[2]
        return _unpacked(text, limit) if packed == b"\1" else text[: limit + 1] if len(text) <= limit else None
    return body if len(body) <= limit else None


def with_texts(file: PngFile, gone: Iterable[Chunk], new: Iterable[Chunk]) -> bytes:
    """Return the file without the chunks in `gone`, and with `new` ones before its end."""
    left_out = {id(chunk) for chunk in gone}
    kept = [chunk for chunk in file.chunks if id(chunk) not in left_out]
    return PngFile((*kept[:-1], *new, kept[-1]), file.rest, file.complete).joined()


def _bytes_of(chunk: Chunk) -> bytes:
    return struct.pack(">I", len(chunk.body)) + chunk.kind + chunk.body + chunk.crc


def _unpacked(data: bytes, limit: int) -> bytes | None:
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(data, limit + 1)
    except zlib.error:
        return None
    return text if unpacking.eof and len(text) <= limit else None
