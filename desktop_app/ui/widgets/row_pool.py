"""The widgets of the rows in sight; those that are out of sight are used again for others."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtWidgets import QTextEdit, QWidget


class RowWidget(QWidget):
    """A widget that can show any row."""

    def set_width(self, width: int) -> int | None:
        """Lay out for that width and return the height it takes, None when any height will do."""
        raise NotImplementedError

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
    """Fills a widget for each row that is asked for, and takes back those that are not needed any more."""

    def __init__(self, source: RowSource, parent: QWidget) -> None:
        self._source = source
        self._parent = parent
        self._empty: dict[int, bool] = {}
        """The rows in sight, and whether each has the widget of an empty row."""
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
            self.put_aside(row)
        if row not in self.shown:
            spare = self._spare[empty]
            self.shown[row] = spare.pop() if spare else self._source.make(self._parent, empty=empty)
            self._empty[row] = empty
            self._stale.add(row)
        if row in self._stale:
            self._stale.discard(row)
            self._source.fill(self.shown[row], row)
        return self.shown[row]

    def put_aside(self, row: int) -> None:
        """Take back the widget of a row."""
        widget, empty = self.shown.pop(row), self._empty.pop(row)
        self._stale.discard(row)
        if self._held is not None and widget.isAncestorOf(self._held):
            widget.move(0, -widget.height())  # hidden, it would not be told of the mouse any more
            self._kept = widget, empty
            return
        widget.hide()
        self._spare[empty].append(widget)

    def hold(self, held: QWidget | None) -> None:
        """Hide no row that has this widget; None lets go of it."""
        self._held = held
        kept, self._kept = self._kept, None
        if kept is not None:
            kept[0].hide()
            self._spare[kept[1]].append(kept[0])

    def clear(self) -> None:
        """Take back all widgets."""
        for row in tuple(self.shown):
            self.put_aside(row)

    def change(self, first: int, last: int) -> bool:
        """Fill the rows anew before they are shown again; tell whether any of them is in sight."""
        changed = {row for row in self.shown if first <= row <= last}
        self._stale |= changed
        return bool(changed)

    def steady(self) -> list[int]:
        """Return the rows in sight that show something and will not change, from top to bottom."""
        return sorted(row for row in self.shown if row not in self._stale and not self._empty[row])

    def insert(self, first: int, count: int) -> None:
        """Count on after some rows came before `first`."""
        self._renumber({row: row + count if row >= first else row for row in self.shown})

    def remove(self, first: int, count: int) -> None:
        """Close up after some rows are gone, from `first` on."""
        for row in [row for row in self.shown if first <= row < first + count]:
            self.put_aside(row)
        self._renumber({row: row - count if row >= first else row for row in self.shown})

    def _renumber(self, numbers: dict[int, int]) -> None:
        self.shown = {numbers[row]: widget for row, widget in self.shown.items()}
        self._empty = {numbers[row]: empty for row, empty in self._empty.items()}
        self._stale = {numbers[row] for row in self._stale}
