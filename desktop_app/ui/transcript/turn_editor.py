"""A turn of the user's while it is being said in other words, in its own place."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.ui.transcript.edit_field import EditField
from desktop_app.ui.transcript.turns import Edit
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.card import Card
from desktop_app.ui.widgets.theme import GRID

_PADDING = 3 * GRID
_ABOVE = 2 * GRID
_MOST_LINES = 20
"""A longer text scrolls by itself, so that its end and the buttons stay near."""


class TurnEditor(QWidget):
    """The text in a card that grows with it, Cancel and Send below."""

    saved = Signal()
    """The turn is to be said as it is written now."""
    cancelled = Signal()
    grown = Signal()
    """The lines have become more or fewer."""

    def __init__(self, parent: QWidget, *, enter_sends: bool) -> None:
        super().__init__(parent)
        self._edit: Edit | None = None
        self._can_send = False
        self._height = 0
        self._card = Card(radius=_PADDING, parent=self)
        self.field = EditField(self._card, enter_sends=enter_sends)
        self.field.setAccessibleName(self.tr("Edit message"))
        key = self.tr("Enter") if enter_sends else self.tr("Shift+Enter")
        words = self.tr("{key} sends it beside the version before. Esc cancels.")
        self._hint = QLabel(words.replace("{key}", key), self)
        self._hint.setProperty("kind", "quiet")
        self._cancel = TextButton(self.tr("Cancel"), kind="flat", parent=self)
        self._send = TextButton(self.tr("Send"), kind="primary", parent=self)
        self._send.setAccessibleName(self.tr("Send the new version"))
        self.field.saved.connect(self._on_saved)
        self.field.cancelled.connect(self.cancelled)
        self.field.focus_changed.connect(self._on_focus_changed)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.cursorPositionChanged.connect(self._on_cursor_moved)
        self._cancel.clicked.connect(self.cancelled)
        self._send.clicked.connect(self._on_saved)

    def show_edit(self, edit: Edit | None, *, can_send: bool) -> None:
        """Show what has become of a turn, which is kept up to date while one writes; with None write nothing more."""
        if edit is not self._edit:
            self._edit = None  # while it is filled, nothing is written
            if edit is not None:
                self.field.put(edit.text, edit.cursor)
            self._edit = edit
        self._can_send = can_send
        self._update_send()

    def stops(self) -> list[QWidget]:
        """Return where the keyboard goes, in order."""
        return [self.field, self._cancel, *([self._send] if self._send.isEnabled() else [])]

    def height_for(self, width: int) -> int:
        """Return the height it takes at that width, for which it is laid out."""
        text_width = width - 2 * _PADDING
        if self.field.lineWrapColumnOrWidth() != text_width:
            self.field.setLineWrapColumnOrWidth(text_width)
        self._height = self.field.natural_height()
        most = _MOST_LINES * self.field.fontMetrics().lineSpacing()
        on, off = Qt.ScrollBarPolicy.ScrollBarAsNeeded, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.field.setVerticalScrollBarPolicy(on if self._height > most else off)
        height = min(self._height, most)
        # Its scroll bar takes the place of the padding at the right, and nothing of the text's.
        self.field.setGeometry(_PADDING, _ABOVE, width - _PADDING - 1, height)
        self._card.setGeometry(0, 0, width, height + 2 * _ABOVE)
        return self._lay_out_buttons(width, self._card.height() + 2 * GRID)

    def _lay_out_buttons(self, width: int, y: int) -> int:
        self._send.adjustSize()
        self._cancel.adjustSize()
        height = self._send.height()
        self._send.move(width - self._send.width(), y)
        self._cancel.move(self._send.x() - self._cancel.width() - GRID, y + (height - self._cancel.height()) // 2)
        self._hint.setGeometry(_PADDING, y, self._cancel.x() - _PADDING, height)
        return y + height

    @Slot()
    def _on_text_changed(self) -> None:
        if self._edit is None:
            return
        self._edit.text = self.field.text()
        self._update_send()
        if self.field.natural_height() != self._height:
            self.grown.emit()

    @Slot()
    def _on_cursor_moved(self) -> None:
        if self._edit is not None:
            self._edit.cursor = self.field.textCursor().position()

    @Slot()
    def _on_focus_changed(self) -> None:
        self._card.set_colours(ground="raised", edge="accent" if self.field.hasFocus() else "border")

    @Slot()
    def _on_saved(self) -> None:
        if self._send.isEnabled():
            self.saved.emit()

    def _update_send(self) -> None:
        self._send.setEnabled(self._can_send and self._edit is not None and bool(self._edit.text.strip()))
