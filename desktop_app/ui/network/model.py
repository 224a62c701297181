"""The ledger's entries, the newest first, as a Qt model."""

from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QLocale, QModelIndex, QPersistentModelIndex, Qt, QTime

from desktop_app.domain.network import Attempt, Kind, Purpose, Reach

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class LedgerRole(IntEnum):
    """What can be asked of an entry beyond its first line."""

    FACTS = Qt.ItemDataRole.UserRole + 1
    """What it was, how far it reached and what for."""
    TIME = Qt.ItemDataRole.UserRole + 2
    REFUSED = Qt.ItemDataRole.UserRole + 3
    """Whether it was refused."""


class LedgerModel(QAbstractListModel):
    """One row an attempt; a screen reader hears all of what is drawn."""

    def __init__(self) -> None:
        super().__init__()
        self._attempts: list[Attempt] = []

    def show(self, attempts: Sequence[Attempt]) -> None:
        """Show these, which are the oldest first; what is shown already stays where it is."""
        newest = self._attempts[0] if self._attempts else None
        known = next((place for place in range(len(attempts) - 1, -1, -1) if attempts[place] is newest), -1)
        fresh = list(reversed(attempts[known + 1 :]))
        if fresh:
            self.beginInsertRows(QModelIndex(), 0, len(fresh) - 1)
            self._attempts[:0] = fresh
            self.endInsertRows()
        if len(self._attempts) > len(attempts):
            self.beginRemoveRows(QModelIndex(), len(attempts), len(self._attempts) - 1)
            del self._attempts[len(attempts) :]
            self.endRemoveRows()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of entries."""
        return 0 if parent.isValid() else len(self._attempts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what is shown of an entry, or said."""
        if not index.isValid():
            return None
        attempt = self._attempts[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._where(attempt)
            case LedgerRole.FACTS:
                return self._facts(attempt)
            case LedgerRole.TIME:
                return _time(attempt)
            case LedgerRole.REFUSED:
                return not attempt.allowed
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join((self._where(attempt), self._facts(attempt), _time(attempt)))
        return None

    def _where(self, attempt: Attempt) -> str:
        where = attempt.where if attempt.place else self.tr("an address not yet said")
        return "".join(char if char.isprintable() else "\ufffd" for char in where)

    def _facts(self, attempt: Attempt) -> str:
        kinds = {
            Kind.CONNECTION: self.tr("connection"),
            Kind.NAME: self.tr("name looked up"),
            Kind.LISTENING: self.tr("waiting for calls"),
            Kind.START: self.tr("program started"),
        }
        words = [self.tr("refused")] if not attempt.allowed else []
        words.append(kinds[attempt.kind])
        if attempt.reach is not Reach.PROGRAM:
            words.append(self._reach(attempt.reach))
        if attempt.purpose not in {Purpose.UNKNOWN, Purpose.SOCKET_FILE}:
            words.append(self._purpose(attempt.purpose))
        if attempt.address:
            words.append(attempt.address)
        return " · ".join(words)

    def _reach(self, reach: Reach) -> str:
        words = {
            Reach.BEYOND: self.tr("beyond this computer"),
            Reach.HERE: self.tr("to a program on this computer"),
            Reach.FILE: self.tr("by a socket file on this computer"),
        }
        return words[reach]

    def _purpose(self, purpose: Purpose) -> str:
        words = {
            Purpose.MODEL_SERVER: self.tr("model server"),
            Purpose.LOOKING: self.tr("looking for servers"),
            Purpose.DOWNLOAD: self.tr("download"),
            Purpose.DATABASE: self.tr("database"),
            Purpose.MODEL_FILE: self.tr("model file"),
            Purpose.PARLEY: self.tr("a part of Parley"),
            Purpose.MEMORY: self.tr("asking how much memory is free"),
        }
        return words[purpose]


def _time(attempt: Attempt) -> str:
    here = datetime.fromtimestamp(attempt.at).astimezone()
    return QLocale().toString(QTime(here.hour, here.minute, here.second), "HH:mm:ss")
