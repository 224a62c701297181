"""The composer as one sees it: a rounded card with the message and Send."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui.composer.message_card import MessageCard
from desktop_app.ui.composer.written import Written
from desktop_app.ui.widgets.theme import COLUMN_WIDTH, GRID, SCROLL_BAR

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from desktop_app.domain.attachments import Attachment
    from desktop_app.ui.composer.queue_card import QueueCard

TELL_MS = 300
"""What is written is told at most this often."""


class Composer(QWidget):
    """Holds the message that is being written until it has been stored."""

    sent = Signal(object)
    """What to send, as `Written`; it stays in the field until `clear` says that it is stored."""
    stop_requested = Signal()
    edit_last_requested = Signal()
    """The last message that was sent should be edited where it stands."""
    older_requested = Signal()
    """What was sent before what is shown should be shown."""
    newer_requested = Signal()
    """What was sent after what is shown should be shown."""
    attach_requested = Signal()
    """Files are to be chosen that go with the message."""
    files_offered = Signal(object)
    """Files were pasted or dropped; their paths."""
    picture_offered = Signal(object)
    """A picture was pasted or dropped, as `QImage`."""
    attachment_removed = Signal(object)
    """The `Attachment` that was taken off the message."""
    attachment_opened = Signal(object)
    """An `Attachment` that somebody wants to see all of."""
    picture_wanted = Signal(int)
    """What the attachment with that id looks like is wanted."""
    queued_edit_requested = Signal()
    """The message that waits should be written on."""
    queued_remove_requested = Signal()
    undo_requested = Signal()
    """Ctrl+Z was pressed where there is nothing written to undo."""
    written_changed = Signal(object)
    """What a person wrote, as `Written`: told in the midst of typing, and at once when it is sent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ready = False
        self._streaming = False
        self._attaching = False
        self._send_when_ready = False
        self._on_its_way: Written | None = None
        self._untold = False
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.setInterval(TELL_MS)
        self._telling.timeout.connect(self.tell)
        self._card = MessageCard()
        self.editor = self._card.editor
        self.button = self._card.button
        self._queue_card: QueueCard | None = None
        self._column = QVBoxLayout()
        self._build()
        self._update_button()

    def _build(self) -> None:
        middle = QWidget()
        middle.setMaximumWidth(COLUMN_WIDTH)
        middle.setLayout(self._column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID)
        self._column.addWidget(self._card)
        outside = QHBoxLayout(self)
        outside.setContentsMargins(4 * GRID, GRID, 4 * GRID + SCROLL_BAR, 4 * GRID)
        outside.addWidget(middle)
        self.setFocusProxy(self.editor)
        self.editor.send_pressed.connect(self._on_send_pressed)
        self.editor.textChanged.connect(self._on_changed)
        self.editor.edit_last_pressed.connect(self.edit_last_requested)
        self.editor.older_pressed.connect(self.older_requested)
        self.editor.newer_pressed.connect(self.newer_requested)
        self.editor.files_offered.connect(self.files_offered)
        self.editor.picture_offered.connect(self.picture_offered)
        self._card.attach_button.clicked.connect(self.attach_requested)
        self._card.next_pressed.connect(self._on_send_pressed)
        self._card.attachments_changed.connect(self._on_changed)
        self._card.picture_wanted.connect(self.picture_wanted)
        self._card.attachment_removed.connect(self.attachment_removed)
        self._card.attachment_opened.connect(self.attachment_opened)
        self.editor.undo_pressed.connect(self.undo_requested)
        self.button.clicked.connect(self._on_button_clicked)

    # What is shown

    def text(self) -> str:
        """Return what is written."""
        return self.editor.text()

    def written(self) -> Written:
        """Return what is written, as it would be sent."""
        return Written(self.text(), self._card.attachments())

    def set_written(self, written: Written) -> None:
        """Put another session's draft in the place of what is written.

        What was typed before the first `set_ready` is kept behind it: it was meant for this session.
        """
        typed = Written() if self._ready else self.written()
        if typed.is_blank():
            self._put(written)
            self._untold = False
        elif not written.is_blank():
            self._put(written.before(typed))
        self._forget_sent()

    def recall(self, written: Written) -> None:
        """Show what was sent before; the draft is what was being written, until this is changed."""
        self._put(written)
        self._untold = False

    def put_before(self, written: Written) -> None:
        """Give back what was not sent, before what is written."""
        self._put(written.before(self.written()))
        self._forget_sent()
        self.tell()

    def clear(self, sent: Written) -> None:
        """Empty the field of what was sent, now that it is stored; what was typed since stays."""
        written = self.written()
        # Put back from the draft, it may stand below what was being written when it was called back.
        rest = written.without_beginning(sent) if self._on_its_way == sent else written.without(sent)
        if rest != written:
            self._put(rest)
        if self._on_its_way == sent:
            self._forget_sent()
        self.tell()

    @Slot()
    def tell(self) -> None:
        """Say what is written now, if that was not said."""
        if self._untold:
            self._untold = False
            self._telling.stop()
            self.written_changed.emit(self.written())

    def set_enter_sends(self, enter_sends: bool) -> None:
        """Let Enter send and Shift+Enter break the line, or swap the two."""
        self.editor.set_enter_sends(enter_sends)
        self.button.set_keys(self.tr("Enter") if enter_sends else self.tr("Shift+Enter"))
        if not enter_sends:
            self._send_when_ready = False  # Enter was not meant to send

    def set_ready(self, ready: bool) -> None:
        """Say whether messages can be sent; before that one can write, and Enter is remembered."""
        self._ready = ready
        self._card.take_pointer()
        self._update_button()
        if ready and self._send_when_ready:
            self._on_send_pressed()

    def set_streaming(self, streaming: bool) -> None:
        """Say whether an answer is coming: Send is Stop for so long."""
        self._streaming = streaming
        if not streaming:
            self._on_its_way = None  # stored or not, it can be sent again
        self.button.set_stops(stops=streaming)
        self.editor.show_hint(streaming=streaming)
        self._update_button()

    def add_attachment(self, attachment: "Attachment") -> None:
        """Let a file go with the message."""
        wanted = self._send_when_ready
        self._card.show_attachments((*self._card.attachments(), attachment))
        self._on_changed()
        self._send_when_ready = wanted

    def show_picture(self, attachment_id: int, image: "QImage") -> None:
        """Show what an attached picture looks like."""
        self._card.show_picture(attachment_id, image)

    def hold_back(self) -> None:
        """Do not send what waits for what was to be attached: some of that was refused."""
        self._send_when_ready = False

    def set_attaching(self, attaching: bool) -> None:
        """Say whether files are being read that go with the message, which is not sent before they are there."""
        self._attaching = attaching
        if not attaching and self._send_when_ready:
            self._on_send_pressed()

    def set_queued(self, written: Written) -> None:
        """Show what waits for the end of the answer; a blank one hides it."""
        if written.is_blank():
            if self._queue_card is not None:
                if self._queue_card.isAncestorOf(QApplication.focusWidget() or self):
                    self.focus()
                self._queue_card.hide()
            return
        if self._queue_card is None:
            from desktop_app.ui.composer.queue_card import QueueCard  # nothing waits at the first paint

            self._queue_card = QueueCard()
            self._queue_card.edit_pressed.connect(self.queued_edit_requested)
            self._queue_card.remove_pressed.connect(self.queued_remove_requested)
            self._column.insertWidget(0, self._queue_card)
            self._queue_card.come_after(self.button)
        self._queue_card.show_written(written)
        self._queue_card.show()

    def is_streaming(self) -> bool:
        """Tell whether an answer is coming."""
        return self._streaming

    def focus(self) -> None:
        """Put the cursor into the message."""
        self.editor.setFocus()

    def set_room(self, height: int) -> None:
        """Tell how high the window is: the message may take a third of it."""
        self._card.set_room(height)

    def show_footnote(self, words: str, warns: bool) -> None:
        """Say something about the message beneath it, or nothing; `warns` when it is amiss."""
        self._card.show_footnote(words, warns=warns)

    def footnote(self) -> str:
        """Return what is said about the message."""
        return self._card.footnote()

    # What a person does

    @Slot()
    def _on_send_pressed(self) -> None:
        written = self.written()
        if written.is_blank() or self._on_its_way is not None:
            return
        self._send_when_ready = not self._ready or self._attaching
        if not self._send_when_ready:
            self.tell()
            self._on_its_way = written
            self._update_button()
            self.sent.emit(written)

    @Slot()
    def _on_button_clicked(self) -> None:
        if self._streaming:
            self.stop_requested.emit()
        else:
            self._on_send_pressed()

    @Slot()
    def _on_changed(self) -> None:
        self._send_when_ready = False
        self._update_button()
        if not self._untold:
            self._untold = True
            self._telling.start()

    def _put(self, written: Written) -> None:
        self.editor.put(written.text)
        self._card.show_attachments(written.attachments)
        self._on_changed()

    def _forget_sent(self) -> None:
        self._on_its_way = None
        self._update_button()

    def _update_button(self) -> None:
        is_blank = self.editor.is_blank() and not self._card.attachments()
        can_send = self._ready and self._on_its_way is None and not is_blank
        self.button.setEnabled(self._streaming or can_send)
        self._card.show_next_button(self._streaming, enabled=can_send)
