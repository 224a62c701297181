"""The personas as Qt sees them: one's own first, then the shipped ones."""

from collections.abc import Callable, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from desktop_app.domain.personas import Persona

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_FIRST = int(_Role.UserRole)


class PersonaRow(IntEnum):
    """Roles of `PersonasModel` beyond Qt's own."""

    PERSONA = _FIRST + 1
    """The whole `Persona`."""
    SECTION = _FIRST + 2
    """The heading that it stands under."""
    CHOSEN = _FIRST + 3
    """Whether it answers in the open session."""
    PICTURE = _FIRST + 4
    """Its picture, None where there is none, or not yet."""


class PersonasModel(QAbstractListModel):
    """Those personas that match what is looked for."""

    def __init__(self, picture: Callable[[Persona], QImage | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        self._all: tuple[Persona, ...] = ()
        self._shown: list[Persona] = []
        self._words = ""
        self._chosen = ""

    def set_personas(self, personas: Sequence[Persona]) -> None:
        """Show these."""
        own = sorted((each for each in personas if each.own), key=lambda each: each.name.casefold())
        self._all = (*own, *(each for each in personas if not each.own))
        self._arrange()

    def search(self, words: str) -> None:
        """Show only those with all the words in their name, description or tags."""
        self._words = words
        self._arrange()

    def set_chosen(self, persona_id: str) -> None:
        """Mark the persona that answers in the open session."""
        self._chosen = persona_id
        self.tell_all()

    def tell_all(self) -> None:
        """Have all rows drawn anew."""
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))

    def item(self, row: int) -> Persona | None:
        """Return a row, None where there is none."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def key_of(self, row: int) -> str:
        """Return the id of the persona in a row."""
        return self._shown[row].id

    def row_of(self, key: str) -> int:
        """Return where a persona stands, -1 where it is not shown."""
        return next((row for row, persona in enumerate(self._shown) if persona.id == key), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> object:
        """Return one property of a row."""
        persona = self.item(index.row()) if index.isValid() else None
        if persona is None:
            return None
        match role:
            case _Role.DisplayRole | _Role.AccessibleTextRole:
                return persona.name
            case _Role.AccessibleDescriptionRole:
                answers = self.tr("answers in this session") if persona.id == self._chosen else ""
                return ". ".join(filter(None, (persona.description, answers)))
            case PersonaRow.PERSONA:
                return persona
            case PersonaRow.SECTION:
                return self.tr("Yours") if persona.own else self.tr("Came with Parley")
            case PersonaRow.CHOSEN:
                return persona.id == self._chosen
            case PersonaRow.PICTURE:
                return self._picture(persona)
        return None

    def _arrange(self) -> None:
        words = self._words.casefold().split()
        self.beginResetModel()
        self._shown = [each for each in self._all if all(word in _searched(each) for word in words)]
        self.endResetModel()


def _searched(persona: Persona) -> str:
    return "\n".join((persona.name, persona.description, *persona.tags)).casefold()
