"""The personas to choose from."""

from collections.abc import Callable, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from desktop_app.domain.personas import Persona

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_FIRST = int(_Role.UserRole)


class PersonaRole(IntEnum):
    """Roles of `PersonaListModel` beyond Qt's own."""

    PERSONA = _FIRST + 1
    """The whole `Persona`."""
    SEARCHED = _FIRST + 2
    """The words that a search looks through."""
    PICTURE = _FIRST + 3
    """Its picture, None where there is none, or not yet."""


class PersonaListModel(QAbstractListModel):
    """Personas in the order given."""

    def __init__(
        self,
        personas: Sequence[Persona],
        picture: Callable[[Persona], QImage | None] = lambda _persona: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture = picture
        self._personas = tuple(personas)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of personas."""
        return 0 if parent.isValid() else len(self._personas)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> object:
        """Return one property of a persona."""
        if not index.isValid():
            return None
        persona = self._personas[index.row()]
        match role:
            case _Role.DisplayRole | _Role.AccessibleTextRole:
                return persona.name
            case _Role.AccessibleDescriptionRole:
                return f"{persona.description}. {persona.greeting}"
            case PersonaRole.PERSONA:
                return persona
            case PersonaRole.SEARCHED:
                return "\n".join((persona.name, persona.description, *persona.tags))
            case PersonaRole.PICTURE:
                return self._picture(persona)
        return None
