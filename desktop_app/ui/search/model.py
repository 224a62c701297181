"""What a search found, as a Qt model: sessions first, then messages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from functools import cached_property

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.domain.found import MessageHit, SessionHit
from desktop_app.domain.snippets import Snippet
from desktop_app.ui.sidebar.rows import short_time
from desktop_app.ui.widgets.text import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
Hit = MessageHit | SessionHit
_Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()


class FoundRole(IntEnum):
    """What can be asked of a row beyond Qt's own roles."""

    ROW = _Role.UserRole + 1
    """The `FoundRow` itself."""
    SECTION = _Role.UserRole + 2
    """The heading that the row stands under."""
    TIME = _Role.UserRole + 3
    """When it was said, in the few letters that fit."""


@dataclass(frozen=True)
class FoundRow:
    """A hit with its persona's glyph; the words are made when they are shown first."""

    hit: Hit
    glyph: str

    @cached_property
    def name(self) -> Snippet:
        """The session's name, what was found in it marked."""
        return self.hit.snippet() if isinstance(self.hit, SessionHit) else Snippet(self.hit.session_name)

    @cached_property
    def hidden_title(self) -> Snippet | None:
        """The session's title, where it was found by that and is called something else."""
        return self.hit.hidden_snippet() if isinstance(self.hit, SessionHit) else None

    @cached_property
    def words(self) -> Snippet:
        """What was said; of a session, what is hidden and was found, else what was said last."""
        if isinstance(self.hit, MessageHit):
            return self.hit.snippet()
        return self.hidden_title or Snippet(self.hit.preview)

    @property
    def is_mine(self) -> bool:
        """Whether the user said it."""
        return isinstance(self.hit, MessageHit) and self.hit.role == "user"

    @property
    def moment(self) -> datetime:
        """When it was said, or the session last used."""
        return self.hit.created_at if isinstance(self.hit, MessageHit) else self.hit.last_activity_at


class FoundModel(QAbstractListModel):
    """Rows in the order in which they were found."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._rows: list[FoundRow] = []

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of hits."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be chosen."""
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return plain if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = _Role.DisplayRole) -> object:
        """Return one property of a hit."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case _Role.DisplayRole | _Role.AccessibleTextRole:
                return self._spoken(row)
            case FoundRole.ROW:
                return row
            case FoundRole.SECTION:
                return self.tr("Messages") if isinstance(row.hit, MessageHit) else self.tr("Sessions")
            case FoundRole.TIME | _Role.AccessibleDescriptionRole:
                return short_time(row.moment, self._now())
            case _Role.ToolTipRole:
                return plain_tooltip(f"{row.name.text}\n{row.words.text}")
        return None

    def show(self, rows: Sequence[FoundRow]) -> None:
        """Show these rows; the same ones again leave the list as it is, with its selection."""
        if list(rows) != self._rows:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()

    def _spoken(self, row: FoundRow) -> str:
        if row.hidden_title is not None:
            words = self.tr("{session}, by its title: {title}").replace("{title}", row.hidden_title.text)
            return words.replace("{session}", row.name.text)
        if isinstance(row.hit, SessionHit):
            return row.name.text
        words = self.tr("{role} in {session}: {words}").replace("{role}", row.hit.role)
        return words.replace("{session}", row.name.text).replace("{words}", row.words.text)
