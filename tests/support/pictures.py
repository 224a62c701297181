"""Pictures of a virtual screen."""

import struct
from pathlib import Path

from PySide6.QtGui import QImage

_HEADER = struct.Struct(">25I")
_COLOUR_BYTES = 12


def read_screen(frame: Path) -> QImage:
    """Return what an XWD file shows, as the X server keeps it for a screen of 24 bits."""
    data = frame.read_bytes()
    header = _HEADER.unpack_from(data)
    size, width, height, line, colours = header[0], header[4], header[5], header[12], header[19]
    assert header[11] == 32, "pixels of 32 bits"
    start = size + colours * _COLOUR_BYTES
    picture = QImage(data[start : start + line * height], width, height, line, QImage.Format.Format_RGB32)
    return picture.copy()
