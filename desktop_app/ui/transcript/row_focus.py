"""Where the keyboard is in the transcript: on one message, and never lost while rows come and go."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QTextEdit, QWidget

from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.row import MessageRow
from desktop_app.ui.widgets.tab_order import pass_keyboard_on

if TYPE_CHECKING:
    from desktop_app.ui.transcript.view import TranscriptView


class RowFocus(QObject):
    """Keeps the keyboard on a message: on its row while that is in sight, and on the list itself while it is not."""

    def __init__(self, view: "TranscriptView", model: TranscriptModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self.current: int | None = None
        """The id of the message that the keyboard is on."""
        self._row = 0
        """Where that is: what comes into its place takes the keyboard."""
        self._control = ""
        """The name of the control that had the keyboard when its row went out of sight; empty for the row itself."""
        self._keeping = False
        self._held = False
        """Whether the list itself has the keyboard, to select with it."""

    def row(self) -> MessageRow | None:
        """Return the row of the current message, None while it is out of sight."""
        return next((row for row in self._rows() if row.message_id == self.current and self.current), None)

    def give_to(self, number: int) -> None:
        """Let the keyboard be on a row: at once, or as soon as there is something to see in it."""
        self.current, self._row, self._held, self._control = self._model.ids()[number], number, False, ""
        row = self.row()
        if row is None:
            self._keep_in_list()
        else:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Begin at the end again when one comes back: something new is there."""
        focused = self.focused()
        if focused is None or (focused is not self._view and not self._view.isAncestorOf(focused)):
            self.current = None

    def edit(self) -> None:
        """Put the cursor into the current message, which is being edited."""
        row = self.row()
        if row is not None:
            row.focus_editor()

    def is_on_row(self) -> bool:
        """Tell whether the keyboard is on the current row in sight, or one of its buttons, but in no text."""
        row, focused = self.row(), self.focused()
        return row is not None and self._has_keyboard(row) and not isinstance(focused, QTextEdit)

    def focused(self) -> QWidget | None:
        """Return what has the keyboard in the window."""
        return self._view.window().focusWidget()

    def come(self, *, by_mouse: bool) -> None:
        """Take the keyboard, which came to the list; a click leaves it there."""
        if by_mouse:
            self._held = True
        elif not self._keeping:
            self.take_keyboard()

    def hold(self) -> None:
        """Let the list itself have the keyboard, to select with it."""
        self._held = True
        self._keep_in_list()

    def take_keyboard(self) -> None:
        """Give the keyboard to the row where it was before, else to the lowest in sight."""
        self._held = False
        if self.row() is None:
            ids = [row.message_id for row in self._rows() if row.y() + row.height() <= self._view.viewport().height()]
            everything = [row.message_id for row in self._rows()]
            self.current = [None, *everything[:1], *ids][-1]
            self._control = ""
        self.settle()

    def settle(self) -> None:
        """Give the keyboard back to the row that it is on, now that rows have been laid out."""
        self._keep()
        if self.focused() is not self._view or self._held:
            return
        if self.current is None or self._model.row_of(self.current) is None:
            ids = self._model.ids()
            self.current = ids[min(self._row, len(ids) - 1)] if ids else None
        row = self.row()
        if row is not None:
            named = [stop for stop in row.stops() if self._control and stop.accessibleName() == self._control]
            (named or [row])[0].setFocus(Qt.FocusReason.OtherFocusReason)
            self._control = ""

    def attend(self) -> None:
        """Show the actions of the row that the keyboard is in, and of no other."""
        for row in self._rows():
            row.show_attention()
            if self._has_keyboard(row):
                self._remember(row)
                self._held = False

    def next_stop(self, *, forward: bool) -> bool:
        """Move the keyboard on within its row, or out of the list; tell whether there is somewhere to go.

        Qt asks for this as well when what has the keyboard is hidden; then it must not go far.
        """
        if self._keep():
            return True
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        row, focused = self.row(), self.focused()
        if row is not None and focused is not None and self._has_keyboard(row):
            stops = row.stops()
            here = stops.index(focused) if focused in stops else 0
            there = here + (1 if forward else -1)
            if 0 <= there < len(stops):
                stops[there].setFocus(reason)
                return True
        return pass_keyboard_on(self._view, self._view, forward=forward)

    def _keep(self) -> bool:
        """Keep the keyboard in the list where what had it is out of sight now; tell whether it was."""
        focused = self.focused()
        row = self._row_around(focused)
        if focused is None or row is None:
            return False
        recycled = row.isHidden() or row.message_id != self.current
        if focused.isVisible() and not recycled:
            return False
        if recycled:
            self._control = "" if focused is row else focused.accessibleName()
            self._keep_in_list()
        else:
            row.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _keep_in_list(self) -> None:
        self._keeping = True
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._keeping = False

    def _row_around(self, widget: QWidget | None) -> MessageRow | None:
        while widget is not None and widget is not self._view:
            if isinstance(widget, MessageRow):
                return widget
            widget = widget.parentWidget()
        return None

    def _remember(self, row: MessageRow) -> None:
        number = None if row.message_id is None else self._model.row_of(row.message_id)
        if number is not None:
            self.current, self._row = row.message_id, number

    def _has_keyboard(self, row: QWidget) -> bool:
        focused = self.focused()
        return focused is not None and (focused is row or row.isAncestorOf(focused))

    def _rows(self) -> list[MessageRow]:
        return [row for row in self._view.shown_rows().values() if isinstance(row, MessageRow)]
