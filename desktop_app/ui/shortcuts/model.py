"""The shortcuts that there are, as a Qt model under the menus that they stand in."""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QAction, QKeySequence

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_NATIVE = QKeySequence.SequenceFormat.NativeText


class Shortcut(NamedTuple):
    """What is done, where that is found, and each of the keys that do it."""

    section: str
    words: str
    keys: tuple[str, ...]


class ShortcutRole(IntEnum):
    """What can be asked of a row beyond Qt's own roles."""

    SECTION = _Role.UserRole + 1
    KEYS = _Role.UserRole + 2


def shortcuts_of(actions: Iterable[QAction], section: str) -> list[Shortcut]:
    """Return those of the actions that have keys; `section` is where those stand that are in no menu of their own."""
    found = []
    for action in actions:
        words, _tab, shown = action.text().partition("\t")
        keys = [each.toString(_NATIVE) for each in action.shortcuts()]
        if not keys and shown:
            keys = [QKeySequence(shown).toString(_NATIVE)]
        if keys:
            found.append(Shortcut(str(action.property("below") or section), words.rstrip("…"), tuple(keys)))
    return found


class ShortcutModel(QAbstractListModel):
    """Those in which all words of a search stand."""

    def __init__(self, shortcuts: Sequence[Shortcut], parent: QObject | None = None) -> None:
        super().__init__(parent)
        sections = list(dict.fromkeys(each.section for each in shortcuts))
        self._all = sorted(shortcuts, key=lambda each: sections.index(each.section))
        self._shown = self._all

    def search(self, words: str) -> None:
        """Show what the words are found in: what is done, its menu, or its keys."""
        wanted = words.casefold().split()
        self.beginResetModel()
        self._shown = [each for each in self._all if all(word in _searched(each) for word in wanted)]
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of shortcuts that are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> object:
        """Return one property of a shortcut."""
        if not index.isValid():
            return None
        shortcut = self._shown[index.row()]
        match role:
            case _Role.DisplayRole:
                return shortcut.words
            case _Role.AccessibleTextRole:
                return f"{shortcut.words}: {', '.join(shortcut.keys)}"
            case ShortcutRole.SECTION:
                return shortcut.section
            case ShortcutRole.KEYS:
                return shortcut.keys
        return None


def _searched(shortcut: Shortcut) -> str:
    return f"{shortcut.section} {shortcut.words} {' '.join(shortcut.keys)}".casefold()
