"""Leads from a quotation to the message that it quotes, and back."""

from functools import partial

from PySide6.QtCore import QObject, Slot

from desktop_app.domain.links import linked_message
from desktop_app.ui.shell.screens import Screens
from desktop_app.ui.tasks import Tasks


class QuotedMessages(QObject):
    """Shows messages that links name, in their sessions: nothing but what the person's own sessions hold."""

    def __init__(self, screens: Screens, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._chat, self._tasks = screens.services, screens.chat, tasks
        self._offers, self._notices = screens.offers, screens.window.notices
        screens.window.transcript.link_activated.connect(self._on_link)

    @Slot(str)
    def _on_link(self, address: str) -> None:
        message_id = linked_message(address)
        if message_id is not None:
            self._tasks.start(self._show(message_id), name="quoted message")

    async def _show(self, message_id: int) -> None:
        session = await self._services.search.session_of(self._services.user_id, message_id)
        if session is None:
            self._notices.show_notice(self.tr("What this link quotes is in none of your sessions any more."))
            return
        before = self._chat.session
        self._chat.open_message(session.session_id, message_id)
        if before is not None and before.id != session.session_id:
            words = self.tr("You are in “{session}” now, where this was said.").replace("{session}", session.name)
            self._offers.offer(words, self.tr("Back"), partial(self._chat.open, before.id))
