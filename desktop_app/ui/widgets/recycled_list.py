"""A list of tall rows of which only those in sight have widgets."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QTextEdit, QWidget

from desktop_app.ui.widgets.heights import Heights

_LINE = 40
_FROM_TOP = 5
"""Where a row stands that was scrolled to: this part of the height below the top."""
_GUESSED_ONE_BY_ONE = 200
_MARGIN = 12
"""Empty pixels above the first row and below the last."""


class RowWidget(QWidget):
    """A widget that can show any row."""

    def set_width(self, width: int) -> int:
        """Lay out for that width and return the height it takes."""
        raise NotImplementedError

    def texts(self) -> Sequence[QTextEdit]:
        """Return the texts that can be selected, from top to bottom."""
        return ()


class RowSource(Protocol):
    """Where rows come from."""

    def count(self) -> int:
        """Return the number of rows."""
        ...

    def estimate(self, row: int, width: int) -> int:
        """Return a guess of a row's height, cheaply."""
        ...

    def make(self, parent: QWidget) -> RowWidget:
        """Return a new widget for any row."""
        ...

    def fill(self, widget: RowWidget, row: int) -> None:
        """Let `widget` show `row`."""
        ...


class RecycledList(QAbstractScrollArea):
    """Shows rows below each other; what is in sight stays where it is when heights become known.

    The row at the top of the view (the anchor) is the truth, the scroll bar follows from it. At the end of the list the
    last row is the anchor instead: new rows and growing ones push the others up.
    """

    laid_out = Signal()
    """Rows came into sight, moved or were filled anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.verticalScrollBar().setSingleStep(_LINE)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._source: RowSource | None = None
        self._heights = Heights()
        self._shown: dict[int, RowWidget] = {}
        self._spare: list[RowWidget] = []
        self._held: QWidget | None = None
        self._kept: RowWidget | None = None
        """The row of what is held, while it is out of sight."""
        self._stale: set[int] = set()
        self._anchor = 0
        self._offset = _MARGIN
        self._at_end = True
        self._laying_out = False

    @property
    def at_end(self) -> bool:
        """Whether the end of the list is in sight, and kept there."""
        return self._at_end

    def set_source(self, source: RowSource) -> None:
        """Show the rows of `source`, from the end."""
        self._source = source
        self.reload()

    def reload(self) -> None:
        """Show all rows anew, from the end."""
        for widget in self._shown.values():
            self._put_aside(widget)
        self._shown.clear()
        self._at_end = True
        self._estimate()
        self._lay_out()

    def row_added(self) -> None:
        """Show the row that was added at the end."""
        if self._source is not None:
            self._heights.append(self._source.estimate(len(self._heights), self._row_width()))
            self._lay_out()

    def row_changed(self, row: int) -> None:
        """Show what became of a row."""
        if row in self._shown:
            self._stale.add(row)
            self._lay_out()

    def scroll_to_end(self) -> None:
        """Bring the end into sight and keep it there."""
        self._at_end = True
        self._lay_out()

    def scroll_to_row(self, row: int) -> None:
        """Bring a row into sight, some way below the top."""
        if 0 <= row < len(self._heights):
            self._at_end = False
            self._anchor, self._offset = row, self.viewport().height() // _FROM_TOP
            self._lay_out()

    def shown_rows(self) -> dict[int, RowWidget]:
        """Return the widgets of the rows in sight, by row, from top to bottom."""
        return dict(sorted(self._shown.items()))

    def refresh_layout(self) -> None:
        """Measure the rows in sight anew, after something in one of them grew by itself."""
        self._lay_out()

    def hold(self, held: QWidget | None) -> None:
        """Keep what is pressed, for it is told of the mouse until that is released; None lets go of it."""
        self._held = held
        kept, self._kept = self._kept, None
        if kept is not None:
            self._put_aside(kept)

    def end_moved(self) -> None:
        """React to the end coming into sight or leaving it, or to a row added out of sight."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new width, what is in sight staying in sight."""
        super().resizeEvent(event)
        if self._source is None:
            return  # and spare the first paint the many classes that the viewport brings along
        if event.size().width() != event.oldSize().width():
            known = {row: self._heights[row] for row in self._shown if row < len(self._heights)}
            self._estimate()
            for row, height in known.items():
                self._heights[row] = height
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the beginning and the end with Home and End; the scroll bar knows the other keys."""
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif event.key() == Qt.Key.Key_End:
            self.scroll_to_end()
        else:
            super().keyPressEvent(event)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Leave the viewport alone: rows are placed by the layout."""

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        if self._laying_out or not len(self._heights):
            return
        self._at_end = value >= self.verticalScrollBar().maximum()
        moved = value - (self._heights.top(self._anchor) + _MARGIN - self._offset)
        if abs(moved) < self.viewport().height():
            # What is in sight moves by just that, whatever the rows that come into sight turn out to measure.
            self._offset -= moved
        else:
            self._anchor = self._heights.row_at(value - _MARGIN)
            self._offset = self._heights.top(self._anchor) + _MARGIN - value
        self._lay_out()

    def _row_width(self) -> int:
        """Return the width of rows: the same whether there is a scroll bar or not, so that none jumps when it comes."""
        return max(self.width() - self.verticalScrollBar().sizeHint().width(), 1)

    def _estimate(self) -> None:
        """Guess the heights of all rows: of a few, or for many by the mean of some, which is as quick as for few."""
        source, width = self._source, self._row_width()
        count = source.count() if source is not None else 0
        if source is None or count <= _GUESSED_ONE_BY_ONE:
            self._heights = Heights(source.estimate(row, width) for row in range(count)) if source else Heights()
            return
        some = [source.estimate(row, width) for row in range(0, count, count // _GUESSED_ONE_BY_ONE)]
        self._heights = Heights([sum(some) // len(some)] * count)

    def _lay_out(self) -> None:
        if self._laying_out:
            return
        self._laying_out = True
        try:
            placed = self._place() if len(self._heights) else {}
            for row in self._shown.keys() - placed.keys():
                self._put_aside(self._shown.pop(row))
            for row, top in placed.items():
                widget = self._shown[row]
                widget.setGeometry(0, top, self._row_width(), self._heights[row])
                widget.show()
            self._follow_with_bar(placed)
        finally:
            self._laying_out = False
        self.end_moved()
        self.laid_out.emit()

    def _place(self) -> dict[int, int]:
        """Return the rows in sight with where each begins."""
        last, height = len(self._heights) - 1, self.viewport().height()
        self._anchor = min(self._anchor, last)
        if self._at_end:
            self._anchor, self._offset = last, height - _MARGIN - self._measure(last)
        placed = {self._anchor: self._offset}
        bottom = self._offset + self._measure(self._anchor)
        for row in range(self._anchor + 1, last + 1):
            if bottom >= height:
                break
            placed[row] = bottom
            bottom += self._measure(row)
        top = self._offset
        for row in range(self._anchor - 1, -1, -1):
            if top <= 0:
                break
            top -= self._measure(row)
            placed[row] = top
        # Rows that the move took out of sight above are of no use.
        placed = {row: y for row, y in placed.items() if y + self._heights[row] > 0 or row == last}
        return self._without_gaps(placed, top, bottom)

    def _without_gaps(self, placed: dict[int, int], top: int, bottom: int) -> dict[int, int]:
        """Close a gap below the last row or above the first one, once: the second pass has nothing to close."""
        height, last = self.viewport().height(), len(self._heights) - 1
        shift = 0
        if last in placed and bottom < height - _MARGIN and not self._at_end:
            self._at_end = True
            return self._place()
        if 0 in placed and top > _MARGIN:
            if last not in placed:
                self._anchor, self._offset = 0, _MARGIN
                return self._place()
            shift = _MARGIN - top
        first = min(placed)
        placed = {row: y + shift for row, y in placed.items()}
        self._anchor, self._offset = first, placed[first]
        return placed

    def _measure(self, row: int) -> int:
        """Return the true height of a row, which has a widget from then on."""
        widget = self._shown.get(row)
        if widget is None:
            widget = self._take_spare()
            self._shown[row] = widget
            self._stale.add(row)
        if row in self._stale and self._source is not None:
            self._stale.discard(row)
            self._source.fill(widget, row)
        self._heights[row] = widget.set_width(self._row_width())
        return self._heights[row]

    def _take_spare(self) -> RowWidget:
        if self._spare:
            return self._spare.pop()
        assert self._source is not None  # noqa: S101  there are no rows without a source
        return self._source.make(self.viewport())

    def _put_aside(self, widget: RowWidget) -> None:
        if self._held is not None and widget.isAncestorOf(self._held):
            widget.move(0, -widget.height())  # hidden, it would not be told of the mouse any more
            self._kept = widget
            return
        widget.hide()
        self._spare.append(widget)

    def _follow_with_bar(self, placed: dict[int, int]) -> None:
        bar = self.verticalScrollBar()
        total = self._heights.total() + 2 * _MARGIN
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, total - self.viewport().height()))
        if placed:
            bar.setValue(self._heights.top(self._anchor) + _MARGIN - self._offset)
            self._at_end = self._at_end or bar.value() >= bar.maximum()
