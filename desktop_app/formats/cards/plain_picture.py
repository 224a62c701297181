"""A plain picture for a card whose character has none: its file must be a picture all the same."""

import struct
import zlib
from typing import Final

from desktop_app.formats.cards.png_chunks import PngFile, made_chunk, text_chunk

PLAIN: Final = "parley-plain"
"""The keyword that tells that a picture shows nobody."""
_WIDTH: Final = 400
_HEIGHT: Final = 600
_SHADES: Final = 64
_GROUNDS: Final = ((61, 90, 128), (42, 111, 106), (107, 79, 128), (128, 92, 61), (128, 66, 84), (74, 104, 61))


def plain_picture(name: str) -> bytes:
    """Return a PNG in a colour that goes with the name, growing darker from the top."""
    ground = _GROUNDS[zlib.crc32(name.encode("utf-8", "surrogatepass")) % len(_GROUNDS)]
    palette = bytes(colour * (2 * _SHADES - shade) // (2 * _SHADES) for shade in range(_SHADES) for colour in ground)
    rows = b"".join(b"\0" + bytes([row * _SHADES // _HEIGHT]) * _WIDTH for row in range(_HEIGHT))
    chunks = (
        made_chunk(b"IHDR", struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 3, 0, 0, 0)),
        made_chunk(b"PLTE", palette),
        text_chunk(PLAIN, b"made where there was no picture"),
        made_chunk(b"IDAT", zlib.compress(rows, 9)),
        made_chunk(b"IEND", b""),
    )
    return PngFile(chunks, b"", complete=True).joined()
