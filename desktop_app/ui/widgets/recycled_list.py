"""A list of tall rows of which only those in sight have widgets."""

from PySide6 import QtCore
from PySide6.QtCore import QRect, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop_app.ui.widgets.anchored_rows import AnchoredRows
from desktop_app.ui.widgets.early import focus_by_tab, scroll_only_down
from desktop_app.ui.widgets.heights import Heights
from desktop_app.ui.widgets.row_pool import RowPool, RowSource, RowWidget

_LINE = 40
_FROM_TOP = 5
"""Where a row stands that was scrolled to: this part of the height below the top."""
_STEPWISE = 2
"""A way of less than so many heights is gone by what is there, any further one to where the scroll bar says."""
_AHEAD = 400
"""Pixels of rows out of sight that are made ready where one scrolls to."""
_RESTING_MS = 60
"""How long the handle of the scroll bar rests before that counts as looking."""


class RecycledList(QAbstractScrollArea):
    """Shows rows below each other; what is in sight stays where it is when heights become known.

    The scroll bar follows from the rows, not they from it. At the end of the list new rows and growing ones push the
    others up.
    """

    laid_out = Signal()
    """Rows came into sight, moved or were filled anew."""
    sight_changed = Signal(int, int)
    """The first and the last row in sight; while the scroll bar is dragged far, only once it rests."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        scroll_only_down(self)
        focus_by_tab(self)
        self.verticalScrollBar().setSingleStep(_LINE)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._resting = QTimer(self, singleShot=True, interval=_RESTING_MS)
        self._resting.timeout.connect(self._on_resting)
        self._source: RowSource | None = None
        self._pool: RowPool | None = None
        self._rows = AnchoredRows()
        self._lead: RowWidget | None = None
        self._laying_out = False
        self._sight: tuple[int, int] | None = None
        self._row_width = 1
        self._value = 0
        self._downwards = False
        """Whether one scrolls down, or up."""
        self._idle = QTimer(self, singleShot=True, interval=0)
        self._idle.timeout.connect(self._on_idle)

    @property
    def at_end(self) -> bool:
        """Whether the end of the list is in sight, and kept there."""
        return self._rows.at_end

    def set_source(self, source: RowSource) -> None:
        """Show the rows of `source`, from the end."""
        self._source = source
        self._pool = RowPool(source, self.viewport())
        self.reload()

    def set_lead(self, lead: RowWidget | None) -> None:
        """Show something above the first row that is none itself, or nothing; what is in sight stays there."""
        if self._lead is not None and lead is not self._lead:
            self._lead.hide()
        self._lead = lead
        if self._source is not None and self._source.count() == len(self._rows.heights):
            self._lay_out()  # else rows are about to come or go

    def reload(self) -> None:
        """Show all rows anew, from the end."""
        if self._pool is not None:
            self._pool.clear()
        self._rows.at_end = True
        self._sight = None
        self._estimate()
        self._lay_out()

    def rows_inserted(self, first: int, count: int) -> None:
        """Make room for `count` rows that came before `first`, or after all; what is in sight stays there."""
        if self._pool is None or not len(self._rows.heights):
            self.reload()
            return
        self._rows.heights.insert(first, count)
        self._pool.insert(first, count)
        self._rows.anchor += count if self._rows.anchor >= first else 0
        self._sight = None
        self._lay_out()

    def rows_removed(self, first: int, count: int) -> None:
        """Close up after `count` rows are gone, from `first` on."""
        if self._pool is not None:
            self._pool.remove(first, count)
            self._rows.heights.remove(first, count)
            self._rows.anchor -= count if self._rows.anchor >= first + count else 0
            self._stand_on(self._pool.steady())
            self._sight = None
            self._lay_out()

    def rows_changed(self, first: int, last: int) -> None:
        """Show what became of some rows; of the others in sight the first stays where it is."""
        if self._pool is not None and self._pool.change(first, last):
            if first <= self._rows.anchor <= last:
                self._stand_on(self._pool.steady())
            self._lay_out()

    def rows_replaced(self, first: int) -> None:
        """Know that other rows than before stand from `first` on, and stay here even where the end was in sight."""
        self._rows.heights.forget(first)
        if self._pool is not None and self._pool.shown:
            self._rows.at_end = False
            self._stand_on(sorted(self._pool.shown))

    def scroll_to_end(self) -> None:
        """Bring the end into sight and keep it there."""
        self._rows.at_end = True
        self._lay_out()

    def scroll_to_row(self, row: int, offset: int | None = None) -> None:
        """Bring a row into sight, `offset` pixels or else some way below the top."""
        if 0 <= row < len(self._rows.heights):
            self._rows.at_end = False
            self._rows.stand_on(row, self.viewport().height() // _FROM_TOP if offset is None else offset)
            self._lay_out()

    def shown_rows(self) -> dict[int, RowWidget]:
        """Return the widgets of the rows in sight, by row, from top to bottom; some may be those of empty rows."""
        return {} if self._pool is None else dict(sorted(self._pool.shown.items()))

    def widgets_in_sight(self) -> list[QWidget]:
        """Return what is shown above the first row, if that is in sight, and the widgets of the rows, in order."""
        lead = [] if self._lead is None or self._lead.isHidden() else [self._lead]
        return [*lead, *self.shown_rows().values()]

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
            known = {row: self._rows.heights[row] for row in self._pool.shown}
            self._estimate()
            for row, height in known.items():
                self._rows.heights[row] = height
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the beginning and the end with Home and End; the scroll bar knows the other keys."""
        bar = self.verticalScrollBar()
        if event.key() == QtCore.Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif event.key() == QtCore.Qt.Key.Key_End:
            self.scroll_to_end()
        else:
            super().keyPressEvent(event)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Leave the viewport alone: rows are placed by the layout."""

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        if self._laying_out or not len(self._rows.heights):
            return
        bar = self.verticalScrollBar()
        self._rows.at_end = value >= bar.maximum()
        self._downwards = value > self._value
        moved = value - self._rows.value()
        if abs(moved) < _STEPWISE * self.viewport().height() and value != bar.minimum():
            self._rows.move_by(moved)
        else:
            self._rows.move_to(value)
        self._lay_out()

    def _stand_on(self, rows: list[int]) -> None:
        """Take the first of these rows, which are in sight, as what stays where it is."""
        if rows and self._pool is not None:
            self._rows.stand_on(rows[0], self._pool.shown[rows[0]].y())

    def _take_width(self) -> None:
        # Rows are as wide whether there is a scroll bar or not, so that none jumps when it comes.
        self._row_width = max(self.width() - self.verticalScrollBar().sizeHint().width(), 1)

    def _estimate(self) -> None:
        self._take_width()
        source = self._source
        self._rows.heights = Heights(source.count(), source.guess(self._row_width)) if source is not None else Heights()

    def _lay_out(self) -> None:
        if self._laying_out or self._pool is None:
            return
        self._laying_out = True
        try:
            self._take_width()
            self._rows.take_lead(0 if self._lead is None else self._lead.set_width(self._row_width) or 0)
            placed = self._rows.place(self.viewport().height(), self._measure) if len(self._rows.heights) else {}
            for row in self._pool.shown.keys() - placed.keys():
                self._pool.put_aside(row)
            width = self._row_width
            self._pool.place({row: QRect(0, top, width, self._rows.heights[row]) for row, top in placed.items()})
            self._place_lead(placed)
            self._follow_with_bar(placed)
        finally:
            self._laying_out = False
        self.end_moved()
        self.laid_out.emit()
        self._tell_sight(placed)
        self._idle.start()

    def _place_lead(self, placed: dict[int, int]) -> None:
        if self._lead is not None:
            self._lead.setGeometry(0, placed.get(0, 0) - self._rows.lead, self._row_width, self._rows.lead)
            self._lead.setVisible(placed.get(0, 0) > 0)

    def _measure(self, row: int) -> int:
        """Return the true height of a row, which has a widget from then on."""
        assert self._pool is not None  # noqa: S101  there are no rows without a source
        height = self._pool.widget(row).set_width(self._row_width)
        if height is not None:
            self._rows.heights[row] = height
        return self._rows.heights[row]

    def _follow_with_bar(self, placed: dict[int, int]) -> None:
        bar = self.verticalScrollBar()
        bar.setPageStep(max(self.viewport().height() - _LINE, _LINE))
        bar.setRange(0, max(0, self._rows.total() - self.viewport().height()))
        if placed:
            bar.setValue(self._rows.value())
            self._value = bar.value()
            self._rows.at_end = self._rows.at_end or bar.value() >= bar.maximum()

    @Slot()
    def _on_idle(self) -> None:
        """Fill a row that is about to come into sight, one at a time: a step of scrolling then has to draw it only."""
        rows = list(self.shown_rows())
        if self._pool is None or not rows:
            return
        step, row, room = (1, rows[-1], _AHEAD) if self._downwards else (-1, rows[0], _AHEAD)
        while room > 0 and 0 <= row + step < len(self._rows.heights):
            row += step
            waiting = not self._pool.is_ready(row)
            widget = self._pool.prepare(row)
            if widget is None:
                return
            room -= widget.set_width(self._row_width) or 0
            if waiting:
                self._idle.start()
                return

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
