"""Lists the shortcuts of the window and of its messages, as they are at that moment."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.ui.shortcuts.dialog import ShortcutsDialog
from desktop_app.ui.shortcuts.model import Shortcut, shortcuts_of
from desktop_app.ui.transcript.turn_menu import TurnMenu
from desktop_app.ui.transcript.turns import TurnAction, Turns


class ShortcutsPresenter(QObject):
    """At most one dialog at a time."""

    def __init__(self, window: QWidget, turns: Turns, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._turns = turns
        self.dialog: ShortcutsDialog | None = None
        """The dialog while it is open."""

    @Slot()
    def show(self) -> None:
        """Open the dialog."""
        if self.dialog is None:
            self.dialog = ShortcutsDialog(self._shortcuts(), self._window)
            self.dialog.finished.connect(self._on_finished)
            self.dialog.open()

    def close(self) -> None:
        """Take the dialog away."""
        if self.dialog is not None:
            self.dialog.reject()

    def _shortcuts(self) -> list[Shortcut]:
        menu = TurnMenu(lambda _action: None, self._window)  # never shown: it is asked what it would list
        menu.fill(frozenset(TurnAction), self._turns, lambda _way: None)
        of_messages = shortcuts_of(menu.actions(), self.tr("On a message"))
        menu.deleteLater()
        return [*shortcuts_of(self._window.actions(), self.tr("Parley")), *of_messages]

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None
