"""Reads the outline of a session and tells where one wants to go."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.services.services import Services
from desktop_app.ui.outline.dialog import OutlineDialog
from desktop_app.ui.tasks import Tasks


class OutlinePresenter(QObject):
    """At most one outline at a time."""

    message_wanted = Signal(str, int)
    """A session's id and that of the message that somebody wants to see."""

    def __init__(self, services: Services, tasks: Tasks, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._window = window
        self._session_id = ""
        self._dialog: OutlineDialog | None = None

    def show(self, session_id: str) -> None:
        """Show the outline of a session."""
        if self._dialog is None:
            self._tasks.start(self._show(session_id), name="outline")

    def close(self) -> None:
        """Take the outline away."""
        if self._dialog is not None:
            self._dialog.reject()

    async def _show(self, session_id: str) -> None:
        outline = await self._services.turns.outline(self._services.user_id, session_id)
        personas = self._services.personas
        self._session_id = session_id
        self._dialog = dialog = OutlineDialog(outline, lambda id_: personas.stand_in(id_).name, self._window)
        dialog.chosen.connect(self._on_chosen)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    @Slot(int)
    def _on_chosen(self, message_id: int) -> None:
        self.message_wanted.emit(self._session_id, message_id)

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None
