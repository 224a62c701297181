"""The facts that are known, as a Qt model."""

from collections.abc import Mapping, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.domain.facts import CATEGORIES, Fact
from desktop_app.ui.memory.words import category_in_words, fact_in_words, marks_in_words

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_PLACES = {category: place for place, category in enumerate(CATEGORIES)}


class FactRole(IntEnum):
    """What can be asked of a row."""

    FACT = Qt.ItemDataRole.UserRole + 1
    """The `Fact` itself."""
    SECTION = Qt.ItemDataRole.UserRole + 2
    """The heading that it stands under."""


class FactModel(QAbstractListModel):
    """One row a fact: what is suggested first, then by category; a screen reader hears all of what is drawn."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[Fact] = ()
        self._shown: Sequence[Fact] = ()
        self._names: Mapping[str, str] = {}
        self._wanted = ""

    def set_facts(self, facts: Sequence[Fact], names: Mapping[str, str]) -> None:
        """Take these facts, and what the personas are called."""
        self._names = names
        self._all = sorted(facts, key=lambda fact: (not fact.suggested, _PLACES.get(fact.category, len(_PLACES))))
        self._show()

    def set_filter(self, words: str) -> None:
        """Show only those in which all of these words are."""
        if words != self._wanted:
            self._wanted = words
            self._show()

    def count(self) -> int:
        """Return how many facts there are, shown or not."""
        return len(self._all)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what is shown of a fact, or said."""
        if not index.isValid():
            return None
        fact = self._shown[index.row()]
        match role:
            case FactRole.FACT:
                return fact
            case FactRole.SECTION:
                suggested = QCoreApplication.translate("Memory", "Suggested: is that right?")
                return suggested if fact.suggested else category_in_words(fact.category)
            case Qt.ItemDataRole.DisplayRole:
                return fact_in_words(fact)
            case Qt.ItemDataRole.AccessibleTextRole:
                name = self.name_of(fact)
                return ", ".join((fact_in_words(fact), *marks_in_words(fact, name)))
        return None

    def name_of(self, fact: Fact) -> str:
        """Return what the persona is called that knows a fact."""
        return self._names.get(fact.persona or "", fact.persona or "")

    def index_of(self, fact_id: int) -> QModelIndex:
        """Return where a fact is, an invalid index where it is not shown."""
        return next((self.index(row) for row, fact in enumerate(self._shown) if fact.id == fact_id), QModelIndex())

    def _show(self) -> None:
        words = self._wanted.casefold().split()
        self.beginResetModel()
        self._shown = [fact for fact in self._all if _has(fact, words)] if words else self._all
        self.endResetModel()


def _has(fact: Fact, words: Sequence[str]) -> bool:
    text = f"{category_in_words(fact.category)} {fact.category} {fact.key} {fact.value}".casefold()
    return all(word in text for word in words)
