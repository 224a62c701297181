"""Sessions as files: one writer for each format, fed piece by piece, so that no session is too long for it."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from desktop_app.domain.exports import NO_RECEIPTS, NOTHING_ENCLOSED, Chat, Enclosed, ExportFormat
from desktop_app.domain.messages import Message
from desktop_app.formats.chat_html import HtmlChat
from desktop_app.formats.chat_json import JsonChat
from desktop_app.formats.chat_markdown import MarkdownChat
from desktop_app.formats.chat_text import TextChat


class ChatWriter(Protocol):
    """Writes one session: its beginning, its messages in the order of time, its end."""

    def begin(self) -> str:
        """Return what stands before the messages."""

    def add(
        self,
        messages: Sequence[Message],
        enclosed: Mapping[int, Enclosed] = NOTHING_ENCLOSED,
        receipts: Mapping[int, Mapping[str, Any]] = NO_RECEIPTS,
    ) -> str:
        """Return the next messages; `enclosed` is what is attached to them, `receipts` tell how answers were made."""

    def enclose(self, enclosed: Enclosed) -> str:
        """Return an attachment that stands by itself behind all messages, in formats that want it there."""

    def end(self) -> str:
        """Return what stands after the messages."""


def chat_writer(kind: ExportFormat, chat: Chat) -> ChatWriter:
    """Return what writes `chat` as a file of that kind."""
    match kind:
        case ExportFormat.JSON:
            return JsonChat(chat)
        case ExportFormat.MARKDOWN:
            return MarkdownChat(chat)
        case ExportFormat.HTML:
            return HtmlChat(chat)
        case ExportFormat.TEXT:
            return TextChat(chat)
