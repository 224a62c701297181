"""Gives the list its rows from the model."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop_app.domain.messages import Message, Role
from desktop_app.ui.attachments.strip import guessed_height
from desktop_app.ui.transcript.body import SHOWN_AT_FIRST
from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.placeholder import Placeholder
from desktop_app.ui.transcript.requests import TurnRequests
from desktop_app.ui.transcript.row import MessageRow
from desktop_app.ui.widgets.row_pool import RowWidget
from desktop_app.ui.widgets.theme import COLUMN_WIDTH

if TYPE_CHECKING:
    from desktop_app.ui.transcript.view import TranscriptView

_LINE = 20
_CHARACTER = 7.2
_AROUND = 62
_SAMPLE = 40
"""Messages of which the mean is taken for a guess."""


class MessageSource:
    """Makes rows that pass their signals on to the view's."""

    def __init__(self, model: TranscriptModel, view: "TranscriptView", requests: TurnRequests) -> None:
        self._model = model
        self._view = view
        self._requests = requests
        self.marked: int | None = None
        """The id of the message that one was led to a moment ago."""

    def count(self) -> int:
        """Return the number of messages."""
        return self._model.rowCount()

    def guess(self, width: int) -> int:
        """Return about how tall a message is, from the lengths of some of the texts."""
        heights = [_height(message, width) for message in self._model.sample(_SAMPLE)]
        return sum(heights) // len(heights) if heights else 2 * _AROUND

    def is_loaded(self, row: int) -> bool:
        """Tell whether the message of a row is loaded."""
        return self._model.message(row) is not None

    def make(self, parent: QWidget, *, empty: bool) -> RowWidget:
        """Return a new row."""
        if empty:
            place = Placeholder(parent)
            place.retry_requested.connect(self._view.reading_requested)
            return place
        row = MessageRow(self._model.means, self._model.turns, parent)
        row.set_gallery(self._model.gallery)
        row.link_activated.connect(self._view.link_activated)
        row.requested.connect(self._requests.ask)
        row.menu_requested.connect(self._requests.open_menu)
        row.edit_saved.connect(self._requests.save_edit)
        row.edit_cancelled.connect(self._requests.cancel_edit)
        row.grown.connect(self._view.refresh_layout)
        return row

    def fill(self, widget: RowWidget, row: int) -> None:
        """Let `widget` show the message of `row`."""
        message = self._model.message(row)
        if isinstance(widget, MessageRow) and message is not None:
            last = message.id == self._model.last_id()
            widget.show_message(message, self._model.speaker_of(message), last=last)
            widget.set_marked(marked=message.id == self.marked)
        elif isinstance(widget, Placeholder):
            dragged = self._view.verticalScrollBar().isSliderDown()
            widget.show_place(unreadable=self._model.is_unreadable(row), at_once=dragged)


def _height(message: Message, width: int) -> int:
    """Return about how tall a message is, from the length of its text and what is attached."""
    text = message.content[:SHOWN_AT_FIRST]
    column = max(min(COLUMN_WIDTH, width), 200) * (0.7 if message.role is Role.USER else 1)
    lines = len(text) * _CHARACTER / column + text.count("\n") + 1
    return int(_AROUND + lines * _LINE + guessed_height(message.attachments))
