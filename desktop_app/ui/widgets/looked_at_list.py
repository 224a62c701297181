"""A list under headings of which one row is looked at, and stays so however the list changes."""

from typing import Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.widgets.sectioned_list import SectionedList


class KeyedRows(Protocol):
    """A model whose rows are told apart by keys of their own."""

    def item(self, row: int) -> object | None:
        """Return what stands in a row, None where there is no such row."""

    def key_of(self, row: int) -> str:
        """Return the key of a row."""

    def row_of(self, key: str) -> int:
        """Return where what has that key stands, -1 where it is not shown."""


class LookedAtList(SectionedList):
    """Shows a model with keys; the row that is looked at stays the same, also while it is hidden for a time."""

    looked_at = Signal(object)
    """What is looked at, None where there is nothing."""
    confirmed = Signal()
    """Enter or a double click on the row that is looked at."""

    def __init__(
        self,
        rows: KeyedRows,
        model: QAbstractListModel,
        heights: tuple[int, int],
        section_role: int,
        parent: QWidget | None = None,
    ) -> None:
        """Show `model`, whose `rows` are the same; `heights` are those of a row and of a heading."""
        super().__init__(*heights, section_role, parent)
        self._rows = rows
        self._key = ""
        self.setModel(model)
        model.modelReset.connect(self._on_reset)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.selectionModel().selectionChanged.connect(self._on_selected)
        self.doubleClicked.connect(self._on_double_clicked)

    def go_to(self, row: int) -> None:
        """Look at a row."""
        index = self.model().index(row, 0)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def look_at(self, key: str) -> None:
        """Look at what has that key, at once or as soon as it is there."""
        self._key = key
        self.go_to(self._rows.row_of(key))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Confirm by Enter; every other key is the list's own."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_reset(self) -> None:
        self.doItemsLayout()
        wanted = self._key
        self.go_to(max(self._rows.row_of(wanted), 0))
        self._key = wanted  # what is only hidden for now is looked at again when it comes back
        self.looked_at.emit(self._rows.item(self.currentIndex().row()))

    @Slot(QModelIndex)
    def _on_current(self, index: QModelIndex) -> None:
        item = self._rows.item(index.row())
        if item is not None:
            self._key = self._rows.key_of(index.row())
        self.looked_at.emit(item)

    @Slot()
    def _on_selected(self) -> None:
        """Look at what is selected, for a screen reader selects a row without making it the current one."""
        selected = self.selectionModel().selectedIndexes()
        if selected and selected[0] != self.currentIndex():
            self.setCurrentIndex(selected[0])

    @Slot(QModelIndex)
    def _on_double_clicked(self, _index: QModelIndex) -> None:
        self.confirmed.emit()
