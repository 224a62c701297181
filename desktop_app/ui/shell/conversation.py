"""The middle of the window: header, transcript and composer follow the open session, and act on it."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from desktop_app.domain.links import LinkTarget, link_target, linked_message
from desktop_app.domain.sessions import Session
from desktop_app.ui.shell.screens import Screens
from desktop_app.ui.transcript.announcer import Announcer, announcing


class Conversation(QObject):
    """Joins the chat with what shows it."""

    def __init__(self, screens: Screens, parent: QObject) -> None:
        super().__init__(parent)
        self._window = screens.window
        self._chat, self._offers = screens.chat, screens.offers
        transcript, header = self._window.transcript, self._window.header
        self.announcer = Announcer(self._chat.messages, announcing(transcript), self)
        transcript.opener_chosen.connect(self._chat.send)
        transcript.link_activated.connect(self._on_link)
        self._chat.opened.connect(self._on_opened)
        self._chat.changed.connect(self._on_changed)
        self._chat.affinity_changed.connect(header.set_affinity)
        self._chat.message_wanted.connect(transcript.show_message)
        transcript.sight_changed.connect(self._chat.pages.look)
        transcript.reading_requested.connect(self._chat.pages.try_again)
        self._chat.pages.failed.connect(self._on_reading_failed)
        screens.sidebar.changed.connect(self._on_changed)

    @Slot(object)
    def _on_opened(self, session: Session) -> None:
        self._show_header(session)

    @Slot(object)
    def _on_changed(self, session: Session) -> None:
        if self._chat.is_open(session.id):
            self._show_header(session)

    @Slot(str)
    def _on_reading_failed(self, sentence: str) -> None:
        self._offers.offer(sentence, self.tr("Try again"), self._chat.pages.try_again)

    @Slot(str)
    def _on_link(self, address: str) -> None:
        """Say where a link really leads; only a second, deliberate press opens it. Messages are only shown."""
        if linked_message(address) is not None:
            return
        target = link_target(address)
        if target is None:
            self._window.notices.show_notice(self.tr("This link leads nowhere that Parley would open."))
            return
        label = self.tr("Write in mail program") if target.mail else self.tr("Open in browser")
        self._offers.offer(_where(target), label, partial(QDesktopServices.openUrl, QUrl(address)))

    def _show_header(self, session: Session) -> None:
        self._window.header.set_session(session.shown_name)
        self._window.set_session_title(session.shown_name)


def _where(target: LinkTarget) -> str:
    translated = partial(QCoreApplication.translate, "Conversation")
    if target.mail:
        words = translated("This link writes a mail to {host}: {address}")
    elif target.looks_like:
        words = translated("This link leads to {host}, written as “{looks}”, which may look like another: {address}")
    else:
        words = translated("This link leads to {host}: {address}")
    return (
        words.replace("{host}", target.host).replace("{looks}", target.looks_like).replace("{address}", target.address)
    )
