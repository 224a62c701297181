"""What can be done with a message: a row of small buttons below it."""

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.ui.transcript.turns import TurnAction
from desktop_app.ui.transcript.version_switch import VersionSwitch
from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.hover_button import HoverButton

HEIGHT = 28
"""The room that the buttons keep, seen or not."""
ICON_MARGIN = 7
"""What a button leaves empty around its icon, in pixels."""


class RowActions(QWidget):
    """Seen on hover and focus; each button's place is kept, and it can always be reached by the keyboard."""

    chosen = Signal(object)
    """The `TurnAction` whose button was pressed."""
    menu_requested = Signal(QPoint)
    """All that can be done is to be listed, above or below this place of the screen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._switch = VersionSwitch(self)
        self._switch.chosen.connect(self.chosen)
        self._buttons: dict[TurnAction, HoverButton] = {}
        for action, icon_name, name in (
            (TurnAction.COPY, "copy", self.tr("Copy")),
            (TurnAction.EDIT, "rename", self.tr("Edit")),
            (TurnAction.REGENERATE, "retry", self.tr("Regenerate")),
            (TurnAction.FORK, "branch", self.tr("Fork into a new session")),
            (TurnAction.DELETE, "trash", self.tr("Delete branch")),
            (TurnAction.COMPARE, "compare", self.tr("Compare versions")),
        ):
            self._buttons[action] = button = HoverButton(icon_name, name, size=16, parent=self)
            button.clicked.connect(lambda _checked=False, action=action: self.chosen.emit(action))
        self._more = HoverButton("more", self.tr("More actions"), size=16, parent=self)
        self._more.clicked.connect(self._on_more)

    def show_for(self, possible: frozenset[TurnAction], *, place: int, versions: int, mine: bool) -> None:
        """Offer what is `possible` with the version at `place`; the switch is at the outer side."""
        self._buttons[TurnAction.EDIT].setVisible(mine)
        self._buttons[TurnAction.REGENERATE].setVisible(not mine)
        self._buttons[TurnAction.COMPARE].setVisible(versions > 1)
        for action, button in self._buttons.items():
            button.setEnabled(action in possible)
        self._switch.show_versions(place, versions)
        self._lay_out(at_right=mine)

    def set_wanted(self, *, wanted: bool) -> None:
        """Be seen or not; the switch between versions always is."""
        for button in (*self._buttons.values(), self._more):
            button.set_faint(faint=not wanted)

    def buttons(self) -> list[IconButton]:
        """Return the buttons that can be pressed, from left to right."""
        every: list[IconButton] = [*self._buttons.values(), self._more]
        if not self._switch.isHidden():
            every += self._switch.buttons()
        usable = [button for button in every if not button.isHidden() and button.isEnabled()]
        return sorted(usable, key=lambda button: button.mapTo(self, QPoint()).x())

    def _lay_out(self, *, at_right: bool) -> None:
        compare = self._buttons[TurnAction.COMPARE]
        versions: list[QWidget] = [] if self._switch.isHidden() else [self._switch, compare]
        shown = [b for b in (*self._buttons.values(), self._more) if not b.isHidden() and b is not compare]
        x = 0
        for part in [*shown, *reversed(versions)] if at_right else [*versions, *shown]:
            part.move(x, 0)
            x += part.width()
        self.resize(x, self._more.height())

    @Slot()
    def _on_more(self) -> None:
        self.menu_requested.emit(self._more.mapToGlobal(QPoint(0, self._more.height())))
