"""A list of tall rows of which only those in sight have widgets."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop_app.ui.widgets.heights import Heights
from desktop_app.ui.widgets.row_pool import RowPool, RowSource, RowWidget

_LINE = 40
_FROM_TOP = 5
"""Where a row stands that was scrolled to: this part of the height below the top."""
_STEPWISE = 2
"""A way of less than so many heights is gone by what is there, any further one to where the scroll bar says."""
_MARGIN = 12
"""Empty pixels above the first row and below the last."""
_RESTING_MS = 60
"""How long the handle of the scroll bar rests before that counts as looking."""


class RecycledList(QAbstractScrollArea):
    """Shows rows below each other; what is in sight stays where it is when heights become known.

    A row in sight (the anchor) is the truth, the scroll bar follows from it. At the end of the list the last row is the
    anchor instead: new rows and growing ones push the others up.
    """

    laid_out = Signal()
    """Rows came into sight, moved or were filled anew."""
    sight_changed = Signal(int, int)
    """The first and the last row in sight; while the scroll bar is dragged far, only once it rests."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.verticalScrollBar().setSingleStep(_LINE)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._resting = QTimer(self, singleShot=True, interval=_RESTING_MS)
        self._resting.timeout.connect(self._on_resting)
        self._source: RowSource | None = None
        self._pool: RowPool | None = None
        self._heights = Heights()
        self._anchor = 0
        self._offset = _MARGIN
        self._at_end = True
        self._laying_out = False
        self._sight: tuple[int, int] | None = None

    @property
    def at_end(self) -> bool:
        """Whether the end of the list is in sight, and kept there."""
        return self._at_end

    def set_source(self, source: RowSource) -> None:
        """Show the rows of `source`, from the end."""
        self._source = source
        self._pool = RowPool(source, self.viewport())
        self.reload()

    def reload(self) -> None:
        """Show all rows anew, from the end."""
        if self._pool is not None:
            self._pool.clear()
        self._at_end = True
        self._sight = None
        self._estimate()
        self._lay_out()

    def rows_inserted(self, first: int, count: int) -> None:
        """Make room for `count` rows that came before `first`, or after all; what is in sight stays there."""
        if self._pool is None or not len(self._heights):
            self.reload()
            return
        self._heights.insert(first, count)
        self._pool.insert(first, count)
        self._anchor += count if self._anchor >= first else 0
        self._sight = None
        self._lay_out()

    def rows_removed(self, first: int, count: int) -> None:
        """Close up after `count` rows are gone, from `first` on."""
        if self._pool is not None:
            self._pool.remove(first, count)
            self._heights.remove(first, count)
            self._anchor -= count if self._anchor >= first + count else 0
            self._stand_on(self._pool.steady())
            self._sight = None
            self._lay_out()

    def rows_changed(self, first: int, last: int) -> None:
        """Show what became of some rows; of the others in sight the first stays where it is."""
        if self._pool is not None and self._pool.change(first, last):
            if first <= self._anchor <= last:
                self._stand_on(self._pool.steady())
            self._lay_out()

    def rows_replaced(self, first: int) -> None:
        """Know that other rows than before stand from `first` on, and stay here even where the end was in sight."""
        self._heights.forget(first)
        if self._pool is not None and self._pool.shown:
            self._at_end = False
            self._stand_on(sorted(self._pool.shown))

    def scroll_to_end(self) -> None:
        """Bring the end into sight and keep it there."""
        self._at_end = True
        self._lay_out()

    def scroll_to_row(self, row: int, offset: int | None = None) -> None:
        """Bring a row into sight, `offset` pixels or else some way below the top."""
        if 0 <= row < len(self._heights):
            self._at_end = False
            self._anchor = row
            self._offset = self.viewport().height() // _FROM_TOP if offset is None else offset
            self._lay_out()

    def shown_rows(self) -> dict[int, RowWidget]:
        """Return the widgets of the rows in sight, by row, from top to bottom; some may be those of empty rows."""
        return {} if self._pool is None else dict(sorted(self._pool.shown.items()))

    def refresh_layout(self) -> None:
        """Measure the rows in sight anew, after something in one of them grew by itself."""
        self._lay_out()

    def hold(self, held: QWidget | None) -> None:
        """Keep what is pressed, for it is told of the mouse until that is released; None lets go of it."""
        if self._pool is not None:
            self._pool.hold(held)

    def end_moved(self) -> None:
        """React to the end coming into sight or leaving it, or to a row added out of sight."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new width, what is in sight staying in sight."""
        super().resizeEvent(event)
        if self._pool is None:
            return  # and spare the first paint the many classes that the viewport brings along
        if event.size().width() != event.oldSize().width():
            known = {row: self._heights[row] for row in self._pool.shown}
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
        bar = self.verticalScrollBar()
        self._at_end = value >= bar.maximum()
        moved = value - (self._heights.top(self._anchor) + _MARGIN - self._offset)
        if abs(moved) < _STEPWISE * self.viewport().height() and value != bar.minimum():
            # What is in sight moves by just that, whatever the rows that come into sight turn out to measure.
            self._offset -= moved
        else:
            self._anchor = self._heights.row_at(value - _MARGIN)
            self._offset = self._heights.top(self._anchor) + _MARGIN - value
        self._lay_out()

    def _stand_on(self, rows: list[int]) -> None:
        """Take the first of these rows, which are in sight, as what stays where it is."""
        if rows and self._pool is not None:
            self._anchor = rows[0]
            self._offset = self._pool.shown[rows[0]].y()

    def _row_width(self) -> int:
        """Return the width of rows: the same whether there is a scroll bar or not, so that none jumps when it comes."""
        return max(self.width() - self.verticalScrollBar().sizeHint().width(), 1)

    def _estimate(self) -> None:
        source = self._source
        self._heights = Heights(source.count(), source.guess(self._row_width())) if source is not None else Heights()

    def _lay_out(self) -> None:
        if self._laying_out or self._pool is None:
            return
        self._laying_out = True
        try:
            placed = self._place() if len(self._heights) else {}
            for row in self._pool.shown.keys() - placed.keys():
                self._pool.put_aside(row)
            for row, top in placed.items():
                widget = self._pool.shown[row]
                widget.setGeometry(0, top, self._row_width(), self._heights[row])
                widget.show()
            self._follow_with_bar(placed)
        finally:
            self._laying_out = False
        self.end_moved()
        self.laid_out.emit()
        self._tell_sight(placed)

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
        assert self._pool is not None  # noqa: S101  there are no rows without a source
        height = self._pool.widget(row).set_width(self._row_width())
        if height is not None:
            self._heights[row] = height
        return self._heights[row]

    def _follow_with_bar(self, placed: dict[int, int]) -> None:
        bar = self.verticalScrollBar()
        total = self._heights.total() + 2 * _MARGIN
        bar.setPageStep(max(self.viewport().height() - _LINE, _LINE))
        bar.setRange(0, max(0, total - self.viewport().height()))
        if placed:
            bar.setValue(self._heights.top(self._anchor) + _MARGIN - self._offset)
            self._at_end = self._at_end or bar.value() >= bar.maximum()

    def _tell_sight(self, placed: dict[int, int]) -> None:
        sight = (min(placed), max(placed)) if placed else None
        if sight is None or sight == self._sight:
            return
        far = self._sight is None or sight[0] > self._sight[1] or sight[1] < self._sight[0]
        if far and self.verticalScrollBar().isSliderDown():
            self._resting.start()
            return
        self._resting.stop()
        self._sight = sight
        self.sight_changed.emit(*sight)

    @Slot()
    def _on_resting(self) -> None:
        rows = list(self.shown_rows())
        if rows:
            self._sight = (rows[0], rows[-1])
            self.sight_changed.emit(*self._sight)
