"""Files with cards in them, well made and otherwise."""

import json
import struct
import zlib
from base64 import b64encode
from typing import Any

from desktop_app.formats.cards.png_chunks import SIGNATURE, Chunk, PngFile, made_chunk, text_chunk
from tests.support.images import png


def png_with(*texts: Chunk) -> bytes:
    """A small picture with these chunks of text."""
    file = _chunks(png())
    return PngFile((*file[:-1], *texts, file[-1]), b"", complete=True).joined()


def card_chunk(document: Any, keyword: str = "chara") -> Chunk:
    """A card as most programs write it."""
    return text_chunk(keyword, b64encode(json.dumps(document).encode()))


def text_in_chunk(kind: bytes, document: Any) -> Chunk:
    """A card in one of the other kinds of text."""
    said = b64encode(json.dumps(document).encode())
    if kind == b"zTXt":
        return made_chunk(kind, b"chara\0\0" + zlib.compress(said))
    if kind == b"iTXt":
        return made_chunk(kind, b"chara\0\0\0en\0name\0" + said)
    if kind == b"packed iTXt":
        return made_chunk(b"iTXt", b"chara\0\1\0\0\0" + zlib.compress(said))
    if kind == b"raw tEXt":
        return text_chunk("chara", json.dumps(document, ensure_ascii=False).encode())
    return text_chunk("Chara", said)


def _chunks(data: bytes) -> list[Chunk]:
    found, place = [], len(SIGNATURE)
    while place < len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        body = data[place + 8 : place + 8 + length]
        found.append(Chunk(kind, body, data[place + 8 + length : place + 12 + length]))
        place += 12 + length
    return found
