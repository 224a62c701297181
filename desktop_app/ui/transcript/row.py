"""One row of the transcript: a turn of the user's or an answer."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QEnterEvent, QFont, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.domain.messages import Message, MessageStatus, Role
from desktop_app.ui.markdown.blocks import Block, MarkdownReader
from desktop_app.ui.markdown.html import Colours
from desktop_app.ui.transcript.blocks import BlockView
from desktop_app.ui.transcript.gradual import GradualReader
from desktop_app.ui.transcript.model import Speaker, accessible_name
from desktop_app.ui.widgets.accessible_list import show_as
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.hover_button import HoverButton
from desktop_app.ui.widgets.recycled_list import RowWidget
from desktop_app.ui.widgets.text import scaled
from desktop_app.ui.widgets.theme import COLUMN_WIDTH, GRID, RADIUS, theme_of

_SIDE = 4 * GRID
_GAP = 2 * GRID
_BUBBLE = 3 * GRID
_BUBBLE_RADIUS = 14
_BUBBLE_MOST = 560
_ACTIONS = 28
_MARK_ALPHA = 36
SHOWN_AT_FIRST = 200_000
"""Characters of a message that are shown until more are asked for; Copy copies all of it."""
_BELOW_LINE = 2
"""What the height of a line leaves empty below the last one, in pixels."""


class MessageRow(RowWidget):
    """Shows any message; recycled for others as they come into sight."""

    link_activated = Signal(str)
    retry_requested = Signal(int)
    """The id of an answer that failed, and shall be tried again."""
    grown = Signal()
    """There is more to see of the same message."""

    def __init__(self, reader: MarkdownReader, parent: QWidget) -> None:
        super().__init__(parent)
        show_as(self, "item")
        self._reader = GradualReader(reader)
        self._going_on = QTimer(self, singleShot=True, interval=0)
        self._going_on.timeout.connect(self._on_go_on)
        self._shown = SHOWN_AT_FIRST
        self._message: Message | None = None
        self._laid_out: tuple[int, int] | None = None
        self._bubble = (0, 0, 0, 0)
        self._marked = False
        self._header = QLabel(self)
        self._header.setTextFormat(Qt.TextFormat.PlainText)
        self._body = BlockView(self)
        self._body.link_activated.connect(self.link_activated)
        self._status = QLabel(self)
        self._status.setTextFormat(Qt.TextFormat.PlainText)
        self._status.setProperty("kind", "quiet")
        self._status.setWordWrap(True)
        self._copy = HoverButton("copy", self.tr("Copy"), size=16, parent=self)
        self._copy.clicked.connect(self._on_copy)
        self._retry = TextButton(self.tr("Try again"), kind="flat", parent=self)
        self._retry.clicked.connect(self._on_retry)
        self._more = TextButton(self.tr("Show more"), kind="flat", parent=self)
        self._more.clicked.connect(self._on_more)
        for action in (self._copy, self._retry):
            action.installEventFilter(self)

    def show_message(self, message: Message, speaker: Speaker) -> None:
        """Show `message`, spoken by `speaker` when it is an answer."""
        if self._message is None or message.id != self._message.id:
            self._shown = SHOWN_AT_FIRST
        self._message = message
        self._laid_out = None
        self.setAccessibleName(accessible_name(message))
        mine = message.role is Role.USER
        self._header.setVisible(not mine)
        self._header.setText(f"{speaker.glyph}  {speaker.name}" if speaker.glyph else speaker.name)
        self._header.setFont(scaled(self.font(), 1.0, QFont.Weight.DemiBold))
        self._body.show_blocks(self._blocks(message), growing=message.status is MessageStatus.STREAMING)
        self._more.setVisible(len(message.content) > self._shown)
        words = self._status_words(message)
        self._status.setText(words)
        self._status.setVisible(bool(words))
        self._retry.setVisible(message.status is MessageStatus.FAILED)
        self._show_actions()

    def set_marked(self, *, marked: bool) -> None:
        """Stand out, or not any more; without moving, which not everyone can bear."""
        if marked != self._marked:
            self._marked = marked
            self.update()

    def set_width(self, width: int) -> int:
        """Lay out for that width and return the height it takes."""
        if self._laid_out is None or self._laid_out[0] != width:
            self._laid_out = (width, self._lay_out(width))
        return self._laid_out[1]

    def _lay_out(self, width: int) -> int:
        column = min(COLUMN_WIDTH, width - 2 * _SIDE)
        left = (width - column) // 2
        if self._message is not None and self._message.role is Role.USER:
            return self._lay_out_bubble(left, column)
        y = _GAP
        self._header.setGeometry(left, y, column, self._header.sizeHint().height())
        y += self._header.height() + GRID
        height = self._body.height_for(column)
        self._body.setGeometry(left, y, column, height)
        y = self._lay_out_more(left, y + height)
        if self._status.text():
            height = self._status.heightForWidth(column)
            self._status.setGeometry(left, y + GRID, column, height)
            y += height + GRID
        self._copy.move(left - 7, y + 2)
        self._retry.adjustSize()
        self._retry.move(left + self._copy.width(), y + 2)
        return y + _ACTIONS + _GAP

    def _lay_out_bubble(self, left: int, column: int) -> int:
        most = min(_BUBBLE_MOST, column - 40) - 2 * _BUBBLE
        inner = min(most, self._body.ideal_width(most))
        height = self._body.height_for(inner)
        x = left + column - inner - 2 * _BUBBLE
        self._bubble = (x, _GAP, inner + 2 * _BUBBLE, height + 2 * _GAP - _BELOW_LINE)
        self._body.setGeometry(x + _BUBBLE, 2 * _GAP, inner, height)
        y = self._lay_out_more(x, 3 * _GAP + height - _BELOW_LINE)
        self._copy.move(left + column - self._copy.width(), y + 2)
        return y + _ACTIONS + _GAP

    def _lay_out_more(self, left: int, y: int) -> int:
        """Place the way to the rest of a long message; return where it goes on below."""
        if self._more.isHidden():
            return y
        self._more.adjustSize()
        self._more.move(left, y + GRID)
        return y + GRID + self._more.height()

    def _blocks(self, message: Message) -> Sequence[Block]:
        self._going_on.stop()
        theme = theme_of(self.window())
        text = message.content[: self._shown]
        if message.role is Role.USER:
            return [Block("plain", text=text)]
        if not text and message.status is MessageStatus.STREAMING:
            return [Block("text", html=f"<p style='color: {theme.muted}; margin: 0;'>…</p>")]
        blocks = self._reader.blocks(text, Colours(theme.link, theme.code, theme.border, theme.muted))
        if self._reader.unfinished:
            self._going_on.start()
        return blocks

    @Slot()
    def _on_go_on(self) -> None:
        if self.isHidden():
            return  # put aside: it is filled anew when it is needed
        self._body.show_blocks(self._reader.go_on())
        if self._reader.unfinished:
            self._going_on.start()
        self._laid_out = None
        self.grown.emit()

    @Slot()
    def _on_more(self) -> None:
        if self._message is not None:
            self._shown += SHOWN_AT_FIRST
            self._body.show_blocks(self._blocks(self._message))
            self._more.setVisible(len(self._message.content) > self._shown)
            self._laid_out = None
            self.grown.emit()

    def _status_words(self, message: Message) -> str:
        if message.status is MessageStatus.FAILED:
            reason = str(message.metadata.get("error") or "")
            return self.tr("No answer. {reason}").replace("{reason}", reason).strip()
        if message.status is MessageStatus.INTERRUPTED:
            reason = str(message.metadata.get("error") or "")
            return reason or self.tr("This answer was stopped before its end.")
        return ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground of the user's turns, and of what stands out."""
        if self._marked:
            self._paint_mark()
        if self._message is not None and self._message.role is Role.USER:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme_of(self.window()).user_turn))
            painter.drawRoundedRect(*self._bubble, _BUBBLE_RADIUS, _BUBBLE_RADIUS)

    def _paint_mark(self) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        column = min(COLUMN_WIDTH, self.width() - 2 * _SIDE) + 2 * _GAP
        place = QRectF((self.width() - column) / 2, 1, column, self.height() - 2)
        colour = QColor(theme_of(self.window()).accent)
        painter.setPen(QPen(colour, 1))
        colour.setAlpha(_MARK_ALPHA)
        painter.setBrush(colour)
        painter.drawRoundedRect(place, RADIUS, RADIUS)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show what can be done with the row."""
        super().enterEvent(event)
        self._show_actions()

    def leaveEvent(self, event: QEvent) -> None:
        """Put away what can be done, unless the keyboard is there."""
        super().leaveEvent(event)
        self._show_actions()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Show the actions while the keyboard is on one of them."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self._show_actions()
        return False

    def _show_actions(self) -> None:
        """Let Copy be seen on hover and focus; its place is kept, and it can always be reached by Tab."""
        self._copy.set_faint(faint=not (self.underMouse() or self._copy.hasFocus()))
        self._copy.setVisible(self._message is not None and bool(self._message.content))

    @Slot()
    def _on_copy(self) -> None:
        if self._message is not None:
            QGuiApplication.clipboard().setText(self._message.content)

    @Slot()
    def _on_retry(self) -> None:
        if self._message is not None:
            self.retry_requested.emit(self._message.id)
