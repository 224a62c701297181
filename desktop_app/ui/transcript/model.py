"""The messages of the open session, as a Qt model."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_app.domain.messages import Message, first_words
from desktop_app.ui.transcript.turns import Turns

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class MessageRole(IntEnum):
    """What can be asked of a row."""

    MESSAGE = Qt.ItemDataRole.UserRole + 1
    """The `Message` itself."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks as the assistant: a persona's name and glyph."""

    name: str
    glyph: str


@dataclass(frozen=True, slots=True)
class Welcome:
    """What is shown while nothing has been said: the persona's greeting, and things to try."""

    speaker: Speaker
    greeting: str
    openers: tuple[str, ...]
    note: str = ""
    """A quiet line below, such as what makes the answers."""


class TranscriptModel(QAbstractListModel):
    """One row a message, in the order in which they were said."""

    welcome_changed = Signal()
    """There is another greeting."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages: list[Message] = []
        self._rows: dict[int, int] | None = None
        """Rows by the ids of messages, once somebody asked; opening many is not held up by it."""
        self._speakers: dict[str, Speaker] = {}
        self.turns = Turns(self)
        self.welcome: Welcome | None = None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of messages."""
        return 0 if parent.isValid() else len(self._messages)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the message of a row, or its text."""
        if not index.isValid():
            return None
        message = self._messages[index.row()]
        if role == MessageRole.MESSAGE:
            return message
        if role == Qt.ItemDataRole.DisplayRole:
            return message.content
        return accessible_name(message) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def set_speakers(self, speakers: dict[str, Speaker]) -> None:
        """Know the personas by their ids."""
        self._speakers = dict(speakers)

    def speaker_of(self, message: Message) -> Speaker:
        """Return who said a message of the assistant's."""
        persona = message.persona or ""
        return self._speakers.get(persona) or Speaker(persona, "")

    def set_welcome(self, welcome: Welcome) -> None:
        """Greet with that, while nothing has been said."""
        self.welcome = welcome
        self.welcome_changed.emit()

    def messages(self) -> Sequence[Message]:
        """Return all messages."""
        return tuple(self._messages)

    def message(self, row: int) -> Message:
        """Return the message of a row."""
        return self._messages[row]

    def id_of(self, row: int) -> int:
        """Return the id of the message of a row."""
        return self._messages[row].id

    def row_of(self, message_id: int) -> int | None:
        """Return the row of a message, None when it is not here."""
        if self._rows is None:
            self._rows = {message.id: row for row, message in enumerate(self._messages)}
        return self._rows.get(message_id)

    def last_id(self) -> int | None:
        """Return the id of the last message, None when nothing has been said."""
        return self._messages[-1].id if self._messages else None

    def reset(self, messages: Sequence[Message]) -> None:
        """Show these messages and no others."""
        self.beginResetModel()
        self._messages = list(messages)
        self._rows = None
        self.endResetModel()

    def update_all(self, messages: Sequence[Message]) -> None:
        """Show these messages, leaving rows alone that are there already."""
        common = min(len(messages), len(self._messages))
        same = all(messages[row].id == self._messages[row].id for row in range(common))
        if not same or len(messages) < len(self._messages):
            self.reset(messages)
            return
        for row, message in enumerate(messages):
            if row >= common:
                self.append(message)
            elif message != self._messages[row]:
                self.replace(message)

    def append(self, message: Message) -> None:
        """Add a message at the end."""
        row = len(self._messages)
        self.beginInsertRows(QModelIndex(), row, row)
        self._messages.append(message)
        if self._rows is not None:
            self._rows[message.id] = row
        self.endInsertRows()

    def replace(self, message: Message) -> None:
        """Show what became of a message; one that is not here is passed over."""
        row = self.row_of(message.id)
        if row is not None:
            self._messages[row] = message
            index = self.index(row)
            self.dataChanged.emit(index, index)


def accessible_name(message: Message) -> str:
    """Return what a row is called: who speaks, and the first words."""
    return f"{message.role.value}: {first_words(message.content)}"
