"""The table of sessions, as Qt's views ask for it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.ui.manage_sessions.rows import Column, ManagedRow, Tab
from desktop_app.ui.manage_sessions.words import exact_moment, moment_in_words, size_in_words, time_left_in_words
from desktop_app.ui.widgets.text import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_COLUMNS = len(Column)
NUMBERS = frozenset({Column.MESSAGES, Column.SIZE})


class TableRole(IntEnum):
    """Roles of `SessionTableModel` beyond Qt's own."""

    ROW = int(_Role.UserRole) + 1
    """The whole `ManagedRow`."""
    OPEN = int(_Role.UserRole) + 2
    """Whether the session is the one that the window shows."""


class SessionTableModel(QAbstractTableModel):
    """Rows in the order given; `now` says what is today."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._rows: Sequence[ManagedRow] = ()
        self._sizes: Mapping[str, int] = {}
        self._sizes_known = False
        self._open_id = ""
        self._tab = Tab.ACTIVE

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of sessions."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else _COLUMNS

    def data(self, index: Index, role: int = _Role.DisplayRole) -> object:
        """Return one property of a session in one column."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], Column(index.column())
        match role:
            case _Role.DisplayRole:
                return self.text(row, column)
            case _Role.ToolTipRole:
                return plain_tooltip(self._explained(row, column))
            case _Role.AccessibleTextRole:
                return self._spoken_name(row) if column is Column.NAME else None
            case _Role.AccessibleDescriptionRole:
                return self._explained(row, column)
            case _Role.TextAlignmentRole:
                return _RIGHT if column in NUMBERS else _LEFT
            case TableRole.ROW:
                return row
            case TableRole.OPEN:
                return self.is_open(row)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> object:
        """Return the name of a column."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == _Role.DisplayRole:
            return self._titles()[section]
        return (_RIGHT if section in NUMBERS else _LEFT) if role == _Role.TextAlignmentRole else None

    # What is shown

    def show(self, rows: Sequence[ManagedRow], tab: Tab) -> None:
        """Show these rows of a tab and nothing else."""
        self.beginResetModel()
        self._rows = rows
        self._tab = tab
        self.endResetModel()

    def set_sizes(self, sizes: Mapping[str, int]) -> None:
        """Know how much each session takes."""
        self._sizes = sizes
        self._sizes_known = True
        if self._rows:
            self.dataChanged.emit(self.index(0, Column.SIZE), self.index(len(self._rows) - 1, Column.SIZE))

    def set_open(self, session_id: str) -> None:
        """Mark the session that the window shows."""
        before, self._open_id = self._open_id, session_id
        for place, row in enumerate(self._rows):
            if row.id in (before, session_id):
                self.dataChanged.emit(self.index(place, 0), self.index(place, len(Column) - 1))

    def row(self, place: int) -> ManagedRow:
        """Return the row at a place."""
        return self._rows[place]

    def rows(self) -> Sequence[ManagedRow]:
        """Return all rows, from top to bottom."""
        return self._rows

    def goes_soon(self, row: ManagedRow) -> bool:
        """Tell whether the session expires within a day."""
        return row.goes_soon(self._now())

    def is_open(self, row: ManagedRow) -> bool:
        """Tell whether the window shows the session."""
        return row.id == self._open_id

    # In words

    def _titles(self) -> tuple[str, ...]:
        """Return the names of the columns in their order."""
        goes = self.tr("Deleted") if self._tab is Tab.TRASH else self.tr("Expires")
        return (
            self.tr("Name"),
            self.tr("Persona"),
            self.tr("Created"),
            self.tr("Last activity"),
            self.tr("Messages"),
            goes,
            self.tr("Size"),
        )

    def text(self, row: ManagedRow, column: Column) -> str:
        """Return what a cell says."""
        match column:
            case Column.NAME:
                return row.name
            case Column.PERSONA:
                return row.persona
            case Column.CREATED:
                return moment_in_words(row.created, self._now())
            case Column.ACTIVITY:
                return moment_in_words(row.last_activity, self._now())
            case Column.MESSAGES:
                return QLocale().toString(row.messages)
            case Column.EXPIRES:
                return self.tr("never") if row.goes_at is None else time_left_in_words(row.goes_at, self._now())
            case Column.SIZE:
                return size_in_words(self._sizes.get(row.id, 0)) if self._sizes_known else "…"

    def _explained(self, row: ManagedRow, column: Column) -> str:
        match column:
            case Column.NAME:
                return self._spoken_name(row)
            case Column.CREATED:
                return exact_moment(row.created)
            case Column.ACTIVITY:
                return exact_moment(row.last_activity)
            case Column.EXPIRES:
                return self._why_never(row) if row.goes_at is None else exact_moment(row.goes_at)
            case Column.SIZE:
                return self.tr("What its messages take on the disk")
            case _:
                return self.text(row, column)

    def _why_never(self, row: ManagedRow) -> str:
        if row.home is Tab.TRASH:
            return self.tr("By your settings the trash is never emptied by itself")
        if row.pinned:
            return self.tr("Pinned sessions never expire")
        if row.has_draft:
            return self.tr("Sessions with an unsent draft never expire")
        return self.tr("By your settings sessions of this kind never expire")

    def _spoken_name(self, row: ManagedRow) -> str:
        marks = (
            (self.is_open(row), self.tr("open now")),
            (row.pinned, self.tr("pinned")),
            (row.temporary, self.tr("temporary")),
            (row.has_draft, self.tr("has an unsent draft")),
        )
        return ", ".join([row.name, *(words for holds, words in marks if holds)])
