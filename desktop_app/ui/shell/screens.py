"""The views and view-models that are wired to each other."""

from dataclasses import dataclass

from desktop_app.services.services import Services
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.export.presenter import ExportPresenter
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.manage_sessions.presenter import ManageSessionsPresenter
from desktop_app.ui.new_session.presenter import NewSessionPresenter
from desktop_app.ui.offers import Offers
from desktop_app.ui.search.view_model import SearchViewModel
from desktop_app.ui.sidebar.view_model import SidebarViewModel


@dataclass(frozen=True, slots=True)
class Screens:
    """What the wiring of the window needs, built by the shell."""

    window: MainWindow
    services: Services
    chat: ChatViewModel
    sidebar: SidebarViewModel
    search: SearchViewModel
    new_session: NewSessionPresenter
    manage: ManageSessionsPresenter
    export: ExportPresenter
    offers: Offers
