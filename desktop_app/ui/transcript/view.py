"""The transcript as one sees it; nothing heavy is imported until it has something to show."""

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QModelIndex, QTimer, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from desktop_app.ui.widgets.accessible_list import show_as
from desktop_app.ui.widgets.early import focus_by_tab_and_click
from desktop_app.ui.widgets.reading_order import ReadingOrder
from desktop_app.ui.widgets.recycled_list import RecycledList
from desktop_app.ui.widgets.theme import GRID

if TYPE_CHECKING:
    from desktop_app.ui.transcript.beginning import Beginning
    from desktop_app.ui.transcript.model import TranscriptModel
    from desktop_app.ui.transcript.requests import TurnRequests
    from desktop_app.ui.transcript.row_focus import RowFocus
    from desktop_app.ui.transcript.row_keys import RowKeys
    from desktop_app.ui.transcript.source import MessageSource
    from desktop_app.ui.transcript.text_selection import TextSelection

_MARKED_MS = 2_000
"""How long a message stays marked that one was led to."""


class TranscriptView(RecycledList):
    """Shows a `TranscriptModel`; follows its end only while the end is in sight."""

    opener_chosen = Signal(str)
    model_wanted = Signal()
    """One of the things to try was pressed."""
    turn_requested = Signal(object, int)
    """A `TurnAction` that is not done here, and the id of the message to do it with."""
    again_requested = Signal(int, object)
    """The id of a message whose question is to be answered anew, and the `Way` how."""
    version_requested = Signal(int, int)
    """The id of a message in sight, and of the version to be shown in its place."""
    edit_saved = Signal(int, str)
    """The id of a message, and what is to be said instead."""
    edit_discarded = Signal(int, object)
    """The id of a message whose `Edit` was thrown away."""
    quote_requested = Signal(object)
    """An `Excerpt` to write about."""
    quoted = Signal(str)
    """Words to write about."""
    link_activated = Signal(str)
    """The address of a link that was pressed."""
    copy_requested = Signal(object)
    """An `Excerpt` shall be in the clipboard."""
    selected_by_mouse = Signal(object)
    """The mouse has selected an `Excerpt`."""
    reading_requested = Signal()
    """Messages that could not be read shall be tried again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Transcript"))
        show_as(self, "list")
        focus_by_tab_and_click(self)
        self._model: TranscriptModel | None = None
        self._beginning: Beginning | None = None
        self._messages: MessageSource | None = None
        self.text_selection: TextSelection | None = None
        """What is selected, once there is a model."""
        self._requests: TurnRequests | None = None
        self._focus: RowFocus | None = None
        self._keys: RowKeys | None = None
        self._order = ReadingOrder()
        self._news = False
        self._marked_until = QTimer(self, singleShot=True, interval=_MARKED_MS)
        self._marked_until.timeout.connect(self._on_mark_over)
        self._pill = QPushButton(self)
        self._pill.setText(self.tr("↓ New"))
        self._pill.setProperty("kind", "chip")
        self._pill.setAccessibleName(self.tr("Go to the newest message"))
        self._pill.setAutoDefault(False)
        self._pill.clicked.connect(self.scroll_to_end)
        self._pill.hide()
        self._restyling = QTimer(self, singleShot=True, interval=0)
        self._restyling.timeout.connect(self._on_restyle)

    def set_model(self, model: "TranscriptModel") -> None:
        """Show `model` from now on."""
        from desktop_app.ui.transcript.beginning import Beginning
        from desktop_app.ui.transcript.requests import TurnRequests
        from desktop_app.ui.transcript.row_focus import RowFocus
        from desktop_app.ui.transcript.row_keys import RowKeys
        from desktop_app.ui.transcript.source import MessageSource
        from desktop_app.ui.transcript.text_selection import TextSelection

        self._model = model
        self._beginning = Beginning(self, model)
        self._requests = TurnRequests(self, model)
        self._messages = MessageSource(model, self, self._requests)
        self._focus = RowFocus(self, model)
        self._keys = RowKeys(self, model, self._focus, self._requests)
        self.set_source(self._messages)
        self.text_selection = TextSelection(self, model)
        self.text_selection.copy_requested.connect(self.copy_requested)
        self.text_selection.selected_by_mouse.connect(self.selected_by_mouse)
        self._requests.edit_begun.connect(self._on_edit_begun)
        model.turns.changed.connect(self._on_turn_changed)
        model.turns.busy_changed.connect(self._on_restyle)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus.attend)
        model.means.changed.connect(self._on_restyle)
        model.modelReset.connect(self._on_reset)
        model.rowsInserted.connect(self._on_rows_inserted)
        model.rowsRemoved.connect(self._on_rows_removed)
        model.replaced_from.connect(self.rows_replaced)
        model.end_wanted.connect(self.scroll_to_end)
        model.dataChanged.connect(self._on_data_changed)
        model.welcome_changed.connect(self._on_reset)
        self._on_reset()

    @Slot()
    def _on_reset(self) -> None:
        self._news = False
        self.reload()
        self._show_welcome()

    @Slot(QModelIndex, int, int)
    def _on_rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        at_the_end = first > 0 and self._model is not None and last == self._model.rowCount() - 1
        self._news = self._news or (at_the_end and not self.at_end)
        if at_the_end and self._focus is not None:
            self._focus.forget()
        self.rows_inserted(first, last - first + 1)
        self.rows_changed(first - 1, first - 1)  # it is not the last one any more
        self._show_welcome()

    @Slot(QModelIndex, int, int)
    def _on_rows_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.rows_removed(first, last - first + 1)
        self.rows_changed(first - 1, first - 1)  # it may be the last one now
        self._show_welcome()

    @Slot(QModelIndex, QModelIndex)
    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        from PySide6.QtGui import QAccessible, QAccessibleEvent  # its many names would hold up the first paint

        self.rows_changed(first.row(), last.row())
        for row, widget in self.shown_rows().items():
            message = self._model.message(row) if self._model is not None and first.row() <= row <= last.row() else None
            if message is not None and message.status != "streaming":
                QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.NameChanged))

    @Slot(int)
    def show_message(self, message_id: int) -> None:
        """Bring a message into sight and mark it for a moment."""
        row = None if self._model is None else self._model.row_of(message_id)
        if row is not None:
            self._mark(message_id)
            self.scroll_to_row(row)
            self._marked_until.start()

    @Slot()
    def _on_mark_over(self) -> None:
        self._mark(None)

    def _mark(self, message_id: int | None) -> None:
        if self._messages is None:
            return
        changed, self._messages.marked = (self._messages.marked, message_id), message_id
        for each in changed:
            if each is not None:
                self._on_turn_changed(each)

    @Slot()
    def edit_last(self) -> None:
        """Let the last thing that the user said be said in other words."""
        if self._requests is not None:
            self._requests.edit_last()

    def end_moved(self) -> None:
        """Offer the way to the end where it is out of sight and something new is there."""
        self._news = self._news and not self.at_end
        if self._pill.isVisible() != self._news:
            self._pill.setVisible(self._news)
            self._pill.raise_()
        self._order.keep(self.widgets_in_sight())
        if self._focus is not None:
            self._focus.settle()

    # The keyboard

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Pass the keyboard on to a row, unless a click brought it here, which selects."""
        super().focusInEvent(event)
        if self._focus is not None:
            self._focus.come(by_mouse=event.reason() == QtCore.Qt.FocusReason.MouseFocusReason)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab go through the controls of the row that the keyboard is on, and of no other."""
        if self._focus is None:
            return super().focusNextPrevChild(forward)
        return self._focus.next_stop(forward=forward)

    def event(self, event: QEvent) -> bool:
        """Take the keys for a row before the window does."""
        if event.type() != QEvent.Type.ShortcutOverride or self._keys is None or not isinstance(event, QKeyEvent):
            return super().event(event)
        if not self._keys.wants(event):
            return super().event(event)
        event.accept()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select and copy, walk from row to row and do things with them; the list knows the other keys."""
        if self.text_selection is not None and self._focus is not None and self.text_selection.handle_key(event):
            self._focus.hold()
        elif self._keys is None or not self._keys.handle(event):
            super().keyPressEvent(event)

    @Slot(int)
    def _on_edit_begun(self, message_id: int) -> None:
        row = None if self._model is None else self._model.row_of(message_id)
        if row is None or self._focus is None:
            return
        if row not in self.shown_rows():
            self.scroll_to_row(row)
        self._focus.give_to(row)
        self._focus.edit()

    @Slot(int)
    def _on_turn_changed(self, message_id: int) -> None:
        row = None if self._model is None else self._model.row_of(message_id)
        if row is not None:
            self.rows_changed(row, row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the pill in the middle and the welcome in view."""
        super().resizeEvent(event)
        self._pill.adjustSize()
        self._pill.move((self.width() - self._pill.width()) // 2, self.height() - self._pill.height() - 3 * GRID)
        if self._beginning is not None:
            self._beginning.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Draw everything anew in another theme or size of text."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._restyling.start()

    @Slot()
    def _on_restyle(self) -> None:
        at_end = self.at_end
        if self._model is not None and self._beginning is not None:
            self._beginning.restyle()
            self.rows_changed(0, self._model.rowCount() - 1)
        if at_end:
            self.scroll_to_end()

    # Selecting, by the mouse in any row and by the keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to select."""
        if self.text_selection is not None:
            self.text_selection.press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select a word."""
        if self.text_selection is not None:
            self.text_selection.press_twice(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on selecting."""
        if self.text_selection is not None:
            self.text_selection.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop selecting."""
        if self.text_selection is not None:
            self.text_selection.release(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the selection."""
        if self.text_selection is not None:
            self.text_selection.open_menu(event.globalPos())

    def let_go(self) -> bool:
        """Select nothing any more; tell whether something was selected."""
        if self.text_selection is None or self.text_selection.selection.is_empty():
            return False
        self.text_selection.selection.clear()
        return True

    def _show_welcome(self) -> None:
        if self._beginning is not None:
            self._beginning.show()
