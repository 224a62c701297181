"""The lists of sessions: the sidebar, its search and the table of all follow what happens to sessions, and do it."""

from PySide6.QtCore import QObject, Slot

from desktop_app.domain.found import MessageHit, SessionHit
from desktop_app.domain.sessions import Session
from desktop_app.services.removal import Cleared
from desktop_app.services.sessions import Ensured
from desktop_app.ui.shell.screens import Screens


class SessionLists(QObject):
    """Joins the lists with the chat, and with each other."""

    def __init__(self, screens: Screens, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._chat = screens.window, screens.chat
        self._sidebar, self._search = screens.sidebar, screens.search
        self._new_session, self._manage = screens.new_session, screens.manage
        self._export, self._offers = screens.export, screens.offers
        self._wire_sidebar()
        self._wire_search()
        self._wire_window()
        self._wire_manage()

    def _wire_sidebar(self) -> None:
        view = self._window.sidebar
        view.session_chosen.connect(self._chat.open)
        view.rename_requested.connect(self._sidebar.rename)
        view.pin_toggled.connect(self._sidebar.toggle_pin)
        view.archive_requested.connect(self._sidebar.archive)
        view.export_requested.connect(self._export.ask_for)
        view.clear_requested.connect(self._clear)
        view.trash_requested.connect(self._sidebar.trash)
        self._sidebar.changed.connect(self.update)
        self._sidebar.archived.connect(self._on_archived)
        self._sidebar.cleared.connect(self._on_cleared)
        self._sidebar.trashed.connect(self._on_trashed)
        self._sidebar.refreshed.connect(self._on_refreshed)
        for happened in (self._sidebar.changed, self._sidebar.archived, self._sidebar.cleared, self._sidebar.trashed):
            happened.connect(self._chat.news.note)
        self._chat.opened.connect(self._on_opened)
        self._chat.changed.connect(self.update)

    def _wire_search(self) -> None:
        view = self._window.sidebar
        view.search_changed.connect(self._search.look_for)
        view.hit_chosen.connect(self._on_hit_chosen)
        self._search.searched.connect(self._on_searched)
        self._sidebar.refreshed.connect(self._search.refresh)
        self._search.look_for(view.search.text())  # what was typed before there was anything to search

    def _wire_window(self) -> None:
        window = self._window
        window.new_session_requested.connect(self._new_session.ask)
        window.export_requested.connect(self._on_export_requested)
        window.clear_requested.connect(self._on_clear_requested)
        window.next_session_requested.connect(window.sidebar.choose_next)
        window.previous_session_requested.connect(window.sidebar.choose_previous)
        self._new_session.created.connect(self._on_created)

    def _wire_manage(self) -> None:
        self._window.manage_requested.connect(self._manage.show)
        self._manage.session_chosen.connect(self._chat.open)
        self._manage.export_requested.connect(self._export.ask)
        self._manage.actions.changed.connect(self._sidebar.refresh)
        self._manage.actions.gone.connect(self._on_gone)
        self._manage.actions.changed.connect(self._offers.tell)
        self._manage.actions.changed.connect(self._chat.news.note)
        self._sidebar.refreshed.connect(self._manage.refresh)

    @Slot(object)
    def update(self, session: Session) -> None:
        """Show a session as it is now."""
        self._sidebar.update(session)
        self._manage.update(session)

    @Slot(object)
    def _on_opened(self, session: Session) -> None:
        self._window.sidebar.set_current(session.id)
        self._manage.set_open(session.id)

    @Slot(str, bool)
    def _on_searched(self, words: str, complete: bool) -> None:
        self._window.sidebar.show_found(self._search.found, words, complete=complete)

    @Slot(object)
    def _on_hit_chosen(self, hit: MessageHit | SessionHit) -> None:
        if isinstance(hit, MessageHit):
            self._chat.open_message(hit.session_id, hit.message_id)
        else:
            self._chat.open(hit.session_id)

    @Slot(object)
    def _on_created(self, ensured: Ensured) -> None:
        self._sidebar.refresh()
        self._chat.open(ensured.session.id)
        self._offers.tell()

    @Slot()
    def _on_export_requested(self) -> None:
        if self._chat.session is not None:
            self._export.ask_for(self._chat.session.id)

    @Slot()
    def _on_clear_requested(self) -> None:
        if self._chat.session is not None:
            self._clear(self._chat.session.id)

    @Slot(str)
    def _clear(self, session_id: str) -> None:
        if self._chat.is_streaming(session_id):
            self._window.notices.show_notice(self.tr("An answer is being written there. Stop it first, then clear."))
        else:
            self._sidebar.clear(session_id)

    @Slot(object)
    def _on_cleared(self, cleared: Cleared) -> None:
        self._manage.refresh()
        self._offers.tell()
        if self._chat.is_open(cleared.session.id):
            self._chat.reload()

    @Slot(object)
    def _on_archived(self, _session: Session) -> None:
        self._manage.refresh()
        self._offers.tell()

    @Slot(object)
    def _on_gone(self, session_ids: list[str]) -> None:
        self._chat.leave(session_ids)

    @Slot(object)
    def _on_trashed(self, session: Session) -> None:
        self._offers.tell()
        self._manage.refresh()
        self._chat.leave([session.id])

    @Slot()
    def _on_refreshed(self) -> None:
        if self._chat.session is not None:
            self._sidebar.keep(self._chat.session)
            self._window.sidebar.set_current(self._chat.session.id)
