"""Puts what is selected into the clipboard or a quote, reading first what is not loaded."""

import asyncio

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QClipboard, QGuiApplication

from desktop_app.domain.messages import Message
from desktop_app.services.services import Services
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.markdown.blocks import MarkdownReader
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.transcript.excerpts import Excerpt
from desktop_app.ui.transcript.view import TranscriptView

_AT_ONCE = 10
"""Messages whose Markdown is read as plain text without going elsewhere."""
_PAGE = 500
"""Messages that are read from the store at a time."""
_MODES = {"copy": QClipboard.Mode.Clipboard, "select": QClipboard.Mode.Selection}


class Copying(QObject):
    """Copies excerpts of the open session, however long they are, while the window stays alive."""

    def __init__(
        self, services: Services, tasks: Tasks, chat: ChatViewModel, transcript: TranscriptView, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._chat = chat
        self._transcript = transcript
        transcript.copy_requested.connect(self.copy)
        transcript.quote_requested.connect(self.quote)
        transcript.selected_by_mouse.connect(self._on_selected_by_mouse)

    @Slot(object)
    def copy(self, excerpt: Excerpt) -> None:
        """Put an excerpt into the clipboard."""
        self._put(excerpt, "copy")

    @Slot(object)
    def quote(self, excerpt: Excerpt) -> None:
        """Hand the words of an excerpt on, to be written about."""
        self._put(excerpt, "quote")

    @Slot(object)
    def _on_selected_by_mouse(self, excerpt: Excerpt) -> None:
        if QGuiApplication.clipboard().supportsSelection():
            self._put(excerpt, "select")

    def _put(self, excerpt: Excerpt, name: str) -> None:
        self._tasks.stop(name)
        if excerpt.missing() or (excerpt.plain and len(excerpt.between) > _AT_ONCE):
            self._tasks.start(self._read_and_put(excerpt, name), name=name)
        else:
            self._set(self._completed(excerpt, {}).together(MarkdownReader()), name)

    async def _read_and_put(self, excerpt: Excerpt, name: str) -> None:
        read = await self._read(set(excerpt.missing()))
        words = await asyncio.to_thread(self._completed(excerpt, read).together, MarkdownReader())
        self._set(words, name)

    async def _read(self, ids: set[int]) -> dict[int, Message]:
        if not ids or self._chat.session is None:
            return {}
        session_id, wanted = self._chat.session.id, sorted(ids)
        read: list[Message] = []
        for start in range(0, len(wanted), _PAGE):
            some = wanted[start : start + _PAGE]
            read += await self._services.sessions.messages(self._services.user_id, session_id, some)
        return {message.id: message for message in read}

    def _completed(self, excerpt: Excerpt, read: dict[int, Message]) -> Excerpt:
        selecting = self._transcript.text_selection
        return excerpt if selecting is None else selecting.excerpts.completed(excerpt, read)

    def _set(self, words: str, name: str) -> None:
        if name in _MODES:
            QGuiApplication.clipboard().setText(words, _MODES[name])
        else:
            self._transcript.quoted.emit(words)
