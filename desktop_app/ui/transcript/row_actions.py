"""What can be done with a message: a row of small buttons below it."""

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.ui.transcript.turns import TurnAction
from desktop_app.ui.transcript.version_switch import VersionSwitch
from desktop_app.ui.widgets.hover_button import HoverButton
from desktop_app.ui.widgets.reading_order import ReadingOrder

ICON_MARGIN = 5
"""What a button leaves empty around its icon, in pixels."""


class RowActions(QWidget):
    """Seen on hover and focus; each button's place is kept, and it can always be reached by the keyboard."""

    chosen = Signal(object)
    """The `TurnAction` whose button was pressed."""
    menu_requested = Signal(QPoint)
    """All that can be done is to be listed, above or below this place of the screen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: list[HoverButton] = []
        """The buttons from left to right, without the switch."""
        self._wanted = self._at_right = False
        self._points = self.font().pointSizeF()
        self._order = ReadingOrder()
        # Made when a message first needs them: rows have to come into sight quickly.
        self._buttons: dict[TurnAction, HoverButton] = {}
        self._switch: VersionSwitch | None = None
        self._more = HoverButton("more", self.tr("More actions"), size=16, parent=self)
        self._more.clicked.connect(self._on_more)

    def show_for(self, possible: frozenset[TurnAction], *, place: int, versions: int, mine: bool) -> None:
        """Offer what is `possible` with the version at `place`; the switch is at the outer side."""
        role = TurnAction.EDIT if mine else TurnAction.REGENERATE
        offered = [TurnAction.COPY, role, TurnAction.FORK, TurnAction.DELETE]
        buttons = [*(self._button(action) for action in offered), self._more]
        if versions > 1:
            compare = self._button(TurnAction.COMPARE)
            buttons = [*buttons, compare] if mine else [compare, *buttons]
        for action, button in self._buttons.items():
            button.setEnabled(action in possible)
            _set_shown(button, shown=button in buttons)
        self._shown, self._at_right = buttons, mine
        self._show_versions(place, versions)
        self._lay_out(at_right=mine)
        self.set_wanted(wanted=self._wanted)

    def fit(self) -> int:
        """Be as large as the text around wants it; return the height that the buttons keep, seen or not."""
        points = self.font().pointSizeF()
        if points != self._points:
            self._points = points
            for button in (self._more, *self._buttons.values()):
                button.fit()
            if self._switch is not None:
                self._switch.fit()
            self._lay_out(at_right=self._at_right)
        return self._more.height()

    def set_wanted(self, *, wanted: bool) -> None:
        """Be seen or not; the switch between versions always is."""
        self._wanted = wanted
        for button in self._shown:
            button.set_faint(faint=not wanted)

    def buttons(self) -> list[HoverButton]:
        """Return the buttons that can be pressed, from left to right."""
        every = self._shown
        if self._switch is not None and not self._switch.isHidden():
            at_right = self._switch.x() > 0
            every = [*every, *self._switch.buttons()] if at_right else [*self._switch.buttons(), *every]
        return [button for button in every if button.isEnabled()]

    def _button(self, action: TurnAction) -> HoverButton:
        made = self._buttons.get(action)
        if made is None:
            icon_name, name = self._looks()[action]
            made = self._buttons[action] = HoverButton(icon_name, name, size=16, parent=self)
            made.clicked.connect(lambda: self.chosen.emit(action))
        return made

    def _looks(self) -> dict[TurnAction, tuple[str, str]]:
        return {
            TurnAction.COPY: ("copy", self.tr("Copy")),
            TurnAction.EDIT: ("rename", self.tr("Edit")),
            TurnAction.REGENERATE: ("retry", self.tr("Regenerate")),
            TurnAction.FORK: ("branch", self.tr("Fork into a new session")),
            TurnAction.DELETE: ("trash", self.tr("Delete branch")),
            TurnAction.COMPARE: ("compare", self.tr("Compare versions")),
        }

    def _show_versions(self, place: int, versions: int) -> None:
        if versions > 1 and self._switch is None:
            self._switch = VersionSwitch(self)
            self._switch.chosen.connect(self.chosen)
        if self._switch is not None:
            self._switch.show_versions(place, versions)

    def _lay_out(self, *, at_right: bool) -> None:
        switch = [] if self._switch is None or self._switch.isHidden() else [self._switch]
        x = 0
        parts: list[QWidget] = [*self._shown, *switch] if at_right else [*switch, *self._shown]
        self._order.keep(parts)
        for part in parts:
            part.move(x, 0)
            x += part.width()
        self.resize(x, self._more.height())

    @Slot()
    def _on_more(self) -> None:
        self.menu_requested.emit(self._more.mapToGlobal(QPoint(0, self._more.height())))


def _set_shown(widget: QWidget, *, shown: bool) -> None:
    """Show or hide a widget; asking is cheaper than doing it again."""
    if widget.isHidden() is shown:
        widget.setVisible(shown)
