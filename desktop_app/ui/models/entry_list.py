"""The list of the model page."""

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.models.delegate import ROW_HEIGHT, EntryDelegate
from desktop_app.ui.models.entries import Entry
from desktop_app.ui.models.model import EntryModel, EntryRole
from desktop_app.ui.widgets.sectioned_list import SectionedList

_HEADING_HEIGHT = 30


class EntryList(SectionedList):
    """What can answer, under headings; the row that is looked at stays the same however the list changes."""

    looked_at = Signal(object)
    """The `Entry` that is looked at, None where there is none."""
    confirmed = Signal()
    """Enter or a double click on the row that is looked at."""

    def __init__(self, entries: EntryModel, parent: QWidget | None = None) -> None:
        super().__init__(ROW_HEIGHT, _HEADING_HEIGHT, EntryRole.SECTION, parent)
        self.entries = entries
        self._key = ""
        self.setModel(entries)
        self.setItemDelegate(EntryDelegate(self))
        self.setAccessibleName(self.tr("What can answer"))
        entries.modelReset.connect(self._on_reset)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.selectionModel().selectionChanged.connect(self._on_selected)
        self.doubleClicked.connect(self._on_double_clicked)

    def go_to(self, row: int) -> None:
        """Look at a row."""
        index = self.entries.index(row)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def look_at(self, key: str) -> None:
        """Look at an entry, at once or as soon as it is there."""
        self._key = key
        self.go_to(self.entries.row_of(key))

    def current(self) -> Entry | None:
        """Return what is looked at."""
        return self.entries.entry(self.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Confirm by Enter; every other key is the list's own."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_reset(self) -> None:
        self.doItemsLayout()
        row = self.entries.row_of(self._key)
        if row < 0 and self.entries.rowCount():
            key = self._key
            self.go_to(0)
            self._key = key  # what is only hidden for now is looked at again when it comes back
        else:
            self.go_to(row)
        self.looked_at.emit(self.current())

    @Slot(QModelIndex)
    def _on_current(self, index: QModelIndex) -> None:
        entry = self.entries.entry(index.row())
        if entry is not None:
            self._key = entry.key
        self.looked_at.emit(entry)

    @Slot()
    def _on_selected(self) -> None:
        """Look at what is selected, for a screen reader selects a row without making it the current one."""
        selected = self.selectionModel().selectedIndexes()
        if selected and selected[0] != self.currentIndex():
            self.setCurrentIndex(selected[0])

    @Slot(QModelIndex)
    def _on_double_clicked(self, _index: QModelIndex) -> None:
        self.confirmed.emit()
