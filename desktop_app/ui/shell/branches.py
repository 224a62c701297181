"""The branches of the open session: compared, outlined, and gone to."""

from PySide6.QtCore import QObject, Slot

from desktop_app.ui.compare.presenter import ComparePresenter
from desktop_app.ui.outline.presenter import OutlinePresenter
from desktop_app.ui.shell.screens import Screens
from desktop_app.ui.tasks import Tasks


class Branches(QObject):
    """Joins the dialogs about branches with the chat."""

    def __init__(self, screens: Screens, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._chat = screens.chat
        self._compare = ComparePresenter(screens.services, tasks, screens.window, self)
        self._outline = OutlinePresenter(screens.services, tasks, screens.window, self)
        for wanted in (self._compare.version_wanted, self._outline.message_wanted):
            wanted.connect(self._chat.open_message)
        screens.window.outline_requested.connect(self._on_outline_requested)

    def close(self) -> None:
        """Take the dialogs away."""
        self._compare.close()
        self._outline.close()

    @Slot(int)
    def compare(self, message_id: int) -> None:
        """Compare a message of the open session with another version of it."""
        if self._chat.session is not None:
            self._compare.ask(self._chat.session.id, message_id)

    @Slot()
    def _on_outline_requested(self) -> None:
        if self._chat.session is not None:
            self._outline.show(self._chat.session.id)
