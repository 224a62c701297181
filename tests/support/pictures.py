"""Pictures of a virtual screen, and the window on it brought to the screen's size."""

import ctypes
import ctypes.util
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


def fill_screen(display: str, width: int, height: int) -> None:
    """Give the largest window on a display, where no window manager does, the whole screen."""
    x11 = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    screen = ctypes.c_void_p(x11.XOpenDisplay(display.encode()))
    assert screen.value, "no such display"
    root = ctypes.c_ulong(x11.XDefaultRootWindow(screen))
    windows = _windows(x11, screen, root)
    largest = max(windows, key=lambda window: _area(x11, screen, window))
    x11.XMoveResizeWindow(screen, ctypes.c_ulong(largest), 0, 0, width, height)
    x11.XSync(screen, 0)
    x11.XCloseDisplay(screen)


def _windows(x11: ctypes.CDLL, screen: ctypes.c_void_p, root: ctypes.c_ulong) -> list[int]:
    """Return the ids of the windows on the screen."""
    ignored, count = ctypes.c_ulong(), ctypes.c_uint()
    children = ctypes.POINTER(ctypes.c_ulong)()
    x11.XQueryTree(
        screen, root, ctypes.byref(ignored), ctypes.byref(ignored), ctypes.byref(children), ctypes.byref(count)
    )
    return [children[position] for position in range(count.value)]


def _area(x11: ctypes.CDLL, screen: ctypes.c_void_p, window: int) -> int:
    root, x, y = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_int()
    width, height, border, depth = (ctypes.c_uint() for _ in range(4))
    places = (ctypes.byref(value) for value in (root, x, y, width, height, border, depth))
    return width.value * height.value if x11.XGetGeometry(screen, ctypes.c_ulong(window), *places) else 0
