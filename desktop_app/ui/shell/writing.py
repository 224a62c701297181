"""The composer: what is written there goes to the chat, and comes back when it could not be sent."""

from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QAbstractSlider

from desktop_app.domain.sessions import Session
from desktop_app.ui.composer.written import Written
from desktop_app.ui.shell.screens import Screens


class Writing(QObject):
    """Joins the chat with the composer."""

    def __init__(self, screens: Screens, parent: QObject) -> None:
        super().__init__(parent)
        self._composer, self._chat, self._offers = screens.window.composer, screens.chat, screens.offers
        self._transcript = screens.window.transcript
        self._has_opened = False
        self._composer.sent.connect(self._chat.submit)
        self._composer.stop_requested.connect(self._chat.stop)
        self._composer.written_changed.connect(self._on_written_changed)
        self._composer.queued_edit_requested.connect(self._on_queued_edit)
        self._composer.queued_remove_requested.connect(self._on_queued_remove)
        self._composer.editor.scroll_pressed.connect(self._on_scroll)
        self._composer.older_requested.connect(self._on_older)
        self._composer.newer_requested.connect(self._chat.recall.newer)
        self._composer.set_enter_sends(screens.services.settings.ui.enter_sends)
        screens.window.stop_requested.connect(self._chat.stop)
        self._chat.opened.connect(self._on_opened)
        self._chat.draft_wanted.connect(self._composer.tell)
        self._chat.acknowledged.connect(self._on_acknowledged)
        self._chat.recall.stepping.connect(self._on_stepping)
        self._chat.recall.recalled.connect(self._on_recalled)
        self._chat.estimate.changed.connect(self._composer.show_footnote)
        self._chat.returned.connect(self._composer.put_before)
        self._chat.streaming_changed.connect(self._composer.set_streaming)
        self._chat.unsent.stored.connect(screens.sidebar.mark_draft)
        self._chat.unsent.queue_changed.connect(self._on_queue_changed)

    @Slot(object, object)
    def _on_opened(self, session: Session, draft: Written) -> None:
        self._chat.recall.end()
        self._composer.set_written(draft)
        self._chat.estimate.open(session)
        self._chat.estimate.look_at(draft)
        if self._has_opened:
            self._composer.focus()
        self._has_opened = True  # before that the cursor is in the message, unless one has put it elsewhere already

    @Slot(object)
    def _on_written_changed(self, written: Written) -> None:
        self._chat.keep_draft(self._chat.recall.begun().before(written))
        self._chat.estimate.look_at(written)

    @Slot(object)
    def _on_acknowledged(self, sent: Written) -> None:
        self._composer.clear(sent)
        # Who sends again what was sent before gets back what was being written when it was called back.
        begun = self._chat.recall.end()
        if not begun.is_blank():
            self._composer.put_before(begun)

    @Slot(object)
    def _on_scroll(self, action: QAbstractSlider.SliderAction) -> None:
        self._transcript.verticalScrollBar().triggerAction(action)

    @Slot()
    def _on_older(self) -> None:
        if self._chat.session is not None:
            self._chat.recall.older(self._chat.session.id)

    @Slot()
    def _on_stepping(self) -> None:
        self._composer.tell()
        self._chat.recall.keep(self._composer.written())

    @Slot(object)
    def _on_recalled(self, written: Written) -> None:
        self._composer.recall(written)
        self._chat.estimate.look_at(written)

    @Slot(str, object)
    def _on_queue_changed(self, session_id: str, waiting: Written) -> None:
        if self._chat.is_open(session_id):
            self._composer.set_queued(waiting)

    @Slot()
    def _on_queued_edit(self) -> None:
        self._composer.put_before(self._chat.take_queued())
        self._composer.focus()

    @Slot()
    def _on_queued_remove(self) -> None:
        session = self._chat.session
        removed = self._chat.take_queued()
        self._composer.tell()
        if session is not None:
            self._chat.unsent.forget(session.id, Written())
            back = partial(self._chat.give_back, session.id, removed)
            self._offers.offer(self.tr("The next message was removed."), self.tr("Undo"), back)
