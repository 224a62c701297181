"""Messages: what was said, by whom, and how far an answer got."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from desktop_app.domain.attachments import Attachment


class Role(StrEnum):
    """Who speaks."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class MessageStatus(StrEnum):
    """How far a message got."""

    COMPLETE = "complete"
    STREAMING = "streaming"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Message(NamedTuple):
    """One turn in a session's tree of messages; a tuple, because thousands are made at once.

    `parent_id` is the turn it follows (None for a root); siblings are other versions of the same turn.
    `persona`, `engine` and `model` say who answered; they are None on the user's turns.
    """

    id: int
    session_id: str
    parent_id: int | None
    role: Role
    content: str
    status: MessageStatus
    created_at: datetime
    persona: str | None = None
    engine: str | None = None
    model: str | None = None
    metadata: Mapping[str, Any] = _NOTHING
    attachments: tuple[Attachment, ...] = ()


class Sent(NamedTuple):
    """A message of the user's, on whatever branch."""

    id: int
    text: str


class Said(NamedTuple):
    """As much of a message as is needed to find words in it."""

    id: int
    role: Role
    content: str


_MARKS = re.compile(r"\*\*|__|~~|`+|^\s{0,3}(?:#{1,6}|>|[-*+])\s+", re.MULTILINE)

LINKED_WORDS = r"\[((?:[^\[\]\n\\]|\\.){1,200})\]"
"""The words of a link in Markdown, as a pattern with one group; its address in round brackets follows."""
_LINK = re.compile(LINKED_WORDS + r"\([^()\s]{1,300}\)")


def preview_of(text: str, limit: int = 160) -> str:
    """Return the beginning of `text` on one line, without the marks that Markdown shows as looks."""
    return first_words(_LINK.sub(r"\1", _MARKS.sub("", text[: limit * 3])), limit)


def asked_preview(question: Message) -> str:
    """Return the beginning of a question, or the name of what is attached where nothing else is said."""
    return preview_of(question.content) or next((each.name for each in question.attachments), "")


def first_words(text: str, limit: int = 80) -> str:
    """Return the beginning of `text` on one line, cut at a word where that is near, at most `limit` characters."""
    line = " ".join(text[: limit * 8].split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    space = cut.rfind(" ")
    if space > limit // 2:
        cut = cut[:space]
    return cut.rstrip(" ,;:") + "…"
