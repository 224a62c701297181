"""Sessions as files: one writer for each format, fed piece by piece, so that no session is too long for it."""

from collections.abc import Sequence
from typing import Protocol

from desktop_app.domain.exports import Chat, ExportFormat
from desktop_app.domain.messages import Message
from desktop_app.formats.chat_html import HtmlChat
from desktop_app.formats.chat_json import JsonChat
from desktop_app.formats.chat_markdown import MarkdownChat
from desktop_app.formats.chat_text import TextChat


class ChatWriter(Protocol):
    """Writes one session: its beginning, its messages in the order of time, its end."""

    def begin(self) -> str:
        """Return what stands before the messages."""

    def add(self, messages: Sequence[Message]) -> str:
        """Return the next messages."""

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
