"""The lorebook: texts that join the prompt when their keys are spoken of."""

from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.domain.lorebooks import Lorebook, LoreEntry
from desktop_app.domain.personas import Persona
from desktop_app.ui.personas.entry_form import EntryForm
from desktop_app.ui.personas.form_page import FormPage
from desktop_app.ui.personas.lore_model import LoreModel
from desktop_app.ui.personas.lore_row import LoreRow
from desktop_app.ui.personas.lore_table import LoreTable
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.check_box import CheckBox
from desktop_app.ui.widgets.labelled import Labelled
from desktop_app.ui.widgets.number_field import NumberField
from desktop_app.ui.widgets.rows import row_of
from desktop_app.ui.widgets.text import in_proportion
from desktop_app.ui.widgets.theme import GRID

_TABLE = 168


class LorePage(FormPage):
    """A table of the entries, the chosen one below it, and what holds for all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = Lorebook()
        self._removed: tuple[int, LoreEntry] | Lorebook | None = None
        self.files = LoreRow()
        self.entries = LoreModel(self)
        self.table = LoreTable(self.entries)
        self.form = EntryForm()
        self.add_button = TextButton(self.tr("Add entry"))
        self.remove_button = TextButton(self.tr("Remove"), kind="flat")
        self.remove_button.setAccessibleName(self.tr("Remove this entry"))
        self.undo_button = TextButton(self.tr("Undo"), kind="flat")
        self.undo_button.setAccessibleName(self.tr("Bring the entry back"))
        self.scan_depth = NumberField(self.tr("Messages looked at"), start=4, least=0)
        self.token_budget = NumberField(self.tr("Tokens at most"), step=50, start=500, least=0)
        self.recursive = CheckBox(self.tr("Entries can call up others"))
        self.lost = self.add_note(
            self.tr("The lorebook cannot be read. It is kept as it is, until you write entries here.")
        )
        self.add_note(self.tr("Texts that join the prompt when one of their keys is spoken of."))
        self._lay_out()
        self._wire()
        self._show_chosen()

    def _lay_out(self) -> None:
        self.table.setFixedHeight(in_proportion(_TABLE, self.font()))
        self.column.addWidget(self.files)
        self.column.addWidget(self.table)
        self.column.addLayout(row_of(self.add_button, self.remove_button, self.undo_button))
        self.column.addWidget(self.form)
        whole = QHBoxLayout()
        whole.setSpacing(4 * GRID)
        for name, field in (("scan_depth", self.scan_depth), ("token_budget", self.token_budget)):
            field.setPlaceholderText(self.tr("as usual"))
            labelled = Labelled(field.accessibleName(), field)
            self._fields[name] = labelled
            whole.addWidget(labelled, 1, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(whole)
        self.column.addWidget(self.recursive)
        self.column.addStretch(1)

    def _wire(self) -> None:
        self.entries.edited.connect(self.edited)
        for changed in (self.entries.edited, self.recursive.toggled):
            changed.connect(self._show_row)
        self.files.remove_wanted.connect(self._on_remove_all)
        self.entries.modelReset.connect(self._show_chosen)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.form.edited.connect(self._on_form_edited)
        self.add_button.clicked.connect(self._on_add)
        self.remove_button.clicked.connect(self._on_remove)
        self.undo_button.clicked.connect(self._on_undo)
        for line in (self.scan_depth, self.token_budget):
            line.textChanged.connect(self.edited)
        self.recursive.toggled.connect(self.edited)

    def show_persona(self, persona: Persona) -> None:
        """Fill the table and the fields."""
        self._removed = None
        self.lost.setVisible(persona.lorebook_lost)
        self._show_book(persona.lorebook or Lorebook())

    def take_book(self, book: Lorebook) -> None:
        """Take another lorebook in the place of the one that is there, which can come back."""
        before = self._written()
        self._removed = None if before == Lorebook() else before
        self._show_book(book)
        self.edited.emit()

    def _show_book(self, book: Lorebook) -> None:
        self._book = book
        self.entries.set_entries(self._book.entries)
        if self._book.entries:
            self.table.selectRow(0)
        for line, value in ((self.scan_depth, self._book.scan_depth), (self.token_budget, self._book.token_budget)):
            line.setText("" if value is None else str(value))
        self.recursive.setChecked(self._book.recursive)
        self._show_chosen()

    def taken(self, persona: Persona) -> Persona:
        """Return the persona with the lorebook that stands here, none where it would be empty."""
        book = self._written()
        return replace(persona, lorebook=None if book == Lorebook() else book)

    def _written(self) -> Lorebook:
        return replace(
            self._book,
            entries=self.entries.entries(),
            scan_depth=_number(self.scan_depth.text(), self._book.scan_depth),
            token_budget=_number(self.token_budget.text(), self._book.token_budget),
            recursive=self.recursive.isChecked(),
        )

    def unread(self) -> dict[str, str]:
        """Return what is wrong with the numbers that stand here."""
        words = self.tr("Give a whole number, or leave it empty.")
        lines = (("scan_depth", self.scan_depth), ("token_budget", self.token_budget))
        return {name: words for name, line in lines if line.text().strip() and not line.text().strip().isdecimal()}

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed, or let it again."""
        super().set_read_only(read_only)
        self.entries.set_read_only(read_only)
        self.form.set_read_only(read_only)
        for line in (self.scan_depth, self.token_budget):
            line.setReadOnly(read_only)
        for widget in (self.files, self.add_button, self.remove_button, self.recursive):
            widget.setDisabled(read_only)

    @property
    def _row(self) -> int:
        return self.table.currentIndex().row()

    @Slot()
    def _show_chosen(self) -> None:
        entry = self.entries.entry(self._row)
        self.form.show_entry(entry)
        self.form.setVisible(entry is not None)
        self.table.setVisible(self.entries.rowCount() > 0)
        self.remove_button.setVisible(entry is not None)
        self.undo_button.setVisible(self._removed is not None)
        whole = isinstance(self._removed, Lorebook)
        self.undo_button.setText(self.tr("Bring the one from before back") if whole else self.tr("Undo"))
        self.undo_button.setAccessibleName(self.undo_button.text() if whole else self.tr("Bring the entry back"))
        self._show_row()

    @Slot()
    def _show_row(self) -> None:
        self.files.show_book(self.entries.rowCount(), is_there=self._written() != Lorebook())

    @Slot(QModelIndex)
    def _on_current(self, _index: QModelIndex) -> None:
        self._show_chosen()

    @Slot()
    def _on_form_edited(self) -> None:
        entry = self.entries.entry(self._row)
        if entry is not None:
            self.entries.change(self._row, self.form.taken(entry))

    @Slot()
    def _on_add(self) -> None:
        last = self.entries.entry(self.entries.rowCount() - 1)
        self.entries.insert(self.entries.rowCount(), LoreEntry((), "", order=0 if last is None else last.order + 1))
        self._go_to(self.entries.rowCount() - 1)
        self.form.keys.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_remove(self) -> None:
        row = self._row
        if row >= 0:
            self._removed = row, self.entries.take(row)
            self._go_to(min(row, self.entries.rowCount() - 1))
            self.undo_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_remove_all(self) -> None:
        self.take_book(Lorebook())
        self.undo_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_undo(self) -> None:
        if isinstance(self._removed, Lorebook):
            self.take_book(self._removed)
        elif self._removed is not None:
            (row, entry), self._removed = self._removed, None
            self.entries.insert(min(row, self.entries.rowCount()), entry)
            self._go_to(row)

    def _go_to(self, row: int) -> None:
        self.table.setCurrentIndex(self.entries.index(row, 1))
        self._show_chosen()
        if row >= 0:
            self.table.scrollTo(self.table.currentIndex())


def _number(text: str, before: int | None) -> int | None:
    text = text.strip()
    if not text:
        return None
    return int(text) if text.isdecimal() else before
