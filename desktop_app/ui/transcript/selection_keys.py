"""Selecting with the keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextCursor

from desktop_app.ui.transcript.places import Places
from desktop_app.ui.transcript.selection import Place, Selection

_MOVE = QTextCursor.MoveOperation
_BY_LETTERS = {
    Qt.Key.Key_Left: _MOVE.Left,
    Qt.Key.Key_Right: _MOVE.Right,
    Qt.Key.Key_Up: _MOVE.Up,
    Qt.Key.Key_Down: _MOVE.Down,
    Qt.Key.Key_Home: _MOVE.StartOfLine,
    Qt.Key.Key_End: _MOVE.EndOfLine,
}
_BY_WORDS = {
    Qt.Key.Key_Left: _MOVE.WordLeft,
    Qt.Key.Key_Right: _MOVE.WordRight,
    Qt.Key.Key_Up: _MOVE.PreviousBlock,
    Qt.Key.Key_Down: _MOVE.NextBlock,
}
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_BACK = frozenset({_MOVE.Left, _MOVE.WordLeft, _MOVE.Up, _MOVE.PreviousBlock})


class SelectionKeys:
    """Moves the end of the selection with Shift and the keys that move a cursor."""

    def __init__(self, places: Places, selection: Selection) -> None:
        self._places = places
        self._selection = selection

    def handle(self, event: QKeyEvent) -> bool:
        """Do what a key stands for; tell whether it was one of these."""
        shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held not in {shift, shift | control}:
            return False
        key, by_words = Qt.Key(event.key()), held != shift
        if by_words and key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self._to(self._places.edge(first=key == Qt.Key.Key_Home))
        elif key in _PAGES and not by_words:
            self._by_page(_PAGES[key])
        elif key in (moves := _BY_WORDS if by_words else _BY_LETTERS):
            self._by(moves[key])
        else:
            return False
        return True

    def _focus(self) -> Place | None:
        """Return the end that moves, in sight: where one pressed last, else the beginning of what is in sight."""
        focus = self._selection.focus or self._places.first_in_sight()
        if focus is not None:
            self._places.bring_into_sight(focus)
        return focus

    def _by(self, move: QTextCursor.MoveOperation) -> None:
        focus = self._focus()
        column = None if focus is None else self._places.column(focus.message)
        if focus is None or column is None:
            return
        offset = column.moved(focus.offset, move)
        if offset is None:
            self._to(self._places.beside(focus, -1 if move in _BACK else 1), focus)
        else:
            self._to(focus._replace(offset=offset), focus)

    def _by_page(self, direction: int) -> None:
        focus = self._focus()
        rect = None if focus is None else self._places.rect(focus)
        if focus is None or rect is None:
            return
        moved = self._places.scroll_by(direction * self._places.height)
        self._to(self._places.at(rect.center()) if moved else self._places.edge(first=direction < 0), focus)

    def _to(self, place: Place | None, since: Place | None = None) -> None:
        anchor = self._selection.anchor or since or self._focus()
        if place is not None and anchor is not None:
            self._selection.select(anchor, place)
            self._places.bring_into_sight(place)
