"""What a window manager does, on screens that have none: gives the window the keyboard, and its size."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

_POINTER_ROOT = 1
_DIALOG = 40_000
"""Pixels that a dialog has at least."""


class Screen:
    """An X screen, and the largest window on it: Parley's main one."""

    def __init__(self, x11: ctypes.CDLL, display: ctypes.c_void_p) -> None:
        self._x11 = x11
        self._display = display

    @classmethod
    @contextmanager
    def open(cls, name: str) -> Iterator["Screen"]:
        """Connect to the display of that name."""
        x11 = ctypes.CDLL("libX11.so.6")  # to look for it would start programs
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XDefaultRootWindow.restype = ctypes.c_ulong
        display = ctypes.c_void_p(x11.XOpenDisplay(name.encode()))
        assert display.value, f"no display {name}"
        try:
            yield cls(x11, display)
        finally:
            x11.XCloseDisplay(display)

    def give_keyboard(self) -> None:
        """Let keys go to the window, as if it had been clicked."""
        self._give_keyboard(self._largest())

    def give_keyboard_to_dialog(self) -> None:
        """Let keys go to the window above all others of a dialog's size."""
        self._give_keyboard([window for window in self._windows() if self._area(window) > _DIALOG][-1])

    def fill(self, width: int, height: int) -> None:
        """Give the window that size, in the corner of the screen."""
        self._x11.XMoveResizeWindow(self._display, ctypes.c_ulong(self._largest()), 0, 0, width, height)
        self._x11.XSync(self._display, 0)

    def put_pointer(self, x: int, y: int) -> None:
        """Move the pointer there."""
        none, root = ctypes.c_ulong(0), ctypes.c_ulong(self._x11.XDefaultRootWindow(self._display))
        self._x11.XWarpPointer(self._display, none, root, 0, 0, 0, 0, x, y)
        self._x11.XSync(self._display, 0)

    def _give_keyboard(self, window: int) -> None:
        self._x11.XSetInputFocus(self._display, ctypes.c_ulong(window), _POINTER_ROOT, ctypes.c_ulong(0))
        self._x11.XSync(self._display, 0)

    def _largest(self) -> int:
        return max(self._windows(), key=self._area)

    def _windows(self) -> list[int]:
        ignored, count = ctypes.c_ulong(), ctypes.c_uint()
        found = ctypes.POINTER(ctypes.c_ulong)()
        root = ctypes.c_ulong(self._x11.XDefaultRootWindow(self._display))
        places = (ctypes.byref(value) for value in (ignored, ignored, found, count))
        self._x11.XQueryTree(self._display, root, *places)
        return [found[position] for position in range(count.value)]

    def _area(self, window: int) -> int:
        root, x, y = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_int()
        width, height, border, depth = (ctypes.c_uint() for _ in range(4))
        places = (ctypes.byref(value) for value in (root, x, y, width, height, border, depth))
        known = self._x11.XGetGeometry(self._display, ctypes.c_ulong(window), *places)
        return width.value * height.value if known else 0
