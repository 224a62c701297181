"""The persona picker as a menu below the header's button."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.domain.personas import Persona
from desktop_app.ui.widgets.portrait import paint_portrait
from desktop_app.ui.widgets.text import plain_tooltip, without_mnemonic

_ICON = 20


class PersonaMenu(QMenu):
    """Offers all personas, the present one ticked, and leads to where they are made."""

    chosen = Signal(str)
    """The id of the persona that shall answer from now on."""

    def __init__(
        self,
        personas: Sequence[Persona],
        current: str,
        parent: QWidget | None = None,
        picture: Callable[[Persona], QImage | None] = lambda _persona: None,
    ) -> None:
        super().__init__(self.tr("Personas"), parent)
        self.setAccessibleName(self.tr("Personas"))
        self.setToolTipsVisible(True)
        group = QActionGroup(self)
        own = [persona for persona in personas if persona.own]
        for persona in (*(each for each in personas if not each.own), *own):
            if own and persona is own[0]:
                self.addSeparator()
            shown = picture(persona)
            words = persona.name if shown is not None else f"{persona.glyph}  {persona.name}"
            action = QAction(without_mnemonic(words), group)
            if shown is not None:
                action.setIcon(_icon(shown, self.devicePixelRatioF()))
            action.setCheckable(True)
            action.setChecked(persona.id == current)
            action.setToolTip(plain_tooltip(persona.description))
            action.setData(persona.id)
            self.addAction(action)
        group.triggered.connect(self._on_triggered)

    def add_ways_on(self, ways: Sequence[tuple[str, str, Callable[[], object]]]) -> None:
        """List what leads to dialogs: words, keys, and what opens each."""
        self.addSeparator()
        for words, keys, do in ways:
            label = without_mnemonic(words)
            self.addAction(f"{label}\t{keys}" if keys else label).triggered.connect(do)

    def show_at(self, corner: QPoint) -> None:
        """Open with the left upper corner there, without stopping anything else."""
        self.aboutToHide.connect(self.deleteLater)
        self.popup(corner)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        self.chosen.emit(str(action.data()))


def _icon(picture: QImage, ratio: float) -> QIcon:
    drawn = QPixmap(round(_ICON * ratio), round(_ICON * ratio))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    paint_portrait(painter, QRect(0, 0, _ICON, _ICON), "", picture, "transparent", "transparent")
    painter.end()
    return QIcon(drawn)
