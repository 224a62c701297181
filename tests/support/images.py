"""Small pictures, made by hand."""

import struct
import zlib


def png(width: int = 8, height: int = 6, colour: tuple[int, int, int] = (200, 40, 90)) -> bytes:
    """A whole PNG of one colour."""
    rows = (b"\0" + bytes(colour) * width) * height
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(rows)),
            _chunk(b"IEND", b""),
        )
    )


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A small PNG that says it is huge."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(b"\0" * 1000)),
            _chunk(b"IEND", b""),
        )
    )


def gif(width: int = 5, height: int = 4) -> bytes:
    """A whole GIF with one black frame."""
    pixels = b"\x08" + b"\x02\x4c\x01" + b"\x00"
    screen = struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(3) + b"\xff\xff\xff"
    return b"GIF89a" + screen + b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + pixels + b";"


def jpeg_head(width: int, height: int) -> bytes:
    """What a JPEG begins with: a mark with something in it, filling, then the frame."""
    comment = b"\xff\xfe" + struct.pack(">H", 2 + 3) + b"abc"
    return b"\xff\xd8" + comment + b"\xff\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"


def webp_heads(width: int, height: int) -> list[bytes]:
    """What the three kinds of WebP begin with."""
    lossless = struct.pack("<BI", 0x2F, (width - 1) | (height - 1) << 14)
    lossy = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height)
    extended = bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    kinds = ((b"VP8L", lossless), (b"VP8 ", lossy), (b"VP8X", extended))
    return [b"RIFF" + bytes(4) + b"WEBP" + kind + struct.pack("<I", len(body)) + body for kind, body in kinds]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
