"""What is asked for in rows: done here where only the transcript is concerned, passed on where it is not."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QGuiApplication

from desktop_app.domain.messages import Message, Role
from desktop_app.ui.markdown.plain import plain_of
from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.turns import TurnAction, Way

if TYPE_CHECKING:
    from desktop_app.ui.transcript.view import TranscriptView

_STEPS = {TurnAction.PREVIOUS: -1, TurnAction.NEXT: 1}


class TurnRequests(QObject):
    """Knows each action's meaning; the view's signals carry what others have to do."""

    edit_begun = Signal(int)
    """The id of a message whose editor is wanted."""

    def __init__(self, view: "TranscriptView", model: TranscriptModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model

    def possible(self, message: Message) -> frozenset[TurnAction]:
        """Return what can be done with a message."""
        return self._model.turns.possible(message, last=message.id == self._model.last_id())

    def can(self, action: TurnAction, message_id: int | None) -> bool:
        """Tell whether something can be done with a message."""
        message = None if message_id is None else self._message(message_id)
        return message is not None and action in self.possible(message)

    @Slot(object, int)
    def ask(self, action: TurnAction, message_id: int) -> None:
        """Do something with a message, if it is there and that is possible."""
        message = self._message(message_id)
        if message is None or action not in self.possible(message):
            return
        if action is TurnAction.COPY:
            QGuiApplication.clipboard().setText(message.content)
        elif action is TurnAction.COPY_PLAIN:
            mine = message.role is Role.USER
            words = message.content if mine else plain_of(self._model.means.reader, message.content)
            QGuiApplication.clipboard().setText(words)
        elif action is TurnAction.QUOTE:
            self._quote(message)
        elif action is TurnAction.EDIT:
            self._model.turns.begin_edit(message)
            self.edit_begun.emit(message.id)
        elif action in _STEPS:
            version = self._model.turns.beside(message.id, _STEPS[action])
            if version is not None:
                self._view.version_requested.emit(message.id, version)
        else:
            self._view.turn_requested.emit(action, message.id)

    def edit_last(self) -> None:
        """Edit what the user said last, if that is near the end."""
        for row in reversed(range(self._model.rowCount())):
            message = self._model.message(row)
            if message is None or message.role is Role.USER:
                self.ask(TurnAction.EDIT, 0 if message is None else message.id)
                return

    @Slot(int, QPoint)
    def open_menu(self, message_id: int, place: QPoint) -> None:
        """List all that can be done with a message."""
        from desktop_app.ui.transcript.turn_menu import TurnMenu

        message = self._message(message_id)
        if message is None:
            return

        def answer(way: Way) -> None:
            self._view.again_requested.emit(message_id, way)

        menu = TurnMenu(lambda action: self.ask(action, message_id), self._view)
        selecting = self._view.text_selection
        if selecting is not None and not selecting.selection.is_empty():
            menu.add_selection(selecting.copy, selecting.copy_plain, partial(self._quote, message))
        menu.fill(self.possible(message), self._model.turns, answer)
        menu.show_at(place)

    @Slot(int)
    def save_edit(self, message_id: int) -> None:
        """Say a turn as it is written now, unless that is what was said already."""
        edit, message = self._model.turns.edit_of(message_id), self._message(message_id)
        if edit is None or message is None:
            return
        if edit.text == message.content:
            self.cancel_edit(message_id)
        else:
            self._view.edit_saved.emit(message_id, edit.text)

    @Slot(int)
    def cancel_edit(self, message_id: int) -> None:
        """Show the turn again as it was said; what was written can be called back."""
        edit, message = self._model.turns.edit_of(message_id), self._message(message_id)
        self._model.turns.end_edit(message_id)
        if edit is not None and message is not None and edit.text != message.content:
            self._view.edit_discarded.emit(message_id, edit)

    def _quote(self, message: Message) -> None:
        """Quote what is selected, and the whole message where nothing is."""
        selecting = self._view.text_selection
        if selecting is not None and not selecting.selection.is_empty():
            self._view.quote_requested.emit(selecting.excerpt())
        else:
            self._view.quoted.emit(message.content)

    def _message(self, message_id: int) -> Message | None:
        row = self._model.row_of(message_id)
        return None if row is None else self._model.message(row)
