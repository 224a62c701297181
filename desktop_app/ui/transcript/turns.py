"""What can be done with turns, and what is known of them besides what was said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.messages import Message, MessageStatus, Role


class TurnAction(StrEnum):
    """Something to do with one message."""

    COPY = "copy"
    COPY_PLAIN = "copy_plain"
    EDIT = "edit"
    REGENERATE = "regenerate"
    CONTINUE = "continue"
    FORK = "fork"
    QUOTE = "quote"
    COMPARE = "compare"
    PREVIOUS = "previous"
    NEXT = "next"
    WHY = "why"
    RECEIPT = "receipt"
    DELETE = "delete"


KEYS = {
    TurnAction.COPY: "Ctrl+C",
    TurnAction.COPY_PLAIN: "Ctrl+Shift+C",
    TurnAction.EDIT: "E",
    TurnAction.REGENERATE: "Ctrl+R",
    TurnAction.CONTINUE: "G",
    TurnAction.FORK: "F",
    TurnAction.QUOTE: "Q",
    TurnAction.COMPARE: "C",
    TurnAction.PREVIOUS: "Alt+Left",
    TurnAction.NEXT: "Alt+Right",
    TurnAction.WHY: "W",
    TurnAction.RECEIPT: "I",
    TurnAction.DELETE: "Del",
}
"""What each action is done by while the keyboard is on a row."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which a question can be answered anew: by another persona or another engine."""

    label: str
    persona: str | None = None
    engine: str = ""
    model: str = ""
    base_url: str = ""


@dataclass(slots=True)
class Edit:
    """A turn that is being said in other words; kept until it is sent or thrown away, wherever one goes meanwhile."""

    text: str
    cursor: int = field(default=-1)
    """Where the cursor stands; -1 for the end."""


class Turns(QObject):
    """Knows the versions of turns, what is being edited, and whether an answer is on its way."""

    changed = Signal(int)
    """The id of a message that is to be shown anew."""
    busy_changed = Signal()
    """An answer has begun or ended."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._versions: dict[int, tuple[int, ...]] = {}
        self._edits: dict[int, Edit] = {}
        self._busy = False
        self._below: int | None = None
        self.enter_sends = True
        """Whether Enter sends an edit, else Shift+Enter does."""
        self.personas: tuple[Way, ...] = ()
        """The personas that an answer can be asked of."""
        self.engines: tuple[Way, ...] = ()
        """The engines and models that an answer can be asked of."""
        self.author_of: Callable[[Message], str] = _nobody
        """Names what made an answer, told where there are several of them."""

    @property
    def busy(self) -> bool:
        """Whether an answer is on its way in the open session."""
        return self._busy

    def set_busy(self, busy: bool) -> None:
        """Say whether an answer is on its way: until its end no other one can be asked for."""
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit()

    def set_below(self, answer_id: int | None) -> None:
        """Say which answer failed whose question stands in the composer again; that is where it is asked anew."""
        before, self._below = self._below, answer_id
        for each in {before, answer_id} - {None} if before != answer_id else ():
            self.changed.emit(each)

    def is_asked_below(self, answer_id: int) -> bool:
        """Tell whether the question of an answer that failed stands in the composer."""
        return answer_id == self._below

    def set_versions(self, versions: Mapping[int, tuple[int, ...]]) -> None:
        """Know the ids of all versions of these messages, the oldest first."""
        known = {each: ids for message_id, ids in versions.items() for each in ids or (message_id,)}
        for each, ids in known.items():
            if self._versions.get(each, ()) != ids:
                self._versions[each] = ids
                self.changed.emit(each)

    def versions_of(self, message_id: int) -> tuple[int, ...]:
        """Return the ids of all versions of a message; empty where it is the only one."""
        ids = self._versions.get(message_id, ())
        return ids if len(ids) > 1 and message_id in ids else ()

    def beside(self, message_id: int, step: int) -> int | None:
        """Return the version that comes `step` after a message, None at the end."""
        ids = self.versions_of(message_id)
        place = ids.index(message_id) + step if ids else -1
        return ids[place] if 0 <= place < len(ids) else None

    def edit_of(self, message_id: int) -> Edit | None:
        """Return what has become of a message that is being edited."""
        return self._edits.get(message_id)

    def resume_edit(self, message_id: int, edit: Edit) -> None:
        """Take an edit up again that was thrown away."""
        self._edits.setdefault(message_id, edit)
        self.changed.emit(message_id)

    def begin_edit(self, message: Message) -> None:
        """Let a message be said in other words."""
        if message.id not in self._edits:
            self._edits[message.id] = Edit(message.content)
            self.changed.emit(message.id)

    def end_edit(self, message_id: int) -> None:
        """Forget an edit that was sent or is not wanted any more."""
        if self._edits.pop(message_id, None) is not None:
            self.changed.emit(message_id)

    def possible(self, message: Message, *, last: bool) -> frozenset[TurnAction]:
        """Return what can be done with a message; the `last` one of the branch can be gone on with."""
        action = TurnAction
        mine, growing = message.role is Role.USER, message.status is MessageStatus.STREAMING
        found = {action.DELETE, action.FORK} if not growing else set()
        if message.content:
            found |= {action.COPY, action.COPY_PLAIN, action.QUOTE}
        if self.beside(message.id, -1) is not None:
            found.add(action.PREVIOUS)
        if self.beside(message.id, 1) is not None:
            found.add(action.NEXT)
        if self.versions_of(message.id):
            found.add(action.COMPARE)
        if message.role is Role.ASSISTANT and not growing:
            found |= {action.RECEIPT, action.WHY}
        if mine:
            found.add(action.EDIT)
        elif not self._busy:
            found.add(action.REGENERATE)
            if last and message.content and not growing:
                found.add(action.CONTINUE)
        return frozenset(found)


def _nobody(_message: Message) -> str:
    return ""
