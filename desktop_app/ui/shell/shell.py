"""The shell: builds the view-models of the window, wires them, and closes them again."""

from PySide6.QtCore import QObject, Slot

from desktop_app.services.changes import Changes
from desktop_app.services.services import Services
from desktop_app.ui.about.presenter import AboutPresenter
from desktop_app.ui.ask_several.presenter import AskSeveralPresenter
from desktop_app.ui.attachments.gallery import Gallery
from desktop_app.ui.attachments.presenter import AttachmentPresenter
from desktop_app.ui.chat.copying import Copying
from desktop_app.ui.chat.turns import TurnDoings
from desktop_app.ui.chat.versions import ShownVersions
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.check_up import CheckUp
from desktop_app.ui.clean_up.questions import CleanUpQuestions
from desktop_app.ui.clean_up.work import CleanUp
from desktop_app.ui.daily_snapshot import DailySnapshot
from desktop_app.ui.export.presenter import ExportPresenter
from desktop_app.ui.failures import Failures
from desktop_app.ui.find.presenter import FindPresenter
from desktop_app.ui.follower import Follower
from desktop_app.ui.formulas.pictures import FormulaPictures
from desktop_app.ui.login_starting import LoginStarting
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.manage_sessions.presenter import ManageSessionsPresenter
from desktop_app.ui.network.presenter import NetworkPresenter
from desktop_app.ui.new_session.presenter import NewSessionPresenter
from desktop_app.ui.offers import Offers
from desktop_app.ui.restoring import Restoring
from desktop_app.ui.search.view_model import SearchViewModel
from desktop_app.ui.session_end import SessionEnd
from desktop_app.ui.shell.answering import Answering
from desktop_app.ui.shell.attaching import Attaching
from desktop_app.ui.shell.branches import Branches
from desktop_app.ui.shell.casting import Casting
from desktop_app.ui.shell.conversation import Conversation
from desktop_app.ui.shell.dropping import Dropping
from desktop_app.ui.shell.inspecting import Inspecting
from desktop_app.ui.shell.mishaps import Mishaps
from desktop_app.ui.shell.opening import Opening
from desktop_app.ui.shell.quoted import QuotedMessages
from desktop_app.ui.shell.screens import Screens
from desktop_app.ui.shell.session_lists import SessionLists
from desktop_app.ui.shell.turning import Turning
from desktop_app.ui.shell.writing import Writing
from desktop_app.ui.shortcuts.presenter import ShortcutsPresenter
from desktop_app.ui.sidebar.view_model import SidebarViewModel
from desktop_app.ui.task_bar import TaskBar
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.text_size import TextSize


class Shell(QObject):
    """Owns what works behind the window's views, and the background work of the window."""

    def __init__(self, window: MainWindow, services: Services, failures: Failures) -> None:
        super().__init__()
        self._window = window
        self._services, self._failures = services, failures
        self._tasks = Tasks(failures.report)
        self.chat = ChatViewModel(services, self._tasks, self)
        self.sidebar = SidebarViewModel(services, self._tasks, self)
        self._search = SearchViewModel(services, self._tasks, self)
        self._new_session = NewSessionPresenter(services, self._tasks, window, self)
        self._manage = ManageSessionsPresenter(services, self._tasks, window, self)
        self._export = ExportPresenter(services, self._tasks, window, window.notices, self)
        self._offers = Offers(services, self._tasks, window.notices, self)
        screens = Screens(
            window,
            services,
            self.chat,
            self.sidebar,
            self._search,
            self._new_session,
            self._manage,
            self._export,
            self._offers,
        )
        self._conversation = Conversation(screens, self)
        self._quoted = QuotedMessages(screens, self._tasks, self)
        self._writing = Writing(screens, self)
        self._find = FindPresenter(services, self._tasks, self.chat, window, self)
        self._copying = Copying(services, self._tasks, self.chat, window.transcript, self)
        self._versions = ShownVersions(services, self._tasks, self.chat.messages, self)
        self._session_lists = SessionLists(screens, self)
        self.branches = Branches(screens, self._tasks, self)
        self._begin_attaching(screens)
        doings = TurnDoings(services, self._tasks, self.chat, self)
        self._turning = Turning(screens, doings, self.branches, self)
        self._begin_answering(screens, doings, failures)
        self._begin_casting(screens, doings)
        failures.met.connect(window.notices.show_problem)
        self._follow_wishes()
        self._begin_upkeep()
        self._begin_desktop(screens)

    def _begin_attaching(self, screens: Screens) -> None:
        """Build what attaches files to messages, and shows those that are, and formulas."""
        services, window = self._services, self._window
        self.attachments = AttachmentPresenter(services, self._tasks, window, window.notices, self)
        gallery = Gallery(services.attachments, services.user_id, self._tasks, self)
        gallery.opened.connect(self.attachments.open)
        self.chat.messages.gallery = gallery
        self.chat.messages.means.use_gallery(gallery)
        self.chat.messages.means.use_formulas(FormulaPictures(services.formulas, self._tasks, self))
        self.attaching = Attaching(screens, gallery, self._tasks, self)

    def _begin_answering(self, screens: Screens, doings: TurnDoings, failures: Failures) -> None:
        """Build what shows and changes what answers, and helps where that fails."""
        self.answering = Answering(screens, self._tasks, self)
        self._mishaps = Mishaps(screens, self._tasks, self.answering.answers, doings, self.answering.models.show, self)
        self.ask_several = AskSeveralPresenter(
            self._services,
            self.chat,
            self.answering.models.finder,
            self._window,
            self._offers,
            self.branches.compare,
            self,
        )
        self._window.ask_several_requested.connect(self.ask_several.show)
        failures.refused.connect(self._mishaps.tell)

    def _begin_casting(self, screens: Screens, doings: TurnDoings) -> None:
        """Build what shows who answers and from what, and where personas are made."""
        self.inspecting = Inspecting(screens, doings, self._tasks, self)
        self.casting = Casting(screens, doings, self.inspecting.inspector, self._tasks, self)
        self.casting.personas.engines = self.answering.known

    def _begin_desktop(self, screens: Screens) -> None:
        """Build what joins Parley with the desktop: opens files and addresses from outside, starts at login."""
        personas, models = self.casting.personas, self.answering.models
        self.opening = Opening(screens, self._tasks, personas, models, self.restoring, self)
        Dropping(self._window, self.opening.open_file, self)
        self._login_start = LoginStarting(self._services.login_start, self._tasks, self._window, self)
        self.about = AboutPresenter(self._services.about, self._tasks, self._window, self)
        self._window.about_requested.connect(self.about.show)
        self.shortcuts = ShortcutsPresenter(self._window, self.chat.messages.turns, self)
        self._window.shortcuts_requested.connect(self.shortcuts.show)
        self._task_bar, downloading = TaskBar(self), models.downloads.downloading
        downloading.progressed.connect(self._task_bar.show_progress)
        downloading.ended.connect(self._task_bar.clear)
        self.session_end = SessionEnd(self._save_written, self._tasks, self)

    def _follow_wishes(self) -> None:
        """Do what is asked of the window as a whole."""
        self._window.undo_requested.connect(self._offers.undo_last)
        self._offers.undone.connect(self.chat.news.note)
        self._offers.undone.connect(self._on_undone)
        self._text_size = TextSize(self._services.preferences, self._tasks, self)
        self._window.text_size_requested.connect(self._text_size.change)

    def _begin_upkeep(self) -> None:
        """Build what works by itself, beside what the user does."""
        services, notices = self._services, self._window.notices
        self._clean_up = CleanUp(services, self._tasks, self.chat.busy_sessions, self)
        self._daily_snapshot = DailySnapshot(services, self._tasks, self._clean_up.is_at_work, self)
        self._follower = Follower(services.changes, self._tasks, self)
        self.check_up = CheckUp(services.checkup, self._tasks, self._offers, self)
        self.restoring = Restoring(services, self._tasks, notices, self)
        self.network = NetworkPresenter(services.network, self._window, self)
        CleanUpQuestions(self._clean_up, self._offers, self.chat.is_open, services.user_id, self._window)
        self._daily_snapshot.failed.connect(notices.show_problem)
        self._clean_up.pruned.connect(self.sidebar.refresh)
        self._clean_up.pruned.connect(self._offers.tell)
        self._clean_up.settled.connect(self.sidebar.refresh)
        self._clean_up.kept.connect(self.sidebar.changed)
        for noticed in (self._follower.noticed, self.restoring.restored):
            noticed.connect(self.sidebar.refresh)
            noticed.connect(self.chat.reload)
            noticed.connect(self.casting.update)
            noticed.connect(self.inspecting.memory.refresh)

    async def start(self) -> None:
        """Open the default session and list the others; the window is usable when this returns."""
        self._window.sidebar.set_user(self._services.user_id)
        self._window.sidebar.set_model(self.sidebar.sessions)
        self._window.transcript.set_model(self.chat.messages)
        self.network.start()
        self.answering.start()
        await self.chat.open_default()
        self.sidebar.refresh()
        self._window.composer.set_ready(True)
        self._tasks.start(self._services.choosing.warm_up(self._services.user_id), name="warm up")
        self._clean_up.start()
        self._daily_snapshot.start()
        self._follower.start()
        self.check_up.start()
        self._login_start.start()
        self.casting.personas.drafting.look()
        self._grant_wishes()

    def _grant_wishes(self) -> None:
        """Do what was wished while the window came to life; what goes from session to session needs their list."""
        wishes = self._window.wishes
        if wishes.are_kept():
            for listed in (self.sidebar.refreshed, self._failures.met, self._failures.refused):
                listed.connect(wishes.grant)
        else:
            wishes.grant()

    async def aclose(self) -> None:
        """Keep the draft and what came of answers under way, then let go of everything."""
        self.opening.close()
        self.about.close()
        self.shortcuts.close()
        self.session_end.close()
        self._task_bar.clear()
        self._export.close()
        self._manage.close()
        self.branches.close()
        self.inspecting.close()
        self.casting.close()
        self.attachments.close()
        self.attaching.close()
        self.answering.close()
        self.ask_several.close()
        self.network.close()
        self._follower.stop()
        self.check_up.stop()
        self._clean_up.stop()
        self._daily_snapshot.stop()
        await self._tasks.aclose()
        await self._save_written()

    async def _save_written(self) -> None:
        """Store what is written and not sent."""
        self._window.composer.tell()
        await self.chat.unsent.save()
        await self.casting.personas.drafting.save()

    @Slot(object)
    def _on_undone(self, changes: Changes) -> None:
        self.sidebar.refresh()
        shown = self.chat.session
        away = {*changes.gone, *(session.id for session in changes.sessions if session.trashed_at is not None)}
        self.chat.leave(away)
        for session in changes.sessions:
            if shown is not None and session.id == shown.id and session.id not in away:
                self.chat.reload(anew=session.persona != shown.persona)
