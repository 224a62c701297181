"""All commands of the main window, with their words and keys."""

from functools import partial
from typing import TYPE_CHECKING

from desktop_app.ui.main_window.actions import Command

if TYPE_CHECKING:
    from desktop_app.ui.main_window.view import MainWindow

STARTS_AT_LOGIN = "starts_at_login"
"""The property of the window that says whether Parley starts with the desktop."""


def commands_of(window: "MainWindow") -> list[Command]:
    """Return what can be done in `window`, in the order of its menu."""
    message, find, go, view = window.tr("Message"), window.tr("Find"), window.tr("Go to"), window.tr("View")
    session = window.tr("Session")
    return [
        Command(window.tr("New session"), ("Ctrl+N",), window.new_session_requested.emit),
        Command(window.tr("Manage sessions"), ("Ctrl+Shift+M",), window.manage_requested.emit),
        Command(window.tr("Search everywhere"), ("Ctrl+Shift+F",), window.begin_search, is_view_only=True),
        Command(window.tr("Rename session"), ("F2",), window.rename_session, below=session),
        Command(window.tr("Export…"), (), window.export_requested.emit, below=session),
        Command(window.tr("Clear history"), ("Ctrl+L",), window.clear_requested.emit, below=session),
        Command(window.tr("Outline of forks"), ("Ctrl+Shift+O",), window.outline_requested.emit, below=session),
        Command(window.tr("Personas…"), ("Ctrl+Shift+E",), window.personas_requested.emit, begins_group=True),
        Command(window.tr("Models and engines…"), ("Ctrl+M",), window.models_requested.emit),
        Command(window.tr("Parameters…"), ("Ctrl+Shift+P",), window.parameters_requested.emit),
        Command(window.tr("Ask several…"), ("Ctrl+Shift+Return",), window.ask_several_requested.emit),
        Command(window.tr("Undo"), ("Ctrl+Z",), window.undo_requested.emit, begins_group=True),
        Command(window.tr("Attach files…"), ("Ctrl+Shift+A",), window.attach_requested.emit, below=message),
        Command(window.tr("Regenerate the last answer"), ("Ctrl+R",), window.regenerate_requested.emit, below=message),
        Command(window.tr("Stop answering"), ("Esc",), window.escape, below=message, is_view_only=True),
        Command(window.tr("Find in session"), ("Ctrl+F",), window.find_requested.emit, below=find),
        Command(window.tr("Find next"), ("F3",), partial(window.find_stepped.emit, 1), below=find),
        Command(window.tr("Find previous"), ("Shift+F3",), partial(window.find_stepped.emit, -1), below=find),
        Command(window.tr("Next session"), ("Ctrl+Tab", "Alt+Down"), window.next_session_requested.emit, below=go),
        Command(
            window.tr("Previous session"),
            ("Ctrl+Shift+Tab", "Alt+Up"),
            window.previous_session_requested.emit,
            below=go,
        ),
        Command(window.tr("Next pane"), ("F6",), window.focus_next_pane, below=go, is_view_only=True),
        Command(
            window.tr("Show or hide the sidebar"), ("Ctrl+B",), window.toggle_sidebar, below=view, is_view_only=True
        ),
        Command(window.tr("Show or hide the inspector"), ("Ctrl+I",), window.inspector_requested.emit, below=view),
        Command(window.tr("Network…"), (), window.network_requested.emit, below=view),
        *_commands_of_text(window, view),
        *_commands_of_program(window),
    ]


def _commands_of_text(window: "MainWindow", view: str) -> list[Command]:
    """Return what makes text larger and smaller."""
    resize = window.text_size_requested.emit
    return [
        Command(window.tr("Larger text"), ("Ctrl++", "Ctrl+="), partial(resize, 1), below=view),
        Command(window.tr("Smaller text"), ("Ctrl+-",), partial(resize, -1), below=view),
        Command(window.tr("Ordinary text size"), ("Ctrl+0",), partial(resize, 0), below=view),
    ]


def _commands_of_program(window: "MainWindow") -> list[Command]:
    """Return what concerns Parley as a program of this desktop."""
    at_login, parley = window.tr("Start at login"), window.tr("Parley")
    return [
        Command(at_login, (), window.login_start_requested.emit, below=parley, shows=STARTS_AT_LOGIN),
        Command(window.tr("Keyboard shortcuts"), ("Ctrl+/",), window.shortcuts_requested.emit, below=parley),
        Command(window.tr("About Parley"), (), window.about_requested.emit, below=parley),
        Command(window.tr("Quit"), ("Ctrl+Q",), window.close, is_view_only=True),
    ]
