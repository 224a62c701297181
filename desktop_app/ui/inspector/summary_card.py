"""The summary of what fell out: asked for, read, corrected, taken away."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.domain.summaries import Summary
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.card import Card
from desktop_app.ui.widgets.theme import GRID, RADIUS

_FIELD = 132


class SummaryCard(QWidget):
    """Holds the words of the summary, where there is one, and what can be done about it."""

    wanted = Signal()
    """What falls out shall be summarised."""
    stopped = Signal()
    """It shall not, after all."""
    saved = Signal(str)
    """The words shall be these."""
    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stored = ""
        self._about = ""
        self._kept: dict[str, str] = {}
        """Corrections that were begun and not saved, by what they are of."""
        self._saving: str | None = None
        """Corrections on their way; they stay the user's until they have arrived, since that can fail."""
        self._at_work = False
        self._is_there = False
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(self.tr("Summary"))
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(_FIELD)
        self.make_button = TextButton(self.tr("Summarise older turns"))
        self.make_button.setToolTip(self.tr("The model puts in short what falls out; it is sent in place of that"))
        self.save_button = TextButton(self.tr("Save"), kind="primary")
        self.save_button.setAccessibleName(self.tr("Save the summary"))
        self.undo_button = TextButton(self.tr("Undo changes"))
        self.undo_button.setAccessibleName(self.tr("Undo changes of the summary"))
        self.remove_button = TextButton(self.tr("Remove"))
        self.remove_button.setAccessibleName(self.tr("Remove the summary"))
        self._note = QLabel()
        self._note.setProperty("kind", "quiet")
        self._note.setWordWrap(True)
        self._card = Card(ground="raised", edge="border", radius=RADIUS)
        self._lay_out()
        self.make_button.clicked.connect(self._on_make)
        self.save_button.clicked.connect(self._on_save)
        self.undo_button.clicked.connect(self._on_undo)
        self.remove_button.clicked.connect(self.removed)
        self.field.textChanged.connect(self._on_changed)
        self.show_summary(None, can_make=False)

    def show_summary(self, summary: Summary | None, *, can_make: bool, about: str = "") -> None:
        """Show what there is of a session; corrections that are not saved stay, and come back with it."""
        if self._at_work:
            return
        stored = "" if summary is None else summary.text
        arrived = about == self._about and self._saving == self.field.toPlainText() and stored != self._stored
        if self._is_edited() and not arrived:
            self._kept[self._about] = self.field.toPlainText()
        words = self._kept.pop(about, stored) if summary is not None else stored
        self._stored, self._about, self._is_there = stored, about, summary is not None
        if words != self.field.toPlainText():
            self.field.setPlainText(words)
        self._card.setVisible(summary is not None)
        if self.make_button.hasFocus() and not can_make:
            self.field.setFocus()  # not what takes it away, which stands next
        self.make_button.setVisible(can_make)
        self._note.setText(_note(self, summary, can_make=can_make))
        self._note.setVisible(bool(self._note.text()))
        self._on_changed()

    def set_at_work(self, at_work: bool) -> None:
        """Say whether a summary is being written; then the button stops it."""
        self._at_work = at_work
        self.make_button.setText(self.tr("Stop") if at_work else self.tr("Summarise older turns"))
        self.make_button.setAccessibleName(self.tr("Stop summarising") if at_work else self.make_button.text())
        self.field.setReadOnly(at_work)
        self.remove_button.setEnabled(not at_work)
        if at_work:
            self._kept.pop(self._about, None)
            self._card.show()
            self.show_growing("")
            self._note.hide()

    def show_growing(self, text: str) -> None:
        """Show as much of a summary as is written."""
        if self._at_work:
            self._stored = text
            self.field.setPlainText(text)

    def _is_edited(self) -> bool:
        return not self._at_work and self.field.toPlainText() != self._stored

    def _lay_out(self) -> None:
        inner = QVBoxLayout(self._card)
        inner.setContentsMargins(GRID, GRID, GRID, GRID)
        inner.addWidget(self.field)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * GRID)
        for button in (self.make_button, self.save_button, self.undo_button, self.remove_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self._note)
        column.addWidget(self._card)
        column.addLayout(buttons)

    @Slot()
    def _on_make(self) -> None:
        (self.stopped if self._at_work else self.wanted).emit()

    @Slot()
    def _on_save(self) -> None:
        self._saving = self.field.toPlainText()
        self.saved.emit(self._saving)

    @Slot()
    def _on_undo(self) -> None:
        self.field.setFocus()
        self.field.setPlainText(self._stored)

    @Slot()
    def _on_changed(self) -> None:
        is_edited = self._is_edited()
        for button in (self.save_button, self.undo_button):
            button.setVisible(is_edited)
        self.remove_button.setVisible(not is_edited and self._is_there)
        # Another summary would take the place of what is being written.
        self.make_button.setEnabled(not is_edited)


def _note(card: SummaryCard, summary: Summary | None, *, can_make: bool) -> str:
    if summary is not None:
        return card.tr("This stands for the turns before those below. You can correct it.")
    return card.tr("The dimmed turns below are not sent any more.") if can_make else ""
