"""The sidebar under keys, pointer and screen reader."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from desktop_app.ui.sidebar.delegate import more_button
from desktop_app.ui.sidebar.model import SessionListModel
from desktop_app.ui.sidebar.roles import SessionRole
from desktop_app.ui.sidebar.session_list import SessionList
from desktop_app.ui.sidebar.view import SidebarView
from desktop_app.ui.widgets.text import in_proportion
from tests.ui.sidebar.rows import a_row, now


@pytest.fixture
def view(qtbot: QtBot) -> SidebarView:
    view = SidebarView()
    qtbot.addWidget(view)
    model = SessionListModel(now, view)
    model.reset([a_row("pinned", hours=50, pinned=True), *(a_row(f"s{n}", hours=n) for n in range(40))])
    view.set_model(model)
    view.set_current("s0")
    view.resize(252, 600)
    view.show()
    qtbot.waitExposed(view)
    return view


@pytest.fixture
def sessions(view: SidebarView) -> SessionList:
    assert view.list is not None
    return view.list


def place_of(sessions: SessionList, session_id: str) -> QPoint:
    model = sessions.model()
    for row in range(model.rowCount()):
        if model.index(row, 0).data(SessionRole.ID) == session_id:
            return sessions.visualRect(model.index(row, 0)).center()
    raise AssertionError(session_id)


def selected(sessions: SessionList) -> list[str]:
    return [index.data(SessionRole.ID) for index in sessions.selectedIndexes()]


def open_menu(qtbot: QtBot) -> QMenu:
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_rows_stand_under_their_headings(sessions: SessionList) -> None:
    assert sessions.headings()[:3] == ["Pinned", "Today", "Yesterday"]
    model = sessions.model()
    tops = [sessions.visualRect(model.index(row, 0)).top() for row in range(3)]
    heading, height = (in_proportion(each, sessions.font()) for each in (32, 56))
    assert tops == [heading, heading + height + heading, heading + height + heading + height]
    assert not sessions.indexAt(QPoint(20, heading + height + 8)).isValid(), "a heading is no row"
    for row in range(8):
        assert sessions.indexAt(sessions.visualRect(model.index(row, 0)).center()).row() == row


def test_a_click_chooses_and_confirms(view: SidebarView, sessions: SessionList, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.session_chosen) as chosen, qtbot.waitSignal(view.session_confirmed) as confirmed:
        QTest.mouseClick(sessions.viewport(), Qt.MouseButton.LeftButton, pos=place_of(sessions, "s2"))
    assert chosen.args == confirmed.args == ["s2"]
    assert selected(sessions) == ["s2"]


def test_showing_the_open_session_is_no_choice(view: SidebarView, sessions: SessionList, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.session_chosen):
        view.set_current("s1")
    assert selected(sessions) == ["s1"]


def test_keys_move_through_the_list(view: SidebarView, sessions: SessionList, qtbot: QtBot) -> None:
    sessions.setFocus()
    for key, expected in (
        (Qt.Key.Key_Down, "s1"),
        (Qt.Key.Key_Up, "s0"),
        (Qt.Key.Key_End, "s39"),
        (Qt.Key.Key_Home, "pinned"),
    ):
        with qtbot.waitSignal(view.session_chosen) as chosen:
            QTest.keyClick(sessions, key)
        assert chosen.args == [expected]
        assert sessions.viewport().rect().intersects(sessions.visualRect(sessions.currentIndex()))
    with qtbot.waitSignal(view.session_confirmed):
        QTest.keyClick(sessions, Qt.Key.Key_Return)


def test_next_and_previous(view: SidebarView, qtbot: QtBot) -> None:
    for go, expected in ((view.choose_next, "s1"), (view.choose_previous, "s0"), (view.choose_previous, "pinned")):
        with qtbot.waitSignal(view.session_chosen) as chosen:
            go()
        assert chosen.args == [expected]
    with qtbot.assertNotEmitted(view.session_chosen):
        view.choose_previous()


def test_taking_the_open_session_away_chooses_no_other(view: SidebarView, sessions: SessionList, qtbot: QtBot) -> None:
    model = view.findChild(SessionListModel)
    assert model is not None
    with qtbot.assertNotEmitted(view.session_chosen, wait=50):
        model.remove("s0")
    assert selected(sessions) == []


def test_an_open_session_that_moves_stays_selected(view: SidebarView, sessions: SessionList, qtbot: QtBot) -> None:
    model = view.findChild(SessionListModel)
    assert model is not None
    view.set_current("s20")
    with qtbot.assertNotEmitted(view.session_chosen, wait=50):
        model.upsert(a_row("s20", hours=-1))
    assert selected(sessions) == ["s20"]
    assert sessions.currentIndex().row() == 1


def test_a_name_is_edited_in_place(view: SidebarView, sessions: SessionList, qtbot: QtBot) -> None:
    view.rename_current()
    field = sessions.findChild(QLineEdit)
    assert field is not None
    assert field.text() == "S0"
    field.selectAll()
    QTest.keyClicks(field, "  Kyoto ")
    with qtbot.waitSignal(view.rename_requested) as renamed:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert renamed.args == ["s0", "Kyoto"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_an_unchanged_name_asks_for_nothing(
    view: SidebarView, sessions: SessionList, qtbot: QtBot, key: Qt.Key
) -> None:
    view.rename_current()
    field = sessions.findChild(QLineEdit)
    assert field is not None
    if key == Qt.Key.Key_Escape:
        QTest.keyClicks(field, "other")
    with qtbot.assertNotEmitted(view.rename_requested, wait=50):
        QTest.keyClick(field, key)


def test_delete_asks_for_the_trash(view: SidebarView, sessions: SessionList, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.trash_requested) as asked:
        QTest.keyClick(sessions, Qt.Key.Key_Delete)
    assert asked.args == ["s0"]


def menu_by_dots(sessions: SessionList) -> None:
    rect = more_button(sessions.visualRect(sessions.indexAt(place_of(sessions, "s1"))))
    QTest.mouseClick(sessions.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())


def menu_by_right_button(sessions: SessionList) -> None:
    place = place_of(sessions, "s1")
    QTest.mouseClick(sessions.viewport(), Qt.MouseButton.RightButton, pos=place)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, sessions.viewport().mapToGlobal(place))
    QApplication.sendEvent(sessions.viewport(), event)


@pytest.mark.parametrize("open_it", [menu_by_dots, menu_by_right_button])
def test_the_menu_of_a_row_acts_on_it_without_opening_it(
    view: SidebarView, sessions: SessionList, qtbot: QtBot, open_it: Callable[[SessionList], None]
) -> None:
    with qtbot.assertNotEmitted(view.session_chosen):
        open_it(sessions)
        menu = open_menu(qtbot)
        with qtbot.waitSignal(view.pin_toggled) as pinned:
            next(action for action in menu.actions() if action.text() == "Pin").trigger()
        assert pinned.args == ["s1"]
        with qtbot.waitSignal(view.trash_requested) as trashed:
            next(action for action in menu.actions() if action.text().startswith("Move to trash")).trigger()
        assert trashed.args == ["s1"]
        next(action for action in menu.actions() if action.text() == "Copy link").trigger()
        assert QApplication.clipboard().text() == "parley://session/s1"
        menu.close()


def test_the_menu_opens_from_the_keyboard(view: SidebarView, sessions: SessionList, qtbot: QtBot) -> None:
    view.set_current("pinned")
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(sessions.viewport(), event)
    menu = open_menu(qtbot)
    assert any(action.text() == "Unpin" for action in menu.actions())
    menu.close()


def test_what_a_screen_reader_finds(view: SidebarView, sessions: SessionList, qtbot: QtBot) -> None:
    view.set_user("user_4f2a")
    assert view.new_button.accessibleName() == "New session"
    assert view.search.accessibleName() == "Search sessions"
    assert view.user.accessibleName() == "User"
    assert view.user.accessibleDescription() == view.user.text() == "user_4f2a"
    found = QAccessible.queryAccessibleInterface(sessions)
    assert found.role() == QAccessible.Role.List
    assert found.text(QAccessible.Text.Name) == "Sessions"
    assert found.childCount() == 41, "headings are no children"
    assert found.child(1).text(QAccessible.Text.Name) == "S0"
    with qtbot.waitSignal(view.session_chosen) as chosen:  # as assistive technology does it
        found.selectionInterface().select(found.child(3))
    assert chosen.args == ["s2"]


def test_the_button_asks_for_a_new_session(view: SidebarView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.new_session_clicked):
        QTest.mouseClick(view.new_button, Qt.MouseButton.LeftButton)


def test_every_row_is_painted(view: SidebarView, sessions: SessionList) -> None:
    """Nothing in painting depends on what a row has: all kinds of rows are drawn, hovered and edited ones as well."""
    model = view.findChild(SessionListModel)
    assert model is not None
    model.reset(
        [
            a_row("long", name="x" * 500, preview="y\n" * 500, has_draft=True, pinned=True),
            a_row("empty", name="", glyph="", persona_name=""),
            a_row("emoji", name="谢谢 الترتيب 🌸", glyph="🌸", hours=30),
        ]
    )
    view.set_current("long")
    view.rename_current()
    QTest.mouseMove(sessions.viewport(), place_of(sessions, "empty"))
    assert not view.grab().isNull()


def test_everything_has_its_place_before_the_sessions_are_known(qtbot: QtBot, view: SidebarView) -> None:
    bare = SidebarView()
    qtbot.addWidget(bare)
    bare.resize(view.size())
    bare.show()
    qtbot.waitExposed(bare)
    for name in ("new_button", "search", "manage_button"):
        assert getattr(bare, name).geometry() == getattr(view, name).geometry(), name
