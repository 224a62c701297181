"""The widgets of the rows in sight; those that are out of sight are used again for others."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QRect
from PySide6.QtWidgets import QTextEdit, QWidget

_READY = 16
"""Rows out of sight that stay filled."""


class RowWidget(QWidget):
    """A widget that can show any row."""

    def set_width(self, width: int) -> int | None:
        """Lay out for that width and return the height it takes, None when any height will do."""
        raise NotImplementedError

    def is_whole(self) -> bool:
        """Tell whether all of the row is shown; where not, it goes on growing only while it is in sight."""
        return True

    def texts(self) -> Sequence[QTextEdit]:
        """Return the texts that can be selected, from top to bottom."""
        return ()


class RowSource(Protocol):
    """Where rows come from."""

    def count(self) -> int:
        """Return the number of rows."""
        ...

    def guess(self, width: int) -> int:
        """Return about how tall a row is, cheaply."""
        ...

    def is_loaded(self, row: int) -> bool:
        """Tell whether there is something to show in `row`; where not, an empty row keeps its place."""
        ...

    def make(self, parent: QWidget, *, empty: bool) -> RowWidget:
        """Return a new widget for any loaded row, or for any `empty` one."""
        ...

    def fill(self, widget: RowWidget, row: int) -> None:
        """Let `widget` show `row`."""
        ...


class RowPool:
    """Fills a widget for each row that is asked for, and takes back those that are not needed any more.

    The last ones that went out of sight stay filled for a while, as do those prepared to come into it.
    """

    def __init__(self, source: RowSource, parent: QWidget) -> None:
        self._source = source
        self._parent = parent
        self._empty: dict[int, bool] = {}
        """The rows in sight, and whether each has the widget of an empty row."""
        self._ready: dict[int, RowWidget] = {}
        """Rows out of sight that are filled as they are now, the oldest first."""
        self._spare: dict[bool, list[RowWidget]] = {True: [], False: []}
        self._stale: set[int] = set()
        self._held: QWidget | None = None
        self._kept: tuple[RowWidget, bool] | None = None
        """The row of what is held, while it is out of sight, and whether it is an empty one."""
        self.shown: dict[int, RowWidget] = {}

    def widget(self, row: int) -> RowWidget:
        """Return the widget that shows `row`, as it is now."""
        empty = not self._source.is_loaded(row)
        if row in self.shown and self._empty[row] != empty:
            self._stale.add(row)
            self.put_aside(row)
        if row not in self.shown:
            ready = None if empty else self._ready.pop(row, None)
            self.shown[row] = ready or self._take(empty=empty)
            self._empty[row] = empty
            if ready is None or not ready.is_whole():
                self._stale.add(row)
        if row in self._stale:
            self._stale.discard(row)
            self._source.fill(self.shown[row], row)
        return self.shown[row]

    def prepare(self, row: int) -> RowWidget | None:
        """Return the widget of a row that is not in sight yet, filled; None where there is nothing to show."""
        if row not in self._ready and self._source.is_loaded(row):
            widget = self._take(empty=False)
            self._source.fill(widget, row)
            self._keep_ready(row, widget)
        return self._ready.get(row)

    def is_ready(self, row: int) -> bool:
        """Tell whether a row that is not in sight is filled already."""
        return row in self._ready

    def place(self, places: Mapping[int, QRect]) -> None:
        """Put rows where they belong; what moves as a whole is moved as pixels and not drawn anew."""
        before = {row: widget.y() for row, widget in self.shown.items() if not widget.isHidden()}
        moves = {places[row].y() - top for row, top in before.items() if row in places}
        if len(moves) == 1 and 0 < abs(move := moves.pop()) < self._parent.height():
            # Qt moves no pixels that are about to be drawn: what grew by a line would have all be drawn anew.
            QCoreApplication.sendPostedEvents(self._parent.window(), QEvent.Type.UpdateRequest)
            self._parent.scroll(0, move)
            if self._kept is not None:
                self._kept[0].move(0, -self._kept[0].height())
        for row, place in places.items():
            widget = self.shown[row]
            if widget.geometry() != place:
                widget.setGeometry(place)
            if row not in before:
                widget.show()

    def put_aside(self, row: int) -> None:
        """Take back the widget of a row."""
        widget, empty = self.shown.pop(row), self._empty.pop(row)
        if self._held is not None and widget.isAncestorOf(self._held):
            widget.move(0, -widget.height())  # hidden, it would not be told of the mouse any more
            self._kept = widget, empty
        else:
            widget.hide()
            if empty or row in self._stale:
                self._spare[empty].append(widget)
            else:
                self._keep_ready(row, widget)
        self._stale.discard(row)

    def hold(self, held: QWidget | None) -> None:
        """Hide no row that has this widget; None lets go of it."""
        self._held = held
        kept, self._kept = self._kept, None
        if kept is not None:
            kept[0].hide()
            self._spare[kept[1]].append(kept[0])

    def clear(self) -> None:
        """Take back all widgets."""
        self._stale |= self.shown.keys()
        for row in tuple(self.shown):
            self.put_aside(row)
        self._let_go(tuple(self._ready))

    def change(self, first: int, last: int) -> bool:
        """Fill the rows anew before they are shown again; tell whether any of them is in sight."""
        changed = {row for row in self.shown if first <= row <= last}
        self._stale |= changed
        self._let_go([row for row in self._ready if first <= row <= last])
        return bool(changed)

    def steady(self) -> list[int]:
        """Return the rows in sight that show something and will not change, from top to bottom."""
        return sorted(row for row in self.shown if row not in self._stale and not self._empty[row])

    def insert(self, first: int, count: int) -> None:
        """Count on after some rows came before `first`."""
        self._renumber({row: row + count if row >= first else row for row in (*self.shown, *self._ready)})

    def remove(self, first: int, count: int) -> None:
        """Close up after some rows are gone, from `first` on."""
        gone = range(first, first + count)
        self._stale |= self.shown.keys() & gone
        for row in [row for row in self.shown if row in gone]:
            self.put_aside(row)
        self._let_go([row for row in self._ready if row in gone])
        self._renumber({row: row - count if row >= first else row for row in (*self.shown, *self._ready)})

    def _renumber(self, numbers: dict[int, int]) -> None:
        self.shown = {numbers[row]: widget for row, widget in self.shown.items()}
        self._ready = {numbers[row]: widget for row, widget in self._ready.items()}
        self._empty = {numbers[row]: empty for row, empty in self._empty.items()}
        self._stale = {numbers[row] for row in self._stale}

    def _take(self, *, empty: bool) -> RowWidget:
        spare = self._spare[empty]
        return spare.pop() if spare else self._source.make(self._parent, empty=empty)

    def _keep_ready(self, row: int, widget: RowWidget) -> None:
        self._ready[row] = widget
        if len(self._ready) > _READY:
            self._let_go([next(iter(self._ready))])

    def _let_go(self, rows: Iterable[int]) -> None:
        self._spare[False] += [self._ready.pop(row) for row in rows]
