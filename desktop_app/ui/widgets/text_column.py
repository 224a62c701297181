"""Texts below each other, counted as one: each character has a place, and so has the end of each text."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from desktop_app.ui.widgets.plain_text import plain_text


class Span(NamedTuple):
    """A part of one of the texts."""

    text: QTextEdit
    start: int
    end: int


class TextColumn:
    """The texts of a widget, from top to bottom, as they are now."""

    def __init__(self, texts: Sequence[QTextEdit], within: QWidget) -> None:
        """Take points and rectangles in the coordinates of `within`."""
        self._texts = texts
        self._within = within
        self._starts = [0]
        for text in texts:
            self._starts.append(self._starts[-1] + text.document().characterCount())

    @property
    def end(self) -> int:
        """The last place."""
        return max(self._starts[-1] - 1, 0)

    def place_at(self, point: QPoint) -> int:
        """Return the place next to a point: the beginning or the end where it is above or below all texts."""
        for text, start in zip(self._texts, self._starts, strict=False):
            inside = text.viewport().mapFrom(self._within, point)
            if inside.y() < 0:
                return start if text is self._texts[0] else start - 1
            if inside.y() < text.height():
                return start + text.cursorForPosition(inside).position()
        return self.end

    def cursor(self, place: int) -> tuple[QTextEdit, QTextCursor] | None:
        """Return the text that a place is in, with a cursor there; None where there is no text."""
        for text, start, after in zip(self._texts, self._starts, self._starts[1:], strict=False):
            if place < after or text is self._texts[-1]:
                cursor = QTextCursor(text.document())
                cursor.setPosition(min(max(place - start, 0), after - start - 1))
                return text, cursor
        return None

    def place_of(self, text: QTextEdit, position: int) -> int:
        """Return the place of a position in one of the texts."""
        return self._starts[self._texts.index(text)] + position

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """Yield every text with the part of it that lies between two places, which may be empty."""
        for text, first, after in zip(self._texts, self._starts, self._starts[1:], strict=False):
            last = after - first - 1
            yield Span(text, min(max(start - first, 0), last), min(max(end - first, 0), last))

    def plain(self, start: int, end: int) -> str:
        """Return what can be read between two places; texts are a line apart."""
        parts = (plain_text(span.text.document(), span.start, span.end) for span in self.spans(start, end))
        return "\n\n".join(part for part in parts if part)

    def rect(self, place: int) -> QRect:
        """Return where a caret at a place stands."""
        found = self.cursor(place)
        if found is None:
            return QRect(0, 0, 1, self._within.height())
        text, cursor = found
        rect = text.cursorRect(cursor)
        return QRect(text.viewport().mapTo(self._within, rect.topLeft()), rect.size())

    def word(self, place: int) -> tuple[int, int]:
        """Return the word around a place."""
        return self._around(place, QTextCursor.SelectionType.WordUnderCursor)

    def paragraph(self, place: int) -> tuple[int, int]:
        """Return the paragraph around a place."""
        return self._around(place, QTextCursor.SelectionType.BlockUnderCursor)

    def _around(self, place: int, kind: QTextCursor.SelectionType) -> tuple[int, int]:
        found = self.cursor(place)
        if found is None:
            return place, place
        text, cursor = found
        if kind is QTextCursor.SelectionType.BlockUnderCursor:  # Qt's own takes the line end before it as well
            block = cursor.block()
            begin, end = block.position(), block.position() + block.length() - 1
        else:
            cursor.select(kind)
            begin, end = cursor.selectionStart(), cursor.selectionEnd()
        return self.place_of(text, begin), self.place_of(text, end)

    def moved(self, place: int, move: QTextCursor.MoveOperation) -> int | None:
        """Return where a move leads from a place, into the next text too; None when it leads out of all of them."""
        found = self.cursor(place)
        if found is None:
            return None
        text, cursor = found
        before = cursor.position()
        if cursor.movePosition(move) and cursor.position() != before:
            return self.place_of(text, cursor.position())
        number = self._texts.index(text)
        if move in _ONWARD:
            return self._starts[number + 1] if number + 1 < len(self._texts) else None
        if move in _BACK:
            return self._starts[number] - 1 if number else None
        return self.place_of(text, before)


_MOVE = QTextCursor.MoveOperation
_ONWARD = frozenset({_MOVE.Right, _MOVE.Down, _MOVE.WordRight, _MOVE.NextBlock})
_BACK = frozenset({_MOVE.Left, _MOVE.Up, _MOVE.WordLeft, _MOVE.PreviousBlock})
