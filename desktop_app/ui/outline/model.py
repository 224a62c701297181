"""The rows of an outline, as a Qt model."""

from collections.abc import Callable, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.domain.messages import Role
from desktop_app.ui.dates import moment_in_words
from desktop_app.ui.outline.rows import OutlineRow

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class OutlineRole(IntEnum):
    """What can be asked of a row."""

    ROW = Qt.ItemDataRole.UserRole + 1
    """The `OutlineRow` itself."""
    WHO = Qt.ItemDataRole.UserRole + 2
    """Who speaks there."""
    SIZE = Qt.ItemDataRole.UserRole + 3
    """How much there is on that way, and since when."""


class OutlineModel(QAbstractListModel):
    """One row a way on; a screen reader hears all of what is drawn."""

    def __init__(
        self, rows: Sequence[OutlineRow], name_of: Callable[[str], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._rows = rows
        self._name_of = name_of

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of ways."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what is shown of a row, or said."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case OutlineRole.ROW:
                return row
            case Qt.ItemDataRole.DisplayRole:
                return row.branch.words
            case OutlineRole.WHO:
                return self._who(row)
            case OutlineRole.SIZE:
                return self._size(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._said(row)
        return None

    def row(self, place: int) -> OutlineRow:
        """Return a row."""
        return self._rows[place]

    def last_shown(self) -> int:
        """Return the place of the last way that is shown, 0 where none is."""
        return max((place for place, row in enumerate(self._rows) if row.branch.shown), default=0)

    def _who(self, row: OutlineRow) -> str:
        if row.branch.role is Role.USER:
            return self.tr("You")
        return self._name_of(row.branch.persona or "")

    def _size(self, row: OutlineRow) -> str:
        answered = self.tr("to “{question}”").replace("{question}", row.branch.question) if row.branch.question else ""
        words = self.tr("1 message") if row.branch.messages == 1 else self.tr("{n} messages")
        count = words.replace("{n}", str(row.branch.messages))
        return " · ".join(filter(None, (answered, count, moment_in_words(row.branch.created_at))))

    def _said(self, row: OutlineRow) -> str:
        place = self.tr("way {place} of {count}").replace("{place}", str(row.place)).replace("{count}", str(row.among))
        level = self.tr("level {n}").replace("{n}", str(row.indent + 1))
        shown = self.tr("shown") if row.branch.shown else ""
        parts = (f"{self._who(row)}: {row.branch.words}", place, level, shown, self._size(row))
        return ", ".join(filter(None, parts))
