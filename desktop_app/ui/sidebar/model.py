"""The sessions of the sidebar: pinned ones first, then the newest."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_app.ui.sidebar.roles import SessionRole
from desktop_app.ui.sidebar.rows import SessionRow, section_of, short_time
from desktop_app.ui.widgets.text import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()


class _Key(NamedTuple):
    """Where a session stands in the list: smaller is higher."""

    unpinned: bool
    age: float
    id: str


class _Entry(NamedTuple):
    key: _Key
    row: SessionRow


class SessionListModel(QAbstractListModel):
    """Rows in their order; `now` says what today is, for the headings and the hourglass."""

    more_wanted = Signal()
    """The list is scrolled to its end, and there are more."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._shown_hour = _hour(now())
        self._entries: list[_Entry] = []
        self._keys: dict[str, _Key] = {}
        self._has_more = False

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of sessions."""
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be chosen and their names be edited."""
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return plain | Qt.ItemFlag.ItemIsEditable if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = _Role.DisplayRole) -> object:
        """Return one property of a session."""
        if not index.isValid():
            return None
        row = self._entries[index.row()].row
        match role:
            case _Role.DisplayRole | _Role.EditRole | _Role.AccessibleTextRole:
                return row.name
            case SessionRole.ID:
                return row.id
            case SessionRole.SESSION:
                return row
            case SessionRole.SECTION:
                return section_of(row, self._now())
            case SessionRole.TIME:
                return short_time(row.last_activity, self._now())
            case SessionRole.EXPIRES_SOON:
                return row.expires_soon(self._now())
            case _Role.AccessibleDescriptionRole:
                return self._spoken(row)
            case _Role.ToolTipRole:
                return plain_tooltip(f"{row.name}\n{self._spoken(row)}")
        return None

    def set_has_more(self, has_more: bool) -> None:
        """Tell whether there are sessions below those that are shown."""
        self._has_more = has_more

    def canFetchMore(self, parent: Index) -> bool:
        """Tell whether there are more sessions, none of them under way."""
        return self._has_more and not parent.isValid()

    def fetchMore(self, _parent: Index) -> None:
        """Ask for more sessions, once."""
        self._has_more = False
        self.more_wanted.emit()

    def reset(self, rows: Iterable[SessionRow]) -> None:
        """Show `rows` and nothing else."""
        self.beginResetModel()
        self._entries = sorted(map(_entry, rows))
        self._keys = {entry.row.id: entry.key for entry in self._entries}
        self.endResetModel()

    def append(self, rows: Iterable[SessionRow]) -> None:
        """Show further rows, those that are shown already as they are."""
        fresh = sorted(_entry(row) for row in rows if row.id not in self._keys)
        if not fresh:
            return
        place = self._place(fresh[0].key)
        if place != self._place(fresh[-1].key):
            for entry in fresh:  # something was used meanwhile and stands between them
                self.upsert(entry.row)
            return
        self._keys |= {entry.row.id: entry.key for entry in fresh}
        self.beginInsertRows(_NOWHERE, place, place + len(fresh) - 1)
        self._entries[place:place] = fresh
        self.endInsertRows()

    def upsert(self, row: SessionRow) -> None:
        """Show `row` at its place, whether it was there before or not."""
        entry = _entry(row)
        old_key = self._keys.get(row.id)
        self._keys[row.id] = entry.key
        place = self._place(entry.key)
        if old_key is None:
            self.beginInsertRows(_NOWHERE, place, place)
            self._entries.insert(place, entry)
            self.endInsertRows()
            return
        old_place = self._place(old_key)
        if place in (old_place, old_place + 1):
            self._entries[old_place] = entry
            place = old_place
        else:
            self.beginMoveRows(_NOWHERE, old_place, old_place, _NOWHERE, place)
            del self._entries[old_place]
            place -= place > old_place
            self._entries.insert(place, entry)
            self.endMoveRows()
        self.dataChanged.emit(self.index(place), self.index(place))

    def remove(self, session_id: str) -> None:
        """Show the session no more, if it was shown."""
        key = self._keys.pop(session_id, None)
        if key is None:
            return
        place = self._place(key)
        self.beginRemoveRows(_NOWHERE, place, place)
        del self._entries[place]
        self.endRemoveRows()

    def row(self, session_id: str) -> SessionRow | None:
        """Return what is shown of a session."""
        key = self._keys.get(session_id)
        return None if key is None else self._entries[self._place(key)].row

    def index_of(self, session_id: str) -> QModelIndex:
        """Return where a session is, an invalid index when it is not there."""
        key = self._keys.get(session_id)
        return _NOWHERE if key is None else self.index(self._place(key))

    def refresh_times(self) -> None:
        """Show the times, headings and hourglasses anew once a new hour has begun."""
        hour = _hour(self._now())
        if hour != self._shown_hour and self._entries:
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))
        self._shown_hour = hour

    def _place(self, key: _Key) -> int:
        return bisect_left(self._entries, key, key=lambda entry: entry.key)

    def _spoken(self, row: SessionRow) -> str:
        now = self._now()
        marks = (
            (row.pinned, self.tr("pinned")),
            (row.temporary, self.tr("temporary")),
            (row.expires_soon(now), self.tr("goes to the trash within a day")),
            (row.has_draft, self.tr("has an unsent draft")),
        )
        facts = [row.persona_name, short_time(row.last_activity, now), *(words for holds, words in marks if holds)]
        return ", ".join(fact for fact in facts if fact) + (f": {row.preview}" if row.preview else "")


def _entry(row: SessionRow) -> _Entry:
    return _Entry(_Key(not row.pinned, -row.last_activity.timestamp(), row.id), row)


def _hour(moment: datetime) -> tuple[int, ...]:
    return moment.astimezone().timetuple()[:4]
