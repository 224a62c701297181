"""One row of the transcript, a turn of the user's or an answer: what it shows, and where."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QFont, QPaintEvent
from PySide6.QtWidgets import QLabel, QTextEdit, QWidget

from desktop_app.domain.messages import Message, Role
from desktop_app.ui.markdown.blocks import MarkdownReader
from desktop_app.ui.transcript import row_actions
from desktop_app.ui.transcript.body import MessageBody
from desktop_app.ui.transcript.ground import paint_bubble, paint_mark
from desktop_app.ui.transcript.model import Speaker, accessible_name
from desktop_app.ui.transcript.row_actions import RowActions
from desktop_app.ui.transcript.status import RowStatus
from desktop_app.ui.widgets.accessible_list import show_as
from desktop_app.ui.widgets.recycled_list import RowWidget
from desktop_app.ui.widgets.text import scaled
from desktop_app.ui.widgets.theme import COLUMN_WIDTH, GRID

_SIDE = 4 * GRID
_GAP = 2 * GRID
_BUBBLE = 3 * GRID
_BUBBLE_MOST = 560
_ICON_MARGIN = 7
"""What a button leaves empty around its icon, so that the first one stands in line with the text above."""
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
        self._message: Message | None = None
        self._laid_out: tuple[int, int] | None = None
        self._bubble = QRect()
        self._marked = False
        self._header = QLabel(self)
        self._header.setTextFormat(Qt.TextFormat.PlainText)
        self._body = MessageBody(reader, self)
        self._body.link_activated.connect(self.link_activated)
        self._body.grown.connect(self._on_grown)
        self._status = RowStatus(self)
        self._status.retry_requested.connect(self._on_retry)
        self._actions = RowActions(self)

    def show_message(self, message: Message, speaker: Speaker) -> None:
        """Show `message`, spoken by `speaker` when it is an answer."""
        self._message = message
        self._laid_out = None
        self.setAccessibleName(accessible_name(message))
        self._header.setVisible(message.role is not Role.USER)
        self._header.setText(f"{speaker.glyph}  {speaker.name}" if speaker.glyph else speaker.name)
        self._header.setFont(scaled(self.font(), 1.0, QFont.Weight.DemiBold))
        self._body.show_message(message)
        self._status.show_status(message)
        self._actions.show_for(message)
        self._show_actions()

    def set_marked(self, *, marked: bool) -> None:
        """Stand out, or not any more; without moving, which not everyone can bear."""
        if marked != self._marked:
            self._marked = marked
            self.update()

    def texts(self) -> Sequence[QTextEdit]:
        """Return what can be selected."""
        return self._body.texts()

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
        for part in (self._body, self._status):
            height = part.height_for(column)
            part.setGeometry(left, y, column, height)
            y += height
        self._actions.move(left - _ICON_MARGIN, y + 2)
        return y + row_actions.HEIGHT + _GAP

    def _lay_out_bubble(self, left: int, column: int) -> int:
        most = min(_BUBBLE_MOST, column - 40) - 2 * _BUBBLE
        inner = min(most, self._body.ideal_width(most))
        height = self._body.height_for(inner)
        x = left + column - inner - 2 * _BUBBLE
        self._bubble = QRect(x, _GAP, inner + 2 * _BUBBLE, height + 2 * _GAP - _BELOW_LINE)
        self._body.setGeometry(x + _BUBBLE, 2 * _GAP, inner, height)
        y = self._bubble.bottom() + 1
        self._actions.move(left + column - self._actions.width(), y + 2)
        return y + row_actions.HEIGHT + _GAP

    @Slot()
    def _on_grown(self) -> None:
        self._laid_out = None
        self.grown.emit()

    def read_to_end(self) -> None:
        """Show all at once of a message that would be read bit by bit."""
        self._body.read_to_end()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground of the user's turns, and of what stands out."""
        if self._marked:
            paint_mark(self, min(COLUMN_WIDTH, self.width() - 2 * _SIDE) + 2 * _GAP)
        if self._message is not None and self._message.role is Role.USER:
            paint_bubble(self, self._bubble)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show what can be done with the row."""
        super().enterEvent(event)
        self._show_actions()

    def leaveEvent(self, event: QEvent) -> None:
        """Put away what can be done, unless the keyboard is there."""
        super().leaveEvent(event)
        self._show_actions()

    def _show_actions(self) -> None:
        self._actions.set_wanted(wanted=self.underMouse())

    @Slot()
    def _on_retry(self) -> None:
        if self._message is not None:
            self.retry_requested.emit(self._message.id)
