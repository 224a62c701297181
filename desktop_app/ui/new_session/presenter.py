"""Asks for a new session, and makes it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from desktop_app.domain.errors import UserError
from desktop_app.domain.personas import Persona
from desktop_app.services.services import Services
from desktop_app.ui.new_session.dialog import NewSessionDialog
from desktop_app.ui.tasks import Tasks


class NewSessionPresenter(QObject):
    """Opens the dialog, at most once at a time."""

    created = Signal(object)
    """What was `Ensured`: the session that was made, or the one of that name that there was already."""

    def __init__(self, services: Services, tasks: Tasks, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._window = window
        self._dialog: NewSessionDialog | None = None
        self.picture: Callable[[Persona], QImage | None] = lambda _persona: None
        """Returns the picture of a persona, where it has one that is known already."""

    @Slot()
    def ask(self) -> None:
        """Open the dialog."""
        if self._dialog is not None:
            self._dialog.raise_()
            return
        personas = self._services.personas.list_personas()
        self._dialog = NewSessionDialog(personas, self._time_to_live(), self._window, self.picture)
        self._dialog.create_requested.connect(self._on_create_requested)
        self._dialog.finished.connect(self._on_finished)
        self._dialog.open()

    @Slot(str, str, bool)
    def _on_create_requested(self, name: str, persona: str, temporary: bool) -> None:
        self._tasks.start(self._create(name, persona, temporary), name="create session")

    async def _create(self, name: str, persona: str, temporary: bool) -> None:
        try:
            ensured = await self._services.sessions.create(
                self._services.user_id, name=name, persona=persona, temporary=temporary
            )
        except UserError as error:
            if self._dialog is None:
                raise
            self._dialog.show_problem(error.message)
            return
        if self._dialog is not None:
            self._dialog.accept()
        self.created.emit(ensured)

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _time_to_live(self) -> str:
        """Return when a temporary session goes, in words."""
        hours = self._services.settings.sessions.temporary_timeout_hours
        if hours <= 0:
            return self.tr("never expires, by your settings")
        for unit, words in ((24.0, self.tr("{n} days")), (1.0, self.tr("{n} hours")), (1 / 60, self.tr("{n} minutes"))):
            if hours >= 2 * unit:
                span = words.replace("{n}", f"{hours / unit:.0f}")
                break
        else:
            span = self.tr("a minute")
        span = self.tr("an hour") if hours == 1 else span
        return self.tr("moves to the trash {span} after its last message").replace("{span}", span)
