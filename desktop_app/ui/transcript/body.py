"""The text of one message: read bit by bit where it is long, cut where it is huge."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QTextEdit, QWidget

from desktop_app.domain.messages import Message, MessageStatus, Role
from desktop_app.domain.thoughts import thought_of
from desktop_app.ui.attachments.gallery import Gallery
from desktop_app.ui.attachments.strip import AttachmentStrip
from desktop_app.ui.markdown.blocks import Block
from desktop_app.ui.transcript.blocks import BlockView
from desktop_app.ui.transcript.gradual import GradualReader
from desktop_app.ui.transcript.hidden_mark import HiddenMark
from desktop_app.ui.transcript.means import Means, colours_of
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.theme import GRID, theme_of

SHOWN_AT_FIRST = 200_000
"""Characters of a message that are shown until more are asked for; Copy copies all of it."""


class MessageBody(QWidget):
    """Shows what any message says, with the way to the rest of a huge one below."""

    link_activated = Signal(str)
    grown = Signal()
    """There is more to see of the same message."""

    def __init__(self, means: Means, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)  # what grows at its end is not all drawn anew
        self._reader = GradualReader(means.reader)
        self._going_on = QTimer(self, singleShot=True, interval=0)
        self._going_on.timeout.connect(self._on_go_on)
        self._shown = SHOWN_AT_FIRST
        self._message: Message | None = None
        self.gallery: Gallery | None = None
        """Where the pictures of attachments come from."""
        self._strip: AttachmentStrip | None = None
        self._blocks = BlockView(means, self)
        self._blocks.link_activated.connect(self.link_activated)
        self._hidden = HiddenMark(self)
        self._hidden.toggled_by_user.connect(self._on_shown_otherwise)
        self._blocks.changed.connect(self.grown)
        self._more = TextButton(self.tr("Show more"), kind="flat", parent=self)
        self._more.clicked.connect(self._on_more)

    def show_message(self, message: Message) -> None:
        """Show what `message` says."""
        if self._message is None or message.id != self._message.id:
            self._shown = SHOWN_AT_FIRST
            self._hidden.begin()
        self._message = message
        self._show_attached(message)
        self._show_blocks(self._read(message))
        self._more.setVisible(len(message.content) > self._shown)

    def texts(self) -> Sequence[QTextEdit]:
        """Return what can be selected, from top to bottom."""
        return self._blocks.texts()

    def is_whole(self) -> bool:
        """Tell whether all of the message that is to be shown has been read."""
        mine = self._message is not None and self._message.role is Role.USER
        return mine or not self._reader.unfinished

    def read_to_end(self) -> None:
        """Show all at once of a message that would be read bit by bit."""
        while self._reader.unfinished:
            self._show_blocks([*_thoughts(self._message), *self._reader.go_on()])

    def height_for(self, width: int) -> int:
        """Return the height of all that is shown at that width, for which it is laid out."""
        height = self._blocks.height_for(width)
        self._blocks.setGeometry(0, 0, width, height)
        if self._strip is not None:
            attached = self._strip.height_for(width)
            self._strip.setGeometry(0, height, width, attached)
            height += attached
        for button in (self._hidden, self._more):
            if not button.isHidden():
                button.adjustSize()
                button.move(0, height + GRID)
                height += GRID + button.height()
        return height

    def ideal_width(self, most: int) -> int:
        """Return the width that the text and what belongs to it would take, `most` when it would take more."""
        attached = 0 if self._strip is None else self._strip.ideal_width(most)
        buttons = [min(each.sizeHint().width(), most) for each in (self._hidden, self._more) if not each.isHidden()]
        return max(self._blocks.ideal_width(most), attached, *buttons)

    def _show_attached(self, message: Message) -> None:
        if message.attachments and self._strip is None and self.gallery is not None:
            self._strip = AttachmentStrip(self.gallery, self)
            self._strip.grown.connect(self.grown)
        if self._strip is not None:
            self._strip.show_attachments(message.attachments)

    def _read(self, message: Message) -> Sequence[Block]:
        self._going_on.stop()
        text = self._hidden.shown(message.content[: self._shown])
        if not text and message.attachments:
            return []
        if message.role is Role.USER:
            return [Block("plain", text=text)]
        thoughts = _thoughts(message)
        if not text and not thoughts and message.status is MessageStatus.STREAMING:
            muted = theme_of(self.window()).muted
            return [Block("text", html=f"<p style='color: {muted}; margin: 0;'>…</p>")]
        blocks = self._reader.blocks(text, colours_of(self))
        if self._reader.unfinished:
            self._going_on.start()
        return [*thoughts, *blocks]

    def _show_blocks(self, blocks: Sequence[Block]) -> None:
        if self._message is not None:
            growing = self._message.status is MessageStatus.STREAMING
            self._blocks.show_blocks(blocks, (self._message.id,), growing=growing)

    @Slot()
    def _on_go_on(self) -> None:
        row = self.parentWidget()
        if row is None or row.isHidden() or self._message is None:
            return  # put aside: it is filled anew when it is needed
        self._show_blocks([*_thoughts(self._message), *self._reader.go_on()])
        if self._reader.unfinished:
            self._going_on.start()
        self.grown.emit()

    @Slot()
    def _on_more(self) -> None:
        self._shown += SHOWN_AT_FIRST
        self._on_shown_otherwise()

    @Slot()
    def _on_shown_otherwise(self) -> None:
        if self._message is not None:
            self.show_message(self._message)
            self.grown.emit()


def _thoughts(message: Message | None) -> list[Block]:
    """Return what was thought apart from the answer."""
    thought = "" if message is None else thought_of(message)
    if message is None or not thought.strip():
        return []
    thinking = message.status is MessageStatus.STREAMING and not message.content
    return [Block("thought", text=thought, open=thinking)]
