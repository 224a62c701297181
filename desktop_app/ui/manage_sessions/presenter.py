"""Opens the dialog, and lets it follow what happens elsewhere while it is open."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop_app.domain.sessions import Session
from desktop_app.services.services import Services
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.manage_sessions.actions import SessionActions, facts_of
from desktop_app.ui.manage_sessions.rows import ManagedRow, Tab
from desktop_app.ui.manage_sessions.verbs import Verb
from desktop_app.ui.tasks import Tasks

if TYPE_CHECKING:
    from desktop_app.ui.manage_sessions.dialog import ManageSessionsDialog
    from desktop_app.ui.manage_sessions.view_model import ManageSessionsViewModel


class ManageSessionsPresenter(QObject):
    """At most one dialog at a time; it costs nothing until it is first wanted."""

    session_chosen = Signal(str)
    """The id of a session to show."""
    export_requested = Signal(object)
    """The ids of sessions to export."""

    def __init__(self, services: Services, tasks: Tasks, window: MainWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.actions = SessionActions(services, tasks, self)
        self.actions.said.connect(window.notices.show_notice)
        self._services = services
        self._tasks = tasks
        self._window = window
        self._open_id = ""
        self._dialog: ManageSessionsDialog | None = None
        self._view_model: ManageSessionsViewModel | None = None

    @Slot()
    def show(self) -> None:
        """Open the dialog, or bring it to the front."""
        if self._dialog is None:
            self._build()
        if self._dialog is not None:
            self._dialog.show()
            self._dialog.raise_()
            self._dialog.activateWindow()

    def close(self) -> None:
        """Close the dialog, if it is open."""
        if self._dialog is not None:
            self._dialog.reject()

    @Slot()
    def refresh(self) -> None:
        """Read all sessions anew, if they are shown."""
        if self._view_model is not None:
            self._view_model.load()

    def update(self, session: Session) -> None:
        """Show how a session is now, if it is shown."""
        if self._view_model is not None:
            self._view_model.update(session)

    def set_open(self, session_id: str) -> None:
        """Know which session the window shows."""
        self._open_id = session_id
        if self._view_model is not None:
            self._view_model.set_open(session_id)

    def _build(self) -> None:
        # Only now: the window's start would wait for what it may never need.
        from desktop_app.ui.manage_sessions.dialog import ManageSessionsDialog
        from desktop_app.ui.manage_sessions.view_model import ManageSessionsViewModel

        self._view_model = model = ManageSessionsViewModel(self._services, self._tasks, self)
        self._dialog = dialog = ManageSessionsDialog(model.table, self._window)
        dialog.hold_notices(self._window.notices)
        dialog.session_clicked.connect(self.session_chosen)
        dialog.session_confirmed.connect(self._on_confirmed)
        dialog.tab_chosen.connect(model.choose_tab)
        dialog.search_changed.connect(model.search)
        dialog.table.header.order_chosen.connect(model.choose_order)
        dialog.verb_chosen.connect(self._on_verb)
        dialog.condemned.connect(self._on_condemned)
        dialog.undo_requested.connect(self._window.undo_requested)
        dialog.new_session_requested.connect(self._window.new_session_requested)
        dialog.finished.connect(self._on_finished)
        model.counted.connect(dialog.show_counts)
        model.arranged.connect(self._on_arranged)
        model.arranged.connect(self._begin_at_open, Qt.ConnectionType.SingleShotConnection)
        model.set_open(self._open_id)
        model.load()

    @Slot(object, object)
    def _on_verb(self, verb: Verb, rows: list[ManagedRow]) -> None:
        if verb is Verb.EXPORT:
            self.export_requested.emit([row.id for row in rows])
        else:
            keep_facts = self._dialog is not None and self._dialog.confirmation.keeps_facts()
            self.actions.do(verb, rows, keep_facts=keep_facts)

    @Slot(object)
    def _on_condemned(self, session_ids: list[str]) -> None:
        self._tasks.start(self._count_facts(session_ids), name="count facts of sessions")

    async def _count_facts(self, session_ids: list[str]) -> None:
        facts = await facts_of(self._services, session_ids)
        if self._dialog is not None:
            self._dialog.show_facts(session_ids, len(facts))

    @Slot(str)
    def _on_confirmed(self, session_id: str) -> None:
        """Show the session, and go to where one writes in it."""
        if self._dialog is not None:
            self._dialog.accept()
        self.session_chosen.emit(session_id)
        self._window.activateWindow()
        self._window.composer.focus()

    @Slot()
    def _begin_at_open(self) -> None:
        if self._dialog is not None:
            self._dialog.table.go_to(self._open_id)

    @Slot()
    def _on_arranged(self) -> None:
        if self._dialog is not None and self._view_model is not None:
            self._dialog.set_empty_words(self._empty_words(self._view_model))

    def _empty_words(self, model: "ManageSessionsViewModel") -> str:
        """Return what to say where there is nothing to show."""
        if model.choice.words.strip():
            return self.tr("No session here contains “{words}”.").replace("{words}", model.choice.words.strip())
        days = self._services.settings.sessions.trash_days
        waits = self.tr("What you throw away waits here for {n} days.").replace("{n}", f"{days:g}")
        return {
            Tab.ACTIVE: self.tr("There is no session yet. Ctrl+N starts one."),
            Tab.ARCHIVED: self.tr("Nothing is archived. Here you can put away what you are done with, and keep it."),
            Tab.TRASH: self.tr("The trash is empty.") + (f" {waits}" if days > 0 else ""),
            Tab.EXPIRING: self.tr("Nothing expires within a day."),
        }[model.choice.tab]

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        self._window.take_notices_back()
        if self._view_model is not None:
            self._view_model.close()
        for thing in (self._dialog, self._view_model):
            if thing is not None:
                thing.deleteLater()
        self._dialog = self._view_model = None
