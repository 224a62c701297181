"""The window at work: every wire between one screen and another."""

from functools import partial

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from desktop_app.domain.found import MessageHit, SessionHit
from desktop_app.domain.sessions import Session
from desktop_app.services.changes import Changes
from desktop_app.services.removal import Cleared
from desktop_app.services.services import Services
from desktop_app.services.sessions import Ensured
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.check_up import CheckUp
from desktop_app.ui.clean_up.questions import CleanUpQuestions
from desktop_app.ui.clean_up.work import CleanUp
from desktop_app.ui.daily_snapshot import DailySnapshot
from desktop_app.ui.export.presenter import ExportPresenter
from desktop_app.ui.failures import Failures
from desktop_app.ui.follower import Follower
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.manage_sessions.presenter import ManageSessionsPresenter
from desktop_app.ui.new_session.presenter import NewSessionPresenter
from desktop_app.ui.offers import Offers
from desktop_app.ui.persona_picker.menu import PersonaMenu
from desktop_app.ui.restoring import Restoring
from desktop_app.ui.search.view_model import SearchViewModel
from desktop_app.ui.sidebar.view_model import SidebarViewModel
from desktop_app.ui.tasks import Tasks


class Shell(QObject):
    """Joins the window's views to their view-models, and these to each other."""

    def __init__(self, window: MainWindow, services: Services, failures: Failures) -> None:
        super().__init__()
        self._window = window
        self._services = services
        self._tasks = Tasks(failures.report)
        self.chat = ChatViewModel(services, self._tasks, self)
        self.sidebar = SidebarViewModel(services, self._tasks, self)
        self._search = SearchViewModel(services, self._tasks, self)
        self._new_session = NewSessionPresenter(services, self._tasks, window, self)
        self._manage = ManageSessionsPresenter(services, self._tasks, window, self)
        self._export = ExportPresenter(services, self._tasks, window, window.notices, self)
        self._clean_up = CleanUp(services, self._tasks, self.chat.busy_sessions, self)
        self._daily_snapshot = DailySnapshot(services, self._tasks, self._clean_up.is_at_work, self)
        self._follower = Follower(services.changes, self._tasks, self)
        self._offers = Offers(services, self._tasks, window.notices, self)
        self.restoring = Restoring(services, self._tasks, window.notices, self)
        self.restoring.restored.connect(self.sidebar.refresh)
        self.restoring.restored.connect(self.chat.reload)
        self.check_up = CheckUp(services.checkup, self._tasks, self._offers, self)
        CleanUpQuestions(self._clean_up, self._offers, self.chat.is_open, services.user_id, window)
        failures.met.connect(window.notices.show_problem)
        self._daily_snapshot.failed.connect(window.notices.show_problem)
        self._wire_chat()
        self._wire_sidebar()
        self._wire_search()
        self._wire_window()
        self._wire_manage()

    async def start(self) -> None:
        """Open the default session and list the others; the window is usable when this returns."""
        self._window.sidebar.set_user(self._services.user_id)
        self._window.sidebar.set_model(self.sidebar.sessions)
        self._window.transcript.set_model(self.chat.messages)
        await self.chat.open_default()
        self.sidebar.refresh()
        self._window.composer.set_ready(True)
        self._tasks.start(self._services.engines.warm_up(), name="warm up")
        self._clean_up.start()
        self._daily_snapshot.start()
        self._follower.start()
        self.check_up.start()

    async def aclose(self) -> None:
        """Keep the draft and what came of answers under way, then let go of everything."""
        self._export.close()
        self._manage.close()
        self._follower.stop()
        self.check_up.stop()
        self._clean_up.stop()
        self._daily_snapshot.stop()
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
        view.new_session_clicked.connect(self._new_session.ask)
        view.session_chosen.connect(self.chat.open)
        view.rename_requested.connect(self.sidebar.rename)
        view.pin_toggled.connect(self.sidebar.toggle_pin)
        view.archive_requested.connect(self.sidebar.archive)
        view.export_requested.connect(self._export.ask_for)
        view.clear_requested.connect(self._clear)
        view.trash_requested.connect(self.sidebar.trash)
        self.sidebar.changed.connect(self._on_changed)
        self.sidebar.archived.connect(self._on_archived)
        self.sidebar.cleared.connect(self._on_cleared)
        self.sidebar.trashed.connect(self._on_trashed)
        self.sidebar.refreshed.connect(self._on_refreshed)

    def _wire_search(self) -> None:
        view = self._window.sidebar
        view.search_changed.connect(self._search.look_for)
        view.hit_chosen.connect(self._on_hit_chosen)
        self._search.searched.connect(self._on_searched)
        self.sidebar.refreshed.connect(self._search.refresh)
        self.chat.message_wanted.connect(self._window.transcript.show_message)
        self._search.look_for(view.search.text())  # what was typed before there was anything to search

    def _wire_window(self) -> None:
        window = self._window
        window.new_session_requested.connect(self._new_session.ask)
        window.stop_requested.connect(self.chat.stop)
        window.export_requested.connect(self._on_export_requested)
        window.clear_requested.connect(self._on_clear_requested)
        window.undo_requested.connect(self._offers.undo_last)
        window.header.persona_clicked.connect(self._on_persona_clicked)
        window.next_session_requested.connect(window.sidebar.choose_next)
        window.previous_session_requested.connect(window.sidebar.choose_previous)
        self._new_session.created.connect(self._on_created)
        self._clean_up.pruned.connect(self.sidebar.refresh)
        self._clean_up.pruned.connect(self._offers.tell)
        self._clean_up.settled.connect(self.sidebar.refresh)
        self._clean_up.kept.connect(self._on_changed)
        self._offers.undone.connect(self._on_undone)
        self._follower.noticed.connect(self.sidebar.refresh)
        self._follower.noticed.connect(self.chat.reload)

    def _wire_manage(self) -> None:
        self._window.manage_requested.connect(self._manage.show)
        self._manage.session_chosen.connect(self.chat.open)
        self._manage.export_requested.connect(self._export.ask)
        self._manage.actions.changed.connect(self.sidebar.refresh)
        self._manage.actions.gone.connect(self._on_gone)
        self._manage.actions.changed.connect(self._offers.tell)
        self.sidebar.refreshed.connect(self._manage.refresh)

    @Slot(str, bool)
    def _on_searched(self, words: str, complete: bool) -> None:
        self._window.sidebar.show_found(self._search.found, words, complete=complete)

    @Slot(object)
    def _on_hit_chosen(self, hit: MessageHit | SessionHit) -> None:
        if isinstance(hit, MessageHit):
            self.chat.open_message(hit.session_id, hit.message_id)
        else:
            self.chat.open(hit.session_id)

    @Slot(object, str)
    def _on_opened(self, session: Session, draft: str) -> None:
        self._show_header(session)
        self._window.sidebar.set_current(session.id)
        self._manage.set_open(session.id)
        self._window.composer.set_text(draft)
        self._window.composer.focus()

    @Slot(object)
    def _on_changed(self, session: Session) -> None:
        self.sidebar.update(session)
        self._manage.update(session)
        if self.chat.is_open(session.id):
            self._show_header(session)

    @Slot(str)
    def _on_acknowledged(self, session_id: str) -> None:
        if self.chat.is_open(session_id):
            self._window.composer.clear()

    @Slot(str, str)
    def _on_returned(self, session_id: str, text: str) -> None:
        """Put a text back that could not be sent, unless something else was begun meanwhile."""
        if self.chat.is_open(session_id) and not self._window.composer.text().strip():
            self._window.composer.set_text(text)

    @Slot(object)
    def _on_created(self, ensured: Ensured) -> None:
        self.sidebar.refresh()
        self.chat.open(ensured.session.id)
        self._offers.tell()

    @Slot()
    def _on_export_requested(self) -> None:
        if self.chat.session is not None:
            self._export.ask_for(self.chat.session.id)

    @Slot()
    def _on_clear_requested(self) -> None:
        if self.chat.session is not None:
            self._clear(self.chat.session.id)

    @Slot(str)
    def _clear(self, session_id: str) -> None:
        if self.chat.is_streaming(session_id):
            self._window.notices.show_notice(self.tr("An answer is being written there. Stop it first, then clear."))
        else:
            self.sidebar.clear(session_id)

    @Slot(object)
    def _on_cleared(self, cleared: Cleared) -> None:
        self._manage.refresh()
        self._offers.tell()
        if self.chat.is_open(cleared.session.id):
            self.chat.reload()

    @Slot(object)
    def _on_archived(self, _session: Session) -> None:
        self._manage.refresh()
        self._offers.tell()

    @Slot(object)
    def _on_gone(self, session_ids: list[str]) -> None:
        if self.chat.session is not None and self.chat.session.id in session_ids:
            self.chat.leave()

    @Slot(object)
    def _on_trashed(self, session: Session) -> None:
        self._offers.tell()
        self._manage.refresh()
        if self.chat.is_open(session.id):
            self.chat.leave()

    @Slot(object)
    def _on_undone(self, changes: Changes) -> None:
        self.sidebar.refresh()
        shown = self.chat.session
        if shown is not None and shown.id in changes.gone:
            self.chat.leave()
        for session in changes.sessions:
            if shown is not None and session.id == shown.id:
                self.chat.reload(anew=session.persona != shown.persona)

    @Slot()
    def _on_persona_clicked(self) -> None:
        if self.chat.session is not None:
            menu = PersonaMenu(self._services.personas.list_personas(), self.chat.session.persona, self._window)
            menu.chosen.connect(self.chat.change_persona)
            menu.show_at(self._window.header.below_persona())

    @Slot()
    def _on_refreshed(self) -> None:
        if self.chat.session is not None:
            self.sidebar.keep(self.chat.session)
            self._window.sidebar.set_current(self.chat.session.id)

    @Slot(str)
    def _on_link(self, address: str) -> None:
        """Say where a link really leads; only a second, deliberate press opens it."""
        url = QUrl(address)
        words = self.tr("This link leads to {host}.").replace("{host}", url.host() or address)
        self._offers.offer(words, self.tr("Open in browser"), partial(QDesktopServices.openUrl, url))

    def _show_header(self, session: Session) -> None:
        persona = self._services.personas.stand_in(session.persona)
        engine = self._services.settings.engine
        header = self._window.header
        header.set_session(session.shown_name)
        header.set_persona(persona.glyph, persona.name)
        if engine.name == "builtin":
            header.set_engine(
                self.tr("Built-in responder"), self.tr("Answers by rules, without a model and without a network")
            )
        else:
            header.set_engine(" · ".join(filter(None, (engine.name, engine.model))), engine.base_url)
        self._window.set_session_title(session.shown_name)
