"""The rows of the model page as Qt sees them."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.domain.choosing import known_as
from desktop_app.domain.engines import EngineChoice
from desktop_app.ui.models.entries import Entry

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_FIRST = int(_Role.UserRole)


class EntryRole(IntEnum):
    """Roles of `EntryModel` beyond Qt's own."""

    ENTRY = _FIRST + 1
    """The whole `Entry`."""
    SECTION = _FIRST + 2
    """The heading that it stands under."""
    CHOSEN = _FIRST + 3
    """Whether it answers in the open session."""


class EntryModel(QAbstractListModel):
    """What can answer, as far as it matches the words that are looked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Entry, ...] = ()
        self._shown: list[Entry] = []
        self._words = ""
        self._chosen: EngineChoice | None = None

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these; nothing is told where they are the ones that are shown."""
        if tuple(entries) != self._all:
            self._all = tuple(entries)
            self._arrange()

    def search(self, words: str) -> None:
        """Show only what matches."""
        if words != self._words:
            self._words = words
            self._arrange()

    def set_chosen(self, choice: EngineChoice | None) -> None:
        """Mark what answers in the open session."""
        self._chosen = choice
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))

    def all(self) -> tuple[Entry, ...]:
        """Return all entries, whether they match what is looked for or not."""
        return self._all

    def item(self, row: int) -> Entry | None:
        """Return a row, None where there is none."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def key_of(self, row: int) -> str:
        """Return the key of a row."""
        return self._shown[row].key

    def row_of(self, key: str) -> int:
        """Return where an entry stands, -1 where it is not shown."""
        return next((row for row, entry in enumerate(self._shown) if entry.key == key), -1)

    def chosen_row(self) -> int:
        """Return where what answers in the open session stands, -1 where it is not shown."""
        return next((row for row, entry in enumerate(self._shown) if self._is_chosen(entry)), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> object:
        """Return one property of a row."""
        entry = self.item(index.row()) if index.isValid() else None
        if entry is None:
            return None
        match role:
            case _Role.DisplayRole | _Role.AccessibleTextRole:
                return entry.title
            case _Role.AccessibleDescriptionRole:
                answers = self.tr("answers in this session") if self._is_chosen(entry) else ""
                return ". ".join(filter(None, (entry.line, entry.verdict, answers)))
            case EntryRole.ENTRY:
                return entry
            case EntryRole.SECTION:
                return entry.section
            case EntryRole.CHOSEN:
                return self._is_chosen(entry)
        return None

    def _is_chosen(self, entry: Entry) -> bool:
        chosen = self._chosen
        return entry.choice is not None and chosen is not None and known_as(entry.choice) == known_as(chosen)

    def _arrange(self) -> None:
        self.beginResetModel()
        self._shown = [entry for entry in self._all if entry.matches(self._words)]
        self.endResetModel()
