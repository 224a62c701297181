"""The messages of the open session, as a Qt model; those far from what one looks at are not loaded."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import islice

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QImage

from desktop_app.domain.messages import Message, Role, first_words
from desktop_app.ui.attachments.gallery import Gallery
from desktop_app.ui.transcript.means import Means
from desktop_app.ui.transcript.turns import Turns

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class MessageRole(IntEnum):
    """What can be asked of a row."""

    MESSAGE = Qt.ItemDataRole.UserRole + 1
    """The `Message` itself."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks as the assistant: a persona's name, its glyph, and its picture where it has one."""

    name: str
    glyph: str
    picture: QImage | None = None


@dataclass(frozen=True, slots=True)
class Welcome:
    """What is shown while nothing has been said: the persona's greeting, and things to try."""

    speaker: Speaker
    greeting: str
    openers: tuple[str, ...]
    note: str = ""
    """A quiet line below, such as what makes the answers."""


class TranscriptModel(QAbstractListModel):
    """One row a message of the shown branch; the ids of all are known, the messages of some."""

    welcome_changed = Signal()
    """There is another greeting."""
    greeting_changed = Signal()
    """Something else, or nothing, stands above the first message."""
    replaced_from = Signal(int)
    """Another branch is about to be shown from this row on."""
    loaded = Signal(object)
    """These messages were read just now."""
    end_wanted = Signal()
    """What the user has just said is to be brought into sight."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids = array("q")
        self._loaded: dict[int, Message] = {}
        self._unreadable: set[int] = set()
        self._speakers: dict[str, Speaker] = {}
        self.turns = Turns(self)
        self.welcome: Welcome | None = None
        self.greeting: Welcome | None = None
        """What was said above the first message without being one, where it is the first that is shown."""
        self.means = Means(self)
        """What messages are shown with."""
        self.gallery: Gallery | None = None
        """Where the pictures of attachments come from, where they are shown."""

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of messages."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the message of a row, or its text; None while it is not loaded."""
        message = self.message(index.row()) if index.isValid() else None
        if message is None or role == MessageRole.MESSAGE:
            return message
        if role == Qt.ItemDataRole.DisplayRole:
            return message.content
        return accessible_name(message) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def set_speakers(self, speakers: dict[str, Speaker]) -> None:
        """Know the personas by their ids, and show those that are other than before."""
        before, self._speakers = self._speakers, dict(speakers)
        for message in self._loaded.values():
            if before.get(message.persona or "") != self._speakers.get(message.persona or ""):
                self._tell_of(message.id)

    def speaker(self, persona_id: str) -> Speaker | None:
        """Return who speaks as a persona, None where nobody knows."""
        return self._speakers.get(persona_id)

    def speaker_of(self, message: Message) -> Speaker:
        """Return who said a message of the assistant's."""
        persona = message.persona or ""
        return self._speakers.get(persona) or Speaker(persona, "")

    def set_welcome(self, welcome: Welcome) -> None:
        """Greet with that, while nothing has been said; the same greeting moves nothing."""
        if self.welcome is not None and replace(self.welcome, note=welcome.note) == welcome:
            return
        self.welcome = welcome
        self.welcome_changed.emit()

    def set_greeting(self, greeting: Welcome | None) -> None:
        """Let that stand above the first message, or nothing."""
        if greeting != self.greeting:
            self.greeting = greeting
            self.greeting_changed.emit()

    def set_note(self, note: str) -> None:
        """Say something below the greeting, or nothing; once something was said, it is only known."""
        if self.welcome is not None and note != self.welcome.note:
            self.welcome = replace(self.welcome, note=note)
            if not self._ids:
                self.welcome_changed.emit()

    def ids(self) -> Sequence[int]:
        """Return the ids of all rows."""
        return self._ids

    def messages(self) -> Sequence[Message]:
        """Return the messages that are loaded, in the order of their rows; never take them for all."""
        return [self._loaded[self._ids[row]] for row in self.loaded_rows(0, len(self._ids))]

    def loaded_rows(self, first: int, last: int) -> list[int]:
        """Return the rows from `first` to `last` whose messages are loaded."""
        if last - first < len(self._loaded):
            return [row for row in range(first, min(last + 1, len(self._ids))) if self._ids[row] in self._loaded]
        rows = (self.row_of(number) for number in self._loaded)
        return sorted(row for row in rows if row is not None and first <= row <= last)

    def sample(self, most: int) -> Sequence[Message]:
        """Return at most so many messages of those that are loaded, the last that came first."""
        return list(islice(reversed(self._loaded.values()), most))

    def message(self, row: int) -> Message | None:
        """Return the message of a row, None while it is not loaded."""
        return self._loaded.get(self._ids[row])

    def is_unreadable(self, row: int) -> bool:
        """Tell whether the message of a row could not be read."""
        return self._ids[row] in self._unreadable

    def id_of(self, row: int) -> int:
        """Return the id of the message of a row."""
        return self._ids[row]

    def row_of(self, message_id: int) -> int | None:
        """Return the row of a message, None when it is not on the shown branch."""
        row = bisect_left(self._ids, message_id)
        if row < len(self._ids) and self._ids[row] == message_id:
            return row
        # Ids grow along a branch, unless another program put together what was said in another order.
        return self._ids.index(message_id) if message_id in self._ids else None

    def last_id(self) -> int | None:
        """Return the id of the last message, None when nothing has been said."""
        return self._ids[-1] if self._ids else None

    def missing(self, first: int, last: int) -> list[int]:
        """Return the ids from row `first` to `last` whose messages are not loaded and can be read."""
        ids = self._ids[max(first, 0) : last + 1]
        return [number for number in ids if number not in self._loaded and number not in self._unreadable]

    def reset(self, messages: Sequence[Message]) -> None:
        """Show these messages and no others."""
        self.beginResetModel()
        self._ids = array("q", (message.id for message in messages))
        self._loaded = {message.id: message for message in messages}
        self._unreadable.clear()
        self.endResetModel()

    def show_ids(self, ids: Sequence[int]) -> None:
        """Show rows for these messages, moving none that is there already; what is loaded of them stays."""
        new = array("q", ids)
        self._insert(0, new[: new.index(self._ids[0])] if self._ids and self._ids[0] in new else array("q"))
        both = min(len(new), len(self._ids))
        if new[:both] == self._ids[:both]:
            same = both
        else:
            same = next(row for row in range(both) if new[row] != self._ids[row])
            self.replaced_from.emit(same)
            self._ids[same:both] = new[same:both]
        if len(self._ids) > len(new):
            self.beginRemoveRows(QModelIndex(), len(new), len(self._ids) - 1)
            del self._ids[len(new) :]
            self.endRemoveRows()
        if same < both:
            self._tell(same, both - 1)
        self._insert(both, new[both:])

    def update_all(self, ids: Sequence[int], messages: Iterable[Message]) -> None:
        """Show rows for `ids` with these `messages` loaded as they are now; all others are to be read again."""
        before, self._loaded = self._loaded, {message.id: message for message in messages}
        self._unreadable.clear()
        self.show_ids(ids)
        self.loaded.emit([message for message in self._loaded.values() if message.id not in before])
        for message in self._loaded.values():
            if before.get(message.id) != message:
                self._tell_of(message.id)

    def load(self, messages: Sequence[Message]) -> None:
        """Take in messages that were read; those that are loaded already are newer, and stay."""
        fresh = [message for message in messages if message.id not in self._loaded]
        self._loaded |= {message.id: message for message in fresh}
        self._unreadable -= {message.id for message in fresh}
        self.loaded.emit(fresh)
        rows = [row for message in fresh if (row := self.row_of(message.id)) is not None]
        if rows:
            self._tell(min(rows), max(rows))

    def keep(self, first: int, last: int) -> None:
        """Let go of the messages before row `first` and after row `last`."""
        kept = set(self._ids[max(first, 0) : last + 1])
        self._loaded = {number: message for number, message in self._loaded.items() if number in kept}

    def mark_unreadable(self, ids: Iterable[int]) -> None:
        """Know that these messages could not be read."""
        changed = set(ids) - self._unreadable
        self._unreadable |= changed
        for number in changed:
            self._tell_of(number)

    def forget_unreadable(self) -> None:
        """Hold all messages for readable again."""
        changed, self._unreadable = self._unreadable, set()
        for number in changed:
            self._tell_of(number)

    def append(self, message: Message) -> None:
        """Add a message at the end; the user's own is wanted in sight."""
        self._loaded[message.id] = message
        self._insert(len(self._ids), array("q", (message.id,)))
        if message.role is Role.USER:
            self.end_wanted.emit()

    def replace(self, message: Message) -> None:
        """Show what became of a message; one that is not here is passed over."""
        row = self.row_of(message.id)
        if row is not None:
            self._loaded[message.id] = message
            self._tell(row, row)

    def _insert(self, row: int, ids: "array[int]") -> None:
        if ids:
            self.beginInsertRows(QModelIndex(), row, row + len(ids) - 1)
            self._ids[row:row] = ids
            self.endInsertRows()

    def _tell_of(self, message_id: int) -> None:
        row = self.row_of(message_id)
        if row is not None:
            self._tell(row, row)

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first), self.index(last))


def accessible_name(message: Message) -> str:
    """Return what a row is called: who speaks, and the first words."""
    words = first_words(message.content) or ", ".join(each.name for each in message.attachments)
    return f"{message.role.value}: {words}"
