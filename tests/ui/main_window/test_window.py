"""The window's keys, its panes, and where it stands."""

import pytest
from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QSplitter
from pytestqt.qtbot import QtBot

from desktop_app.ui.application import Application
from desktop_app.ui.composer.written import Written
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.sidebar.session_list import SessionList
from tests.workbench.window import fill

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: bool(window.findChildren(QAction)))
    window.wishes.grant()
    return window


def show_sessions(window: MainWindow) -> SessionList:
    fill(window)
    sessions = window.sidebar.list
    assert sessions is not None
    while not sessions.isVisible():
        QApplication.processEvents()
    return sessions


@pytest.mark.parametrize(
    ("key", "modifiers", "name"),
    [
        (Qt.Key.Key_N, CONTROL, "new_session_requested"),
        (Qt.Key.Key_Tab, CONTROL, "next_session_requested"),
        (Qt.Key.Key_Down, ALT, "next_session_requested"),
        (Qt.Key.Key_Tab, CONTROL | SHIFT, "previous_session_requested"),
        (Qt.Key.Key_Up, ALT, "previous_session_requested"),
        (Qt.Key.Key_Z, CONTROL, "undo_requested"),
        (Qt.Key.Key_Q, CONTROL, "closed"),
    ],
)
def test_keys_work_while_one_writes(
    window: MainWindow, qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier, name: str
) -> None:
    window.composer.focus()
    signal: SignalInstance = getattr(window, name)
    with qtbot.waitSignal(signal):
        QTest.keyClick(window.composer.editor, key, modifiers)


def test_undo_from_anywhere_else_is_the_window_s(window: MainWindow, qtbot: QtBot) -> None:
    sessions = show_sessions(window)
    sessions.setFocus()
    with qtbot.waitSignal(window.undo_requested):
        QTest.keyClick(sessions, Qt.Key.Key_Z, CONTROL)


def test_escape_stops_an_answer_and_else_leads_to_the_composer(window: MainWindow, qtbot: QtBot) -> None:
    window.sidebar.search.setFocus()
    QTest.keyClicks(window.sidebar.search, "tea")
    with qtbot.assertNotEmitted(window.stop_requested):
        QTest.keyClick(window.sidebar.search, Qt.Key.Key_Escape)
        assert window.sidebar.search.text() == ""
        assert window.composer.editor.hasFocus()
        window.sidebar.search.setFocus()
        QTest.keyClick(window.sidebar.search, Qt.Key.Key_Escape)
        assert window.composer.editor.hasFocus()
    window.composer.set_streaming(True)
    with qtbot.waitSignal(window.stop_requested):
        QTest.keyClick(window.composer.editor, Qt.Key.Key_Escape)


def test_the_sidebar_hides_and_takes_no_focus_along(window: MainWindow) -> None:
    window.sidebar.search.setFocus()
    QTest.keyClick(window, Qt.Key.Key_B, CONTROL)
    assert not window.sidebar.isVisible()
    assert window.composer.editor.hasFocus()
    QTest.keyClick(window, Qt.Key.Key_B, CONTROL)
    assert window.sidebar.isVisible()


def test_f2_renames_even_when_the_sidebar_is_hidden(window: MainWindow) -> None:
    sessions = show_sessions(window)
    window.toggle_sidebar()
    QTest.keyClick(window.composer.editor, Qt.Key.Key_F2)
    field = sessions.findChild(QLineEdit)
    assert field is not None
    assert field.isVisible()
    assert field.text() == "Sorting algorithms"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert window.isVisible()


def test_f6_leads_through_the_panes_and_back(window: MainWindow) -> None:
    show_sessions(window)
    window.composer.focus()
    visited = []
    for _ in range(4):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_F6)
        focused = QApplication.focusWidget() or window
        panes = (window.sidebar, window.header, window.transcript, window.composer)
        visited.append(next(pane for pane in panes if pane is focused or pane.isAncestorOf(focused)))
    assert visited == [window.sidebar, window.header, window.transcript, window.composer]


def test_a_click_on_a_session_puts_the_cursor_into_the_message(window: MainWindow, qtbot: QtBot) -> None:
    sessions = show_sessions(window)
    place = sessions.visualRect(sessions.model().index(3, 0)).center()
    with qtbot.waitSignal(window.sidebar.session_chosen):
        QTest.mouseClick(sessions.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.composer.editor.hasFocus()


def test_the_title_names_the_session(window: MainWindow) -> None:
    assert window.windowTitle() == "Parley"
    window.set_session_title("Tea [*] & more")
    assert window.windowTitle().replace("[*][*]", "[*]") == "Tea [*] & more — Parley"


def test_every_command_is_in_the_menu_with_its_keys(window: MainWindow, qtbot: QtBot, qapp: Application) -> None:
    qapp.set_theme("light", 0)
    window.header.menu_requested.emit(window.geometry().topRight())
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    below = [each for each in menu.findChildren(QMenu) if each.accessibleName()]
    assert [each.accessibleName() for each in below] == ["Session", "Message", "Find", "Go to", "View", "Parley"]
    actions = [action for each in (menu, *below) for action in each.actions()]
    words = {action.text(): action.shortcut().toString() for action in actions if action in window.actions()}
    assert menu.height() <= 500, "in one column, on a small screen too"
    assert words["New session"] == "Ctrl+N"
    assert words["Show or hide the sidebar"] == "Ctrl+B"
    assert set(words) == {action.text() for action in window.actions()}
    menu.close()


def test_closing_tells_it(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.closed):
        window.close()
    assert not window.isVisible()


def test_it_comes_back_where_it_was(window: MainWindow, qtbot: QtBot) -> None:
    splitter = window.findChild(QSplitter)
    assert splitter is not None
    window.setGeometry(20, 30, 760, 520)
    splitter.setSizes([300, 460])
    state = window.geometry_state()
    other = MainWindow()
    qtbot.addWidget(other)
    other.restore_geometry_state(state)
    other.show()
    assert other.size() == window.size()
    assert other.sidebar.width() == window.sidebar.width() == 300
    window.toggle_sidebar()
    other.restore_geometry_state(window.geometry_state())
    assert not other.sidebar.isVisible()


@pytest.mark.parametrize("state", [b"", b"nonsense", b"\xff" * 64])
def test_a_place_that_cannot_be_read_is_ignored(window: MainWindow, state: bytes) -> None:
    size = window.size()
    window.restore_geometry_state(state)
    assert window.size() == size
    assert window.sidebar.isVisible()


@pytest.mark.parametrize(("width", "height"), [(640, 420), (900, 600), (1280, 800)])
def test_everything_fits(window: MainWindow, qtbot: QtBot, width: int, height: int) -> None:
    show_sessions(window)
    window.composer.set_written(Written("word " * 2000))
    window.notices.show_notice("A rather long sentence " * 6, action="Undo", problem=True)
    window.resize(width, height)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (width, height)
    for pane in (window.header, window.transcript, window.notices, window.composer):
        assert pane.isVisible()
        assert pane.mapTo(window, pane.rect().bottomRight()).x() < width
    assert window.composer.editor.height() <= max(height // 3, 80)
    assert window.composer.mapTo(window, window.composer.rect().bottomLeft()).y() < height


def test_coming_forward_takes_it_out_of_the_task_bar(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.showMaximized()
    window.showMinimized()
    assert window.isMinimized()
    window.come_forward()
    assert window.isVisible()
    assert not window.isMinimized()
    assert window.isMaximized()
    window.hide()
    window.come_forward()
    assert window.isVisible()
