"""What keys do while the keyboard is in the transcript."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.row_focus import RowFocus
from desktop_app.ui.transcript.turns import KEYS, TurnAction
from desktop_app.ui.widgets.theme import GRID

if TYPE_CHECKING:
    from desktop_app.ui.transcript.requests import TurnRequests
    from desktop_app.ui.transcript.view import TranscriptView

_STEP = 120
"""Pixels that a row which is taller than the view is moved by, before the next one is gone to."""
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_K: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_J: 1}
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}
_ACTIONS = {QKeySequence(keys): action for action, keys in KEYS.items()}


class RowKeys:
    """Walks from row to row, and does with a row what its keys stand for."""

    def __init__(
        self, view: "TranscriptView", model: TranscriptModel, focus: RowFocus, requests: "TurnRequests"
    ) -> None:
        self._view = view
        self._model = model
        self._focus = focus
        self._requests = requests

    def wants(self, event: QKeyEvent) -> bool:
        """Tell whether a key is meant for the row that the keyboard is on, before the window has it."""
        return self._action(event) is not None or (self._is_menu_key(event) and self._focus.is_on_row())

    def handle(self, event: QKeyEvent) -> bool:
        """Do what a key stands for; tell whether it stands for something."""
        if self._edited_out_of_sight(event):
            return True
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        action = self._action(event)
        if plain and key in _STEPS:
            self._step(_STEPS[key])
        elif plain and key in _ENDS:
            self._go_to_end(first=key == Qt.Key.Key_Home)
        elif self._is_menu_key(event) and (row := self._focus.row()) is not None and self._focus.is_on_row():
            row.open_menu()
        elif action is not None and self._focus.current is not None:
            self._requests.ask(action, self._focus.current)
        else:
            return False
        return True

    def _step(self, direction: int) -> None:
        row, height = self._focus.row(), self._view.viewport().height()
        if row is None or self._focus.focused() is self._view:
            self._focus.take_keyboard()
            return
        hidden = row.y() + row.height() - height if direction > 0 else -row.y()
        beside = self._model.row_of(self._focus.current or 0)
        there = -1 if beside is None else beside + direction
        if hidden > GRID or not 0 <= there < self._model.rowCount():
            self._scroll(direction * min(_STEP, max(hidden, GRID)))
            return
        self._bring_into_sight(there, direction)
        self._focus.give_to(there)

    def _bring_into_sight(self, number: int, direction: int) -> None:
        """Show all of a neighbouring row, or where that is more than fits, its nearer end."""
        if number not in self._view.shown_rows():
            self._scroll(direction * _STEP)
        row, height = self._view.shown_rows().get(number), self._view.viewport().height()
        if row is None:
            return
        top, bottom = row.y(), row.y() + row.height()
        if direction > 0 and bottom > height:
            self._scroll(min(bottom - height, max(top - GRID, 0)))
        elif direction < 0 and top < 0:
            self._scroll(max(top, min(bottom - height, 0)))

    def _go_to_end(self, *, first: bool) -> None:
        bar = self._view.verticalScrollBar()
        if first:
            bar.setValue(bar.minimum())
        else:
            self._view.scroll_to_end()
        self._focus.give_to(0 if first else self._model.rowCount() - 1)

    def _edited_out_of_sight(self, event: QKeyEvent) -> bool:
        """Bring the turn that is being written back into sight when one goes on writing."""
        if self._focus.focused() is not self._view or self._focus.current is None or not event.text().isprintable():
            return False
        row = self._model.row_of(self._focus.current)
        if not event.text() or row is None or self._model.turns.edit_of(self._focus.current) is None:
            return False
        self._view.scroll_to_row(row)
        shown = self._focus.row()
        if shown is not None and shown.focus_editor():
            shown.write(event)
        return True

    def _is_menu_key(self, event: QKeyEvent) -> bool:
        """Tell whether it is Shift+F10, which Qt knows on Windows alone; it sees to the Menu key by itself."""
        return event.key() == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier

    def _action(self, event: QKeyEvent) -> TurnAction | None:
        """Return what a key does with the row that the keyboard is on, None where that is not possible."""
        action = _ACTIONS.get(QKeySequence(event.keyCombination()))
        possible = action is not None and self._focus.is_on_row() and self._requests.can(action, self._focus.current)
        return action if possible else None

    def _scroll(self, pixels: int) -> None:
        bar = self._view.verticalScrollBar()
        bar.setValue(bar.value() + pixels)
