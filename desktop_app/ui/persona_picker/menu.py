"""The persona picker as a menu below the header's button."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.domain.personas import Persona
from desktop_app.ui.widgets.text import without_mnemonic


class PersonaMenu(QMenu):
    """Offers all personas, the present one ticked."""

    chosen = Signal(str)
    """The id of the persona that shall answer from now on."""

    def __init__(self, personas: Sequence[Persona], current: str, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Personas"), parent)
        self.setAccessibleName(self.tr("Personas"))
        self.setToolTipsVisible(True)
        group = QActionGroup(self)
        for persona in personas:
            action = QAction(without_mnemonic(f"{persona.glyph}  {persona.name}"), group)
            action.setCheckable(True)
            action.setChecked(persona.id == current)
            action.setToolTip(persona.description)
            action.setData(persona.id)
            self.addAction(action)
        group.triggered.connect(self._on_triggered)

    def show_at(self, corner: QPoint) -> None:
        """Open with the left upper corner there, without stopping anything else."""
        self.aboutToHide.connect(self.deleteLater)
        self.popup(corner)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        self.chosen.emit(str(action.data()))
