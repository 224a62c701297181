"""The texts of a comparison: side by side where there is room, else in one column."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.domain.differences import Change, Run
from desktop_app.ui.compare.pane import DiffPane
from desktop_app.ui.compare.pieces import Piece, count_of_changes, pieces_of
from desktop_app.ui.widgets.theme import RADIUS, theme_of

WIDE = 680
"""Pixels from which on the texts stand side by side."""
SHOWN_AT_FIRST = 200_000
"""Characters that are shown until more are asked for, or a change further down is wanted."""
_AT_ONCE = 16
"""Pieces that are shown between two events, at most, ..."""
_AT_ONCE_CHARACTERS = 6_000
"""... and how many characters make that enough."""


class SidesView(QWidget):
    """Fills its panes bit by bit, so that the window stays alive, and scrolls both of them together."""

    moved = Signal()
    """Another change is the one that is looked at, or there are others to look at."""
    grown = Signal()
    """More of the texts is shown, or there is more to ask for."""
    widened = Signal(bool)
    """Whether the texts stand side by side from now on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.old, self.new, self.both = DiffPane(), DiffPane(), DiffPane()
        self.both.setAccessibleName(self.tr("Both versions"))
        self.is_wide = True
        """Whether the texts stand side by side."""
        self.count = 0
        """The number of changes."""
        self.current: int | None = None
        """The number of the change that is looked at, from 0."""
        self._runs: Sequence[Run] = ()
        self._pieces: Iterator[Piece] = iter(())
        self._next: Piece | None = None
        self._shown, self._limit, self._leading = 0, SHOWN_AT_FIRST, False
        self._stops: list[tuple[int, int]] = [(0, 0)]
        """Places in both panes that show the same, one for each portion that is in both."""
        self._scrolling = False
        self._theme = theme_of(self.window())
        self._growing = QTimer(self, singleShot=True, interval=0)
        self._growing.timeout.connect(self._on_grow)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for pane in (self.old, self.new, self.both):
            row.addWidget(pane, 1)
            pane.setVisible(pane is not self.both)
        self.old.moved.connect(self._on_old_moved)
        self.new.moved.connect(self._on_new_moved)

    @property
    def is_cut(self) -> bool:
        """Whether there is more than is shown, until more are asked for."""
        return self._next is not None and not self._growing.isActive()

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Show these, and lead to the first change."""
        self._runs = runs
        self.count = count_of_changes(runs)
        self.current = 0 if self.count else None
        self._limit = SHOWN_AT_FIRST
        self._begin()
        self.moved.emit()

    def show_more(self) -> None:
        """Show as much again."""
        self._limit = self._shown + SHOWN_AT_FIRST
        self._growing.start()
        self.grown.emit()

    def go_to(self, number: int) -> None:
        """Lead to a change; behind the last one is the first."""
        if self.count:
            self.current = number % self.count
            self._lead()
            self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the texts side by side, or into one column."""
        super().resizeEvent(event)
        wide = self.width() >= WIDE
        if wide != self.is_wide:
            self.is_wide = wide
            for pane in (self.old, self.new):
                pane.setVisible(wide)
            self.both.setVisible(not wide)
            self._begin()
            self.widened.emit(wide)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme, once everything has its new colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            QTimer.singleShot(0, self, self._on_restyle)

    @Slot()
    def _on_restyle(self) -> None:
        if theme_of(self.window()) is not self._theme:
            self._begin()
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a frame, and a line between the sides."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme_of(self.window()).border))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        if self.is_wide:
            x = (self.old.geometry().right() + self.new.x()) // 2 + 1
            painter.fillRect(x, 1, 1, self.height() - 2, QColor(theme_of(self.window()).border))

    # Filling

    def _begin(self) -> None:
        self._theme = theme_of(self.window())
        for pane in (self.old, self.new, self.both):
            pane.begin()
        self._stops = [(0, 0)]
        self._shown = 0
        self._leading = self.current is not None
        self._pieces = pieces_of(self._runs)
        self._next = next(self._pieces, None)
        self._on_grow()

    @Slot()
    def _on_grow(self) -> None:
        pieces = list(self._portion())
        if self.is_wide:
            self._add_beside(pieces)
        else:
            self.both.add(pieces)
        if self._leading:
            self._lead()
        if self._next is not None and self._shown < self._limit:
            self._growing.start()
        self.grown.emit()

    def _portion(self) -> Iterator[Piece]:
        size = 0
        for _turn in range(_AT_ONCE):
            if self._next is None or size >= _AT_ONCE_CHARACTERS:
                break
            piece = self._next
            size += len(piece.text)
            self._shown += len(piece.text)
            yield piece
            self._next = next(self._pieces, None)

    def _add_beside(self, pieces: Sequence[Piece]) -> None:
        ends = [self.old.length(), self.new.length()]
        for piece in pieces:
            if piece.change is Change.KEPT:
                self._stops.append((ends[0], ends[1]))
            if piece.change is not Change.ADDED:
                ends[0] += len(piece.text)
            if piece.change is not Change.REMOVED:
                ends[1] += len(piece.text)
        self._scrolling = True
        self.old.add([piece for piece in pieces if piece.change is not Change.ADDED])
        self.new.add([piece for piece in pieces if piece.change is not Change.REMOVED])
        self._scrolling = False

    # Moving

    def _lead(self) -> None:
        """Mark the current change and bring it into sight, as soon as it is shown whole."""
        panes = (self.old, self.new) if self.is_wide else (self.both,)
        if self.current is None:
            return
        self._leading = self._next is not None and (self._next.number is None or self._next.number <= self.current)
        self._leading = self._leading and all(pane.place_of(self.current) is None for pane in panes)
        if self._leading:
            self._limit = max(self._limit, self._shown + 1)
            self._growing.start()
            return
        for pane in panes:
            pane.mark(self.current)
            place = pane.place_of(self.current)
            if place is not None:
                pane.bring_into_sight(place)

    @Slot()
    def _on_old_moved(self) -> None:
        self._follow(self.old, self.new, 0)

    @Slot()
    def _on_new_moved(self) -> None:
        self._follow(self.new, self.old, 1)

    def _follow(self, leader: DiffPane, follower: DiffPane, side: int) -> None:
        """Let one side show what stands at the top of the other."""
        if self._scrolling or not self.is_wide:
            return
        self._scrolling = True
        bar, other = leader.verticalScrollBar(), follower.verticalScrollBar()
        if bar.value() in {bar.minimum(), bar.maximum()}:
            other.setValue(other.minimum() if bar.value() == bar.minimum() else other.maximum())
        else:
            place = leader.first_in_sight()
            at = bisect_right(self._stops, place, key=lambda stop: stop[side]) - 1
            here = self._stops[max(at, 0)]
            there = self._stops[at + 1] if at + 1 < len(self._stops) else (self.old.length(), self.new.length())
            follower.bring_to_top(min(here[1 - side] + place - here[side], there[1 - side]))
        self._scrolling = False
