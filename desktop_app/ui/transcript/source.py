"""Gives the list its rows from the model."""

from collections.abc import Callable

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from desktop_app.domain.messages import Role
from desktop_app.ui.markdown.blocks import MarkdownReader
from desktop_app.ui.transcript.body import SHOWN_AT_FIRST
from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.requests import TurnRequests
from desktop_app.ui.transcript.row import MessageRow
from desktop_app.ui.widgets.recycled_list import RowWidget
from desktop_app.ui.widgets.theme import COLUMN_WIDTH

_LINE = 20
_CHARACTER = 7.2
_AROUND = 70


class MessageSource:
    """Makes rows that pass their signals on to the view's."""

    def __init__(
        self,
        model: TranscriptModel,
        requests: TurnRequests,
        reader: MarkdownReader,
        link_activated: SignalInstance,
        grown: Callable[[], None],
    ) -> None:
        self._model = model
        self._requests = requests
        self._reader = reader
        self._link_activated = link_activated
        self._grown = grown
        self.marked: int | None = None
        """The id of the message that one was led to a moment ago."""

    def count(self) -> int:
        """Return the number of messages."""
        return self._model.rowCount()

    def estimate(self, row: int, width: int) -> int:
        """Return about how tall a message is, from the length of its text."""
        message = self._model.message(row)
        text = message.content[:SHOWN_AT_FIRST]
        column = max(min(COLUMN_WIDTH, width), 200) * (0.7 if message.role is Role.USER else 1)
        lines = len(text) * _CHARACTER / column + text.count("\n") + 1
        return int(_AROUND + lines * _LINE)

    def make(self, parent: QWidget) -> RowWidget:
        """Return a new row."""
        row = MessageRow(self._reader, self._model.turns, parent)
        row.link_activated.connect(self._link_activated)
        row.requested.connect(self._requests.ask)
        row.menu_requested.connect(self._requests.open_menu)
        row.edit_saved.connect(self._requests.save_edit)
        row.edit_cancelled.connect(self._requests.cancel_edit)
        row.grown.connect(self._grown)
        return row

    def fill(self, widget: RowWidget, row: int) -> None:
        """Let `widget` show the message of `row`."""
        if isinstance(widget, MessageRow):
            message = self._model.message(row)
            last = message.id == self._model.last_id()
            widget.show_message(message, self._model.speaker_of(message), last=last)
            widget.set_marked(marked=message.id == self.marked)
