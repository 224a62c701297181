"""Joins the views of the main window with each other and with what the window is asked for."""

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.ui.main_window.view import MainWindow


def join(window: "MainWindow") -> None:
    """Let each view do what it can, and pass on as a wish of the window what nothing but the chats can do."""
    sidebar, header, composer = window.sidebar, window.header, window.composer
    for clicked, wanted in (
        (sidebar.new_session_clicked, window.new_session_requested),
        (sidebar.manage_clicked, window.manage_requested),
        (header.find_clicked, window.find_requested),
        (header.outline_clicked, window.outline_requested),
        (header.inspector_clicked, window.inspector_requested),
        (composer.attach_requested, window.attach_requested),
    ):
        clicked.connect(partial(window.wishes.make, wanted.emit))
    sidebar.session_confirmed.connect(composer.focus)
    sidebar.hit_chosen.connect(composer.focus)
    composer.undo_requested.connect(window.undo_requested)
    header.sidebar_clicked.connect(window.toggle_sidebar)
