"""The entries of a lorebook as Qt sees them."""

from collections.abc import Sequence
from dataclasses import replace
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_app.domain.lorebooks import LoreEntry

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()


class LoreColumn(IntEnum):
    """The columns of the table."""

    ENABLED = 0
    KEYS = 1
    TEXT = 2
    ORDER = 3
    CONSTANT = 4


_CHECKED = {LoreColumn.ENABLED: "enabled", LoreColumn.CONSTANT: "constant"}


class LoreModel(QAbstractTableModel):
    """Entries in the order in which they were written."""

    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[LoreEntry] = []
        self._read_only = False
        self._headings = (self.tr("On"), self.tr("Keys"), self.tr("Text"), self.tr("Order"), self.tr("Always"))

    def set_entries(self, entries: Sequence[LoreEntry]) -> None:
        """Show these."""
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed, or let it again."""
        self._read_only = read_only

    def entries(self) -> tuple[LoreEntry, ...]:
        """Return all entries."""
        return tuple(self._entries)

    def entry(self, row: int) -> LoreEntry | None:
        """Return one entry, None where there is none."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def change(self, row: int, entry: LoreEntry) -> None:
        """Put another in the place of an entry."""
        if self.entry(row) not in (None, entry):
            self._entries[row] = entry
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(LoreColumn) - 1))
            self.edited.emit()

    def insert(self, row: int, entry: LoreEntry) -> None:
        """Put an entry there."""
        self.beginInsertRows(QModelIndex(), row, row)
        self._entries.insert(row, entry)
        self.endInsertRows()
        self.edited.emit()

    def take(self, row: int) -> LoreEntry:
        """Take an entry away and return it."""
        self.beginRemoveRows(QModelIndex(), row, row)
        entry = self._entries.pop(row)
        self.endRemoveRows()
        self.edited.emit()
        return entry

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of entries."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(LoreColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> object:
        """Return the heading of a column."""
        if role == _Role.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._headings[section]
        return None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> object:
        """Return what stands there."""
        entry = self.entry(index.row())
        if entry is None:
            return None
        column = LoreColumn(index.column())
        match role:
            case _Role.CheckStateRole if column in _CHECKED:
                checked = getattr(entry, _CHECKED[column])
                return Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked
            case _Role.DisplayRole:
                return _shown(entry, column)
            case _Role.AccessibleTextRole:
                return self._spoken(entry, column)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let what is on or off be switched."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if LoreColumn(index.column()) in _CHECKED and not self._read_only:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(self, index: Index, value: object, role: int = _Role.EditRole) -> bool:
        """Switch an entry on or off."""
        entry, column = self.entry(index.row()), LoreColumn(index.column())
        if entry is None or role != _Role.CheckStateRole or column not in _CHECKED or self._read_only:
            return False
        on = Qt.CheckState(value) == Qt.CheckState.Checked
        changed = replace(entry, enabled=on) if column is LoreColumn.ENABLED else replace(entry, constant=on)
        self.change(index.row(), changed)
        return True

    def _spoken(self, entry: LoreEntry, column: LoreColumn) -> str:
        if column in _CHECKED:
            yes = getattr(entry, _CHECKED[column])
            return f"{self._headings[column]}: {self.tr('yes') if yes else self.tr('no')}"
        return f"{self._headings[column]}: {_shown(entry, column)}"


def _shown(entry: LoreEntry, column: LoreColumn) -> str:
    match column:
        case LoreColumn.KEYS:
            return ", ".join(entry.keys)
        case LoreColumn.TEXT:
            return " ".join(entry.content.split())
        case LoreColumn.ORDER:
            return str(entry.order)
        case _:
            return ""
