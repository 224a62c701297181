"""What every readable export says of a turn: who spoke, when, and where in the tree it stands."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from desktop_app.domain.attachments import Attachment, shown_size
from desktop_app.domain.exports import NO_RECEIPTS, NOTHING_ENCLOSED, Chat, Enclosed
from desktop_app.domain.messages import Message, MessageStatus, Role
from desktop_app.domain.texts import well_formed

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SHOWN = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "\u2421"}
THOUGHT_BEFORE = "Thought before the answer"
_STATES = {
    MessageStatus.STREAMING: "still being written",
    MessageStatus.INTERRUPTED: "interrupted",
    MessageStatus.FAILED: "failed",
}


class Turn(NamedTuple):
    """One message with what is said about it; numbers count the messages of the file from 1.

    `after` is the number of the turn that it follows, where that is not the one just before it, 0 for none;
    `instead_of` that of the first version of the same turn, 0 where this is the first or only one.
    """

    number: int
    message: Message
    speaker: str
    notes: tuple[str, ...]
    after: int = 0
    instead_of: int = 0


class TurnReader:
    """Numbers messages as they come, in the order of time."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._numbers: dict[int, int] = {}
        self._first_versions: dict[int | None, int] = {}

    def turns(self, messages: Sequence[Message]) -> Iterator[Turn]:
        """Return the turns of further messages."""
        for message in messages:
            number = len(self._numbers) + 1
            self._numbers[message.id] = number
            after = self._numbers.get(message.parent_id or 0, 0)
            first = self._first_versions.setdefault(message.parent_id, number)
            yield Turn(
                number,
                message,
                self._speaker(message),
                self._notes(message),
                after if after != number - 1 else 0,
                first if first != number else 0,
            )

    def _speaker(self, message: Message) -> str:
        if message.role is not Role.ASSISTANT:
            return "You" if message.role is Role.USER else "System"
        persona = message.persona or self._chat.session.persona
        name = self._chat.personas[persona].name if persona in self._chat.personas else persona
        return one_line(f"{name} ({message.model})" if message.model else name)

    @staticmethod
    def _notes(message: Message) -> tuple[str, ...]:
        state = _STATES.get(message.status)
        return () if state is None else (state,)


class ReadableChat(ABC):
    """Writes a session turn by turn, for people: how, each format says for itself."""

    def __init__(self, chat: Chat) -> None:
        """Write that session."""
        self._chat = chat
        self._reader = TurnReader(chat)

    def add(
        self,
        messages: Sequence[Message],
        enclosed: Mapping[int, Enclosed] = NOTHING_ENCLOSED,
        receipts: Mapping[int, Mapping[str, Any]] = NO_RECEIPTS,
    ) -> str:
        """Return the next messages."""
        del receipts
        return "".join(self._turn(turn, enclosed) for turn in self._reader.turns(messages))

    def enclose(self, enclosed: Enclosed) -> str:
        """Return nothing: attachments stand with their messages."""
        del enclosed
        return ""

    @abstractmethod
    def _turn(self, turn: Turn, enclosed: Mapping[int, Enclosed]) -> str:
        """Return one turn."""


def enclosures(message: Message, enclosed: Mapping[int, Enclosed]) -> list[Enclosed]:
    """Return what is attached to a message, in its order; what is not enclosed is to be named."""
    return [enclosed.get(each.id, Enclosed(each)) for each in message.attachments]


def attached_words(message: Message, enclosed: Mapping[int, Enclosed]) -> list[str]:
    """Return what is attached to a message in plain words, with the files that hold it."""
    return [
        f"{one_line(each.attachment.name)} ({facts_of(each.attachment)})" + (f": {each.path}" if each.path else "")
        for each in enclosures(message, enclosed)
    ]


def facts_of(attachment: Attachment) -> str:
    """Return what an attachment is, beside its name."""
    size = shown_size(attachment.size)
    return f"picture, {attachment.width} × {attachment.height}, {size}" if attachment.is_image else f"text, {size}"


def minute(moment: datetime) -> str:
    """Return a moment for readers, the same wherever the file is read."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def instant(moment: datetime) -> str:
    """Return a moment for programs."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def visible(text: str) -> str:
    """Return `text` with plain line ends, and with pictures in place of what would command a terminal."""
    lines = well_formed(text.replace("\0", "\u2400")).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub(lambda found: _SHOWN.get(ord(found[0]), "\ufffd"), lines)


def one_line(text: str) -> str:
    """Return `text` on one line."""
    return " ".join(visible(text).split())


def omissions(chat: Chat) -> str:
    """Return what is not in the file, in a sentence; empty when nothing is left out."""
    if not chat.left_out:
        return ""
    if chat.left_out == 1:
        return "1 message of another branch is not in this file; export all branches to have it."
    return f"{chat.left_out} messages of other branches are not in this file; export all branches to have them."
