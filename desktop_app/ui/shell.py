"""The window at work: every wire between one screen and another."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Slot

from desktop_app.domain.personas import Persona
from desktop_app.domain.sessions import Session
from desktop_app.services.retention import PruneReport
from desktop_app.services.services import Services
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.clean_up import CleanUp
from desktop_app.ui.failures import Failures
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.new_session.dialog import NewSessionDialog
from desktop_app.ui.sidebar.view_model import SidebarViewModel
from desktop_app.ui.tasks import Tasks


class Shell(QObject):
    """Joins the window's views to their view-models and these to each other."""

    def __init__(self, window: MainWindow, services: Services, failures: Failures) -> None:
        super().__init__()
        self._window = window
        self._services = services
        self._tasks = Tasks(failures.report)
        self.chat = ChatViewModel(services, self._tasks, self)
        self.sidebar = SidebarViewModel(services, self._tasks, self)
        self.clean_up = CleanUp(services, self._tasks, self.chat.busy_sessions, self)
        self._dialog: NewSessionDialog | None = None
        # What a notice's Undo does, by the notice's number; and the order for Ctrl+Z.
        self._undos: dict[int, Callable[[], None]] = {}
        failures.met.connect(self._on_failure)
        self._wire_chat()
        self._wire_sidebar()
        self._wire_window()

    async def start(self) -> None:
        """Open the default session and list the others; the window is usable when this returns."""
        self._window.sidebar.set_user(self._services.user_id)
        self._window.sidebar.set_model(self.sidebar.sessions)
        self._window.transcript.set_model(self.chat.messages)
        await self.chat.open_default()
        self.sidebar.refresh()
        self._window.composer.set_ready(True)
        self.clean_up.start()

    async def aclose(self) -> None:
        """Keep the draft and what is being answered, then let go of everything."""
        await self.chat.save_draft()
        await self._tasks.aclose()

    def _wire_chat(self) -> None:
        composer, transcript = self._window.composer, self._window.transcript
        composer.sent.connect(self.chat.send)
        composer.stop_requested.connect(self.chat.stop)
        composer.text_changed.connect(self.chat.keep_draft)
        transcript.opener_chosen.connect(self.chat.send)
        transcript.retry_requested.connect(self.chat.retry)
        transcript.link_activated.connect(self._on_link)
        self.chat.opened.connect(self._on_opened)
        self.chat.changed.connect(self._on_changed)
        self.chat.acknowledged.connect(self._on_acknowledged)
        self.chat.returned.connect(self._on_returned)
        self.chat.streaming_changed.connect(composer.set_streaming)
        self.chat.affinity_changed.connect(self._window.header.set_affinity)

    def _wire_sidebar(self) -> None:
        view = self._window.sidebar
        view.new_session_clicked.connect(self._on_new_session)
        view.session_chosen.connect(self.chat.open)
        view.rename_requested.connect(self.sidebar.rename)
        view.pin_toggled.connect(self.sidebar.toggle_pin)
        view.trash_requested.connect(self.sidebar.trash)
        self.sidebar.changed.connect(self._on_changed)
        self.sidebar.trashed.connect(self._on_trashed)
        self.sidebar.refreshed.connect(self._on_refreshed)

    def _wire_window(self) -> None:
        window = self._window
        window.new_session_requested.connect(self._on_new_session)
        window.stop_requested.connect(self.chat.stop)
        window.undo_requested.connect(self._on_undo)
        window.header.persona_clicked.connect(self._on_new_session)
        window.notices.action_chosen.connect(self._on_action)
        self.clean_up.pruned.connect(self._on_pruned)
        self.clean_up.undone.connect(self.sidebar.refresh)

    @Slot(object, str)
    def _on_opened(self, session: Session, draft: str) -> None:
        self._show_header(session)
        self._window.sidebar.set_current(session.id)
        self._window.composer.set_text(draft)
        self._window.composer.focus()

    @Slot(object)
    def _on_changed(self, session: Session) -> None:
        self.sidebar.update(session)
        if self.chat.session is not None and session.id == self.chat.session.id:
            self._show_header(session)

    @Slot(str)
    def _on_acknowledged(self, session_id: str) -> None:
        if self.chat.session is not None and session_id == self.chat.session.id:
            self._window.composer.clear()

    @Slot(str, str)
    def _on_returned(self, session_id: str, text: str) -> None:
        """Put a text back that could not be sent, unless something else was begun meanwhile."""
        if self.chat.session is not None and session_id == self.chat.session.id:
            if not self._window.composer.text().strip():
                self._window.composer.set_text(text)
        else:
            self.chat.keep_draft_of(session_id, text)

    def _show_header(self, session: Session) -> None:
        persona = self._services.personas.stand_in(session.persona)
        header = self._window.header
        header.set_session(session.shown_name)
        header.set_persona(persona.glyph, persona.name)
        header.set_engine(*self._engine_words())
        self._window.set_session_title(session.shown_name)

    def _engine_words(self) -> tuple[str, str]:
        engine = self._services.settings.engine
        if engine.name == "builtin":
            return self.tr("Built-in responder"), self.tr("Answers by rules, without a model and without a network")
        return " · ".join(filter(None, (engine.name, engine.model))), engine.base_url

    @Slot()
    def _on_new_session(self) -> None:
        if self._dialog is not None:
            self._dialog.raise_()
            return
        hours = self._services.settings.sessions.temporary_timeout_hours
        dialog = NewSessionDialog(self._services.personas.list_personas(), hours, self._window)
        dialog.create_requested.connect(self._on_create)
        dialog.finished.connect(self._on_dialog_finished)
        self._dialog = dialog
        dialog.open()

    @Slot(int)
    def _on_dialog_finished(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
'''
