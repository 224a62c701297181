"""Keys that are pressed before there is anything behind the window."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.domain.personas import DEFAULT_PERSONA
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.new_session.dialog import NewSessionDialog
from tests.support.desk import Opening
from tests.support.qt_loop import until

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    return window


def press(window: MainWindow, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    """Press the key of a command."""
    window.activateWindow()
    QApplication.processEvents()
    QTest.keyClick(QApplication.focusWidget() or window, key, held)


def write(window: MainWindow, words: str) -> None:
    """Write as the screen does: the window gets the keys, and passes them on to where the keyboard is."""
    for letter in words:
        key = QKeyEvent(QEvent.Type.KeyPress, ord(letter.upper()), Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(window.windowHandle(), key)


def test_letters_stand_in_the_message_at_once(window: MainWindow) -> None:
    write(window, "hello")
    assert window.composer.text() == "hello"


def test_the_first_key_finds_its_command(window: MainWindow) -> None:
    assert window.sidebar.isVisible()
    press(window, Qt.Key.Key_B, CONTROL)
    assert not window.sidebar.isVisible()


def test_what_needs_the_chats_waits_for_them_and_so_do_the_keys_behind_it(window: MainWindow) -> None:
    done = []
    window.manage_requested.connect(lambda: done.append("manage"))
    window.new_session_requested.connect(lambda: done.append("new"))
    window.new_session_requested.connect(window.sidebar.search.setFocus)
    window.sidebar.manage_clicked.emit()
    press(window, Qt.Key.Key_N, CONTROL)
    write(window, "trip")
    assert (done, window.composer.text(), window.sidebar.search.text()) == ([], "", "")
    window.wishes.grant()
    assert (done, window.composer.text(), window.sidebar.search.text()) == (["manage", "new"], "", "trip")
    write(window, "s")
    assert window.sidebar.search.text() == "trips"


def test_where_the_chats_do_not_open_nothing_waits(window: MainWindow, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_N, CONTROL)
    write(window, "x")
    window.wishes.forget()
    press(window, Qt.Key.Key_N, CONTROL)
    write(window, "ab")
    assert window.composer.text() == "ab"
    with qtbot.assertNotEmitted(window.new_session_requested):
        window.wishes.grant()


async def test_a_new_session_is_begun_by_keys_alone_while_the_window_opens(opening: Opening) -> None:
    def early(window: MainWindow) -> None:
        write(window, "dear")
        press(window, Qt.Key.Key_N, CONTROL)
        write(window, "trip")

    async with opening(early=early) as desk:
        await until(lambda: isinstance(QApplication.activeModalWidget(), NewSessionDialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, NewSessionDialog)
        assert dialog.name.text() == "trip"
        assert desk.window.composer.text() == "dear"
        dialog.reject()


async def test_words_to_look_for_go_on_where_they_began(opening: Opening) -> None:
    def early(window: MainWindow) -> None:
        press(window, Qt.Key.Key_F, CONTROL | SHIFT)
        write(window, "gard")

    async with opening(early=early) as desk:
        write(desk.window, "en")
        assert (desk.window.sidebar.search.text(), desk.window.composer.text()) == ("garden", "")


async def test_going_to_another_session_waits_for_their_list(opening: Opening) -> None:
    async with opening() as desk:
        sessions, user_id = desk.services.sessions, desk.services.user_id
        await sessions.create(user_id, name="older", persona=DEFAULT_PERSONA)
    async with opening(early=lambda window: press(window, Qt.Key.Key_Tab, CONTROL)) as desk:
        first = desk.session_id
        await until(lambda: desk.session_id != first)
