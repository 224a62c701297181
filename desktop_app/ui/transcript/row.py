"""One row of the transcript, a turn of the user's or an answer: what it shows, and where."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QFocusEvent, QFont, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTextEdit, QWidget

from desktop_app.domain.messages import Message, MessageStatus, Role
from desktop_app.ui.attachments.gallery import Gallery
from desktop_app.ui.transcript.body import MessageBody
from desktop_app.ui.transcript.ground import paint_bubble, paint_mark, paint_ring
from desktop_app.ui.transcript.means import Means
from desktop_app.ui.transcript.model import Speaker, accessible_name
from desktop_app.ui.transcript.row_actions import ICON_MARGIN, RowActions
from desktop_app.ui.transcript.status import RowStatus
from desktop_app.ui.transcript.turn_editor import TurnEditor
from desktop_app.ui.transcript.turns import TurnAction, Turns
from desktop_app.ui.widgets.accessible_list import show_as
from desktop_app.ui.widgets.portrait import Portrait
from desktop_app.ui.widgets.row_pool import RowWidget
from desktop_app.ui.widgets.text import ElidedLabel, scaled
from desktop_app.ui.widgets.theme import COLUMN_WIDTH, GRID

_SIDE = 4 * GRID
_GAP = 2 * GRID
_BUBBLE = 3 * GRID
_BUBBLE_MOST = 560
_PORTRAIT = 22
_BELOW_ACTIONS = 2
_BELOW_LINE = 2
"""What the height of a line leaves empty below the last one, in pixels."""


class MessageRow(RowWidget):
    """Shows any message; recycled for others as they come into sight."""

    link_activated = Signal(str)
    requested = Signal(object, int)
    """A `TurnAction`, and the id of the message to do it with."""
    menu_requested = Signal(int, QPoint)
    """The id of a message whose actions are all to be listed, at a place of the screen."""
    edit_saved = Signal(int)
    """The id of a message that is to be said as it is written now."""
    edit_cancelled = Signal(int)
    grown = Signal()
    """There is more to see of the same message."""

    def __init__(self, means: Means, turns: Turns, parent: QWidget) -> None:
        super().__init__(parent)
        show_as(self, "item")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)  # what grows at its end is not all drawn anew
        self._turns = turns
        self._message: Message | None = None
        self._laid_out: tuple[int, int] | None = None
        self._bubble = QRect()
        self._marked = False
        self._header = QLabel(self)
        self._header.setTextFormat(Qt.TextFormat.PlainText)
        self._author: QLabel | None = None
        self._body = MessageBody(means, self)
        self._body.link_activated.connect(self.link_activated)
        self._body.grown.connect(self._on_grown)
        self._status: RowStatus | None = None
        self._actions = RowActions(self)
        self._actions.chosen.connect(self._on_chosen)
        self._actions.menu_requested.connect(self._on_menu)
        self._editor: TurnEditor | None = None
        self._portrait: Portrait | None = None

    def set_gallery(self, gallery: Gallery | None) -> None:
        """Take the pictures of attachments from `gallery`."""
        self._body.gallery = gallery

    @property
    def message_id(self) -> int | None:
        """The id of the message that is shown."""
        return None if self._message is None else self._message.id

    def show_message(self, message: Message, speaker: Speaker, *, last: bool) -> None:
        """Show `message`, spoken by `speaker` when it is an answer, the `last` of the branch or not."""
        self._message = message
        self._laid_out = None
        self.setAccessibleName(accessible_name(message))
        self._show_speaker(speaker, shown=message.role is not Role.USER)
        self._header.setFont(scaled(self.font(), 1.0, QFont.Weight.DemiBold))
        self._body.show_message(message)
        possible, versions = self._turns.possible(message, last=last), self._turns.versions_of(message.id)
        self._show_author(self._turns.author_of(message) if versions else "")
        self._show_status(message, possible)
        place = versions.index(message.id) if versions else 0
        mine = message.role is Role.USER
        self._actions.show_for(possible, place=place, versions=len(versions), mine=mine)
        self._show_edit(message)
        self.show_attention()

    def set_marked(self, *, marked: bool) -> None:
        """Stand out, or not any more; without moving, which not everyone can bear."""
        if marked != self._marked:
            self._marked = marked
            self.update()

    def texts(self) -> Sequence[QTextEdit]:
        """Return what can be selected."""
        return [] if self._body.isHidden() else self._body.texts()

    def set_width(self, width: int) -> int:
        """Lay out for that width and return the height it takes."""
        if self._laid_out is None or self._laid_out[0] != width:
            self._laid_out = (width, self._lay_out(width))
            if self._marked or self.hasFocus() or (self._message is not None and self._message.role is Role.USER):
                self.update()  # what is drawn here goes with the size
        return self._laid_out[1]

    def is_whole(self) -> bool:
        """Tell whether all of the message has been read."""
        return self._body.is_whole()

    def stops(self) -> list[QWidget]:
        """Return where the keyboard goes in the row, in order: its own controls, then those in its text."""
        if self._editor is not None and not self._editor.isHidden():
            return [self, *self._editor.stops()]
        inside = [b for b in self._body.findChildren(QAbstractButton) if b.isVisible() and b.isEnabled()]
        status = [] if self._status is None else self._status.buttons()
        return [self, *status, *self._actions.buttons(), *inside]

    def focus_editor(self) -> bool:
        """Put the cursor into the turn that is being edited; tell whether it is."""
        if self._editor is None or self._editor.isHidden():
            return False
        self._editor.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def write(self, event: QKeyEvent) -> None:
        """Take a key into the turn that is being edited."""
        if self._editor is not None:
            QApplication.sendEvent(self._editor.field, event)

    def show_attention(self) -> None:
        """Show the actions while the pointer or the keyboard is in the row."""
        focused = self.window().focusWidget()
        inside = focused is not None and (focused is self or self.isAncestorOf(focused))
        self._actions.set_wanted(wanted=self.underMouse() or inside)

    def _show_author(self, words: str) -> None:
        """Say what made this answer, where there are several."""
        if self._author is None and words:
            self._author = ElidedLabel(parent=self)
            self._author.setProperty("kind", "quiet")
            self._author.setAccessibleName(self.tr("Answered by"))
        if self._author is not None:
            self._author.setText(words)
            self._author.setVisible(bool(words))

    def _show_speaker(self, speaker: Speaker, *, shown: bool) -> None:
        """Show who speaks, with a small picture where there is one."""
        pictured = shown and speaker.picture is not None
        if pictured and self._portrait is None:
            self._portrait = Portrait(_PORTRAIT, self)
        if self._portrait is not None:
            self._portrait.show_portrait(speaker.glyph, speaker.picture)
            self._portrait.setVisible(pictured)
        self._header.setVisible(shown)
        glyph = "" if pictured else speaker.glyph
        self._header.setText(f"{glyph}  {speaker.name}" if glyph else speaker.name)

    def _show_status(self, message: Message, possible: frozenset[TurnAction]) -> None:
        if self._status is None and message.status in {MessageStatus.FAILED, MessageStatus.INTERRUPTED}:
            self._status = RowStatus(self)
            self._status.chosen.connect(self._on_chosen)
        if self._status is not None:
            can_retry = TurnAction.REGENERATE in possible and not self._turns.is_asked_below(message.id)
            can_go_on = TurnAction.CONTINUE in possible
            self._status.show_status(message, can_retry=can_retry, can_go_on=can_go_on)
        self.setAccessibleDescription("" if self._status is None else self._status.words())

    def _show_edit(self, message: Message) -> None:
        edit = self._turns.edit_of(message.id)
        if edit is not None and self._editor is None:
            self._editor = TurnEditor(self, enter_sends=self._turns.enter_sends)
            self._editor.saved.connect(self._on_edit_saved)
            self._editor.cancelled.connect(self._on_edit_cancelled)
            self._editor.grown.connect(self._on_grown)
        if self._editor is not None:
            self._editor.show_edit(edit, can_send=not self._turns.busy)
            self._editor.setVisible(edit is not None)
        self._body.setVisible(edit is None)
        self._actions.setVisible(edit is None)

    def _lay_out(self, width: int) -> int:
        column = min(COLUMN_WIDTH, width - 2 * _SIDE)
        left = (width - column) // 2
        if self._message is not None and self._message.role is Role.USER:
            return self._lay_out_bubble(left, column)
        y = _GAP
        self._header.setGeometry(
            left, y, min(self._header.sizeHint().width(), column), self._header.sizeHint().height()
        )
        if self._author is not None:
            x = self._header.geometry().right() + 2 * GRID
            self._author.setGeometry(x, y, left + column - x, self._header.height())
        y += self._header.height() + GRID
        parts: list[MessageBody | RowStatus] = [self._body, *([] if self._status is None else [self._status])]
        for part in parts:
            height = part.height_for(column)
            part.setGeometry(left, y, column, height)
            y += height
        below = self._actions.fit()
        self._actions.move(left - ICON_MARGIN, y)
        return y + below + _BELOW_ACTIONS

    def _lay_out_bubble(self, left: int, column: int) -> int:
        most = min(_BUBBLE_MOST, column - 40)
        if self._editor is not None and not self._editor.isHidden():
            height = self._editor.height_for(most)
            self._editor.setGeometry(left + column - most, _GAP, most, height)
            return _GAP + height + _GAP
        most -= 2 * _BUBBLE
        inner = min(most, self._body.ideal_width(most))
        height = self._body.height_for(inner)
        x = left + column - inner - 2 * _BUBBLE
        self._bubble = QRect(x, _GAP, inner + 2 * _BUBBLE, height + 2 * _GAP - _BELOW_LINE)
        self._body.setGeometry(x + _BUBBLE, 2 * _GAP, inner, height)
        y = self._bubble.bottom() + 1
        below = self._actions.fit()
        self._actions.move(left + column - self._actions.width() + ICON_MARGIN, y + 1)
        return y + 1 + below + _BELOW_ACTIONS

    @Slot()
    def _on_grown(self) -> None:
        self._laid_out = None
        self.grown.emit()

    def read_to_end(self) -> None:
        """Show all at once of a message that would be read bit by bit."""
        self._body.read_to_end()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground of the user's turns, of what stands out, and the ring of the focus."""
        around = min(COLUMN_WIDTH, self.width() - 2 * _SIDE) + 2 * _GAP
        if self._marked:
            paint_mark(self, around)
        if self._message is not None and self._message.role is Role.USER and not self._body.isHidden():
            paint_bubble(self, self._bubble)
        if self.hasFocus():
            paint_ring(self, around)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show what can be done with the row."""
        super().enterEvent(event)
        self.show_attention()

    def leaveEvent(self, event: QEvent) -> None:
        """Put away what can be done, unless the keyboard is there."""
        super().leaveEvent(event)
        self.show_attention()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """List all that can be done: where the pointer is, or at the row's upper corner for the keyboard."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            self._on_menu(event.globalPos())
        else:
            self.open_menu()

    def open_menu(self) -> None:
        """List all that can be done, at the upper corner of what the row says."""
        self._on_menu(self.mapToGlobal(self._body.geometry().topLeft()))

    @Slot(QPoint)
    def _on_menu(self, place: QPoint) -> None:
        if self._message is not None:
            self.menu_requested.emit(self._message.id, place)

    @Slot(object)
    def _on_chosen(self, action: object) -> None:
        if self._message is not None:
            self.requested.emit(action, self._message.id)

    @Slot()
    def _on_edit_saved(self) -> None:
        if self._message is not None:
            self.edit_saved.emit(self._message.id)

    @Slot()
    def _on_edit_cancelled(self) -> None:
        if self._message is not None:
            self.edit_cancelled.emit(self._message.id)
