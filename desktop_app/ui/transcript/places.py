"""Places in the rows in sight: from points to places, and back."""

from typing import Literal

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QTextCursor

from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.selection import END, Place
from desktop_app.ui.widgets.recycled_list import RecycledList
from desktop_app.ui.widgets.text_column import TextColumn

_AROUND = 24
"""Pixels that are kept in sight above and below what is brought there."""


class Places:
    """Knows where everything in sight stands, in the coordinates of the list's viewport."""

    def __init__(self, view: RecycledList, model: TranscriptModel) -> None:
        self._list = view
        self._model = model

    @property
    def height(self) -> int:
        """How much can be seen at once, in pixels."""
        return self._list.viewport().height()

    def order(self, place: Place) -> tuple[int, int]:
        """Return what places are sorted by."""
        row = self._model.row_of(place.message)
        return (-1 if row is None else row, place.offset)

    def first_in_sight(self) -> Place | None:
        """Return where one begins to read."""
        place = self.at(QPoint(0, 0))
        column = None if place is None else self.column(place.message)
        found = None if place is None or column is None else column.cursor(place.offset)
        if place is None or column is None or found is None or not found[1].atEnd():
            return place
        onward = column.moved(place.offset, QTextCursor.MoveOperation.Right)
        return self.beside(place, 1) or place if onward is None else place._replace(offset=onward)

    def edge(self, *, first: bool) -> Place | None:
        """Return the beginning or the end of everything."""
        count = self._model.rowCount()
        if not count:
            return None
        return Place(self._model.id_of(0 if first else count - 1), 0 if first else END)

    def beside(self, place: Place, step: int) -> Place | None:
        """Return the end of the message before, or the beginning of the one after; None where there is none."""
        row = self._model.row_of(place.message)
        if row is None or not 0 <= row + step < self._model.rowCount():
            return None
        return Place(self._model.id_of(row + step), 0 if step > 0 else END)

    def column(self, message_id: int) -> TextColumn | None:
        """Return the texts of a message in sight."""
        row = self._model.row_of(message_id)
        widget = None if row is None else self._list.shown_rows().get(row)
        return None if widget is None else TextColumn(widget.texts(), widget)

    def at(self, point: QPoint) -> Place | None:
        """Return the place next to a point; above and below what is in sight, the one at its edge."""
        y = min(max(point.y(), 0), self.height - 1)
        rows = self._list.shown_rows()
        for row, widget in rows.items():
            if y < widget.y() + widget.height() or row == max(rows):
                column = TextColumn(widget.texts(), widget)
                return Place(self._model.id_of(row), column.place_at(QPoint(point.x(), y) - widget.pos()))
        return None

    def around(self, place: Place, unit: Literal["word", "paragraph"]) -> tuple[Place, Place]:
        """Return the ends of the word or the paragraph around a place in sight."""
        column = self.column(place.message)
        if column is None:
            return place, place
        start, end = column.word(place.offset) if unit == "word" else column.paragraph(place.offset)
        return place._replace(offset=start), place._replace(offset=end)

    def rect(self, place: Place) -> QRect | None:
        """Return where the caret at a place in sight stands."""
        column = self.column(place.message)
        row = self._model.row_of(place.message)
        if column is None or row is None:
            return None
        return column.rect(place.offset).translated(self._list.shown_rows()[row].pos())

    def scroll_by(self, pixels: int) -> bool:
        """Move what is in sight up by that much, or down; tell whether it moved at all."""
        bar = self._list.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + pixels)
        return bar.value() != before

    def bring_into_sight(self, place: Place) -> None:
        """Scroll as little as needed for a place to be seen."""
        row = self._model.row_of(place.message)
        if row is None:
            return
        if row not in self._list.shown_rows():
            self._list.scroll_to_row(row)
        rect = self.rect(place)
        if rect is None:
            return
        if rect.top() < _AROUND:
            self.scroll_by(rect.top() - _AROUND)
        elif rect.bottom() > self.height - _AROUND:
            self.scroll_by(rect.bottom() - self.height + _AROUND)
        self._scroll_sideways(place)

    def _scroll_sideways(self, place: Place) -> None:
        column = self.column(place.message)
        found = None if column is None else column.cursor(place.offset)
        if found is not None:
            text, cursor = found
            bar, x = text.horizontalScrollBar(), text.cursorRect(cursor).x()
            if not 0 <= x < text.viewport().width():
                bar.setValue(bar.value() + x - text.viewport().width() // 2)
