"""Selecting with the mouse: across rows, word by word, paragraph by paragraph, scrolling beyond the edges."""

import time
from typing import Literal

from PySide6.QtCore import QObject, QPoint, QTimer, Slot
from PySide6.QtWidgets import QApplication

from desktop_app.ui.transcript.places import Places
from desktop_app.ui.transcript.selection import Place, Selection

Unit = Literal["letter", "word", "paragraph"]
SCROLL_MS = 20
_SLOWEST = 2
_FASTEST = 60
"""Pixels that are scrolled in that time."""


class MouseSelecting(QObject):
    """Turns presses and moves, in the coordinates of the list's viewport, into a selection."""

    def __init__(self, places: Places, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self._places = places
        self._selection = selection
        self._unit: Unit = "letter"
        self._origin: tuple[Place, Place] | None = None
        """The letter, word or paragraph that was pressed, while the button is down."""
        self._pressed = QPoint()
        self._last = QPoint()
        self._doubled: tuple[float, QPoint] = (0.0, QPoint())
        self._scrolling = QTimer(self, interval=SCROLL_MS)
        self._scrolling.timeout.connect(self._on_scroll)

    @property
    def is_pressed(self) -> bool:
        """Whether the button is down."""
        return self._origin is not None

    def press(self, point: QPoint, *, extend: bool) -> None:
        """Begin to select, or take the selection up to here."""
        since, where = self._doubled
        hints = QApplication.styleHints()
        third = time.monotonic() - since < hints.mouseDoubleClickInterval() / 1_000
        third = third and (point - where).manhattanLength() < hints.startDragDistance()
        self._begin(point, "paragraph" if third else "letter", extend=extend)

    def press_twice(self, point: QPoint) -> None:
        """Select the word here."""
        self._doubled = (time.monotonic(), point)
        self._begin(point, "word", extend=False)

    def move(self, point: QPoint) -> None:
        """Take the selection up to here; a hand that shakes while it clicks selects nothing."""
        self._last = point
        if self._origin is None:
            return
        near = (point - self._pressed).manhattanLength() < QApplication.styleHints().startDragDistance()
        if near and self._unit == "letter" and self._selection.is_empty():
            return
        self.follow()
        beyond = not 0 <= point.y() < self._places.height
        if beyond and not self._scrolling.isActive():
            self._scrolling.start()
        elif not beyond:
            self._scrolling.stop()

    def release(self) -> None:
        """Leave the selection as it is."""
        self._origin = None
        self._scrolling.stop()

    def follow(self) -> None:
        """Select up to what is under the mouse now."""
        here = self._places.at(self._last)
        if here is None or self._origin is None:
            return
        first, last = self._around(here)
        began, ended = self._origin
        if self._places.order(first) < self._places.order(began):
            self._selection.select(ended, first)
        else:
            self._selection.select(began, max(last, ended, key=self._places.order))

    def _begin(self, point: QPoint, unit: Unit, *, extend: bool) -> None:
        here = self._places.at(point)
        if here is None:
            return
        self._pressed = self._last = point
        self._unit = unit
        anchor = self._selection.anchor
        if extend and anchor is not None:
            self._origin = (anchor, anchor)
            self.follow()
            return
        self._origin = self._around(here)
        self._selection.select(*self._origin)

    def _around(self, place: Place) -> tuple[Place, Place]:
        return (place, place) if self._unit == "letter" else self._places.around(place, self._unit)

    @Slot()
    def _on_scroll(self) -> None:
        y = self._last.y()
        beyond = y if y < 0 else y - self._places.height + 1
        step = min(max(abs(beyond) // 2, _SLOWEST), _FASTEST)
        self._places.scroll_by(step if beyond > 0 else -step)
        self.follow()
