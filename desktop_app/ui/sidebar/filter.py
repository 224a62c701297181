"""Which sessions the words in the search field leave in the list."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel

from desktop_app.ui.sidebar.model import SessionListModel


class SessionFilter(QSortFilterProxyModel):
    """The sessions that contain every word, in any order and any case."""

    def __init__(self, sessions: SessionListModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sessions = sessions
        self._words: list[str] = []
        self.setSourceModel(sessions)

    def set_text(self, text: str) -> None:
        """Look for the words of `text`."""
        words = text.casefold().split()
        if words != self._words:
            self.beginFilterChange()
            self._words = words
            self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, source_row: int, _source_parent: QModelIndex | QPersistentModelIndex) -> bool:
        """Tell whether a row stays."""
        return not self._words or self._sessions.contains_words(source_row, self._words)

    def index_of(self, session_id: str) -> QModelIndex:
        """Return where a session is in the filtered list, an invalid index when it is not."""
        return self.mapFromSource(self._sessions.index_of(session_id))
