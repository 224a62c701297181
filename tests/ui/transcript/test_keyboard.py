"""The keyboard in the transcript: from row to row, through the controls of a row, and never lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.messages import MessageStatus
from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.row import MessageRow
from desktop_app.ui.transcript.turns import TurnAction
from desktop_app.ui.transcript.view import TranscriptView
from desktop_app.ui.widgets.hover_button import HoverButton
from tests.support.messages import a_conversation, a_message

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class Pane:
    """A transcript between two buttons, in a window that has the keyboard."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window, self.view, self.model = QWidget(), TranscriptView(), TranscriptModel()
        self.before, self.after = QPushButton("before"), QPushButton("after")
        column = QVBoxLayout(self.window)
        for widget in (self.before, self.view, self.after):
            column.addWidget(widget)
        qtbot.addWidget(self.window)
        self._qtbot = qtbot
        self.window.resize(900, 600)
        self.view.set_model(self.model)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def key(self, pressed: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        focused = QApplication.focusWidget()
        assert focused is not None
        self._qtbot.keyClick(focused, pressed, held)

    def where(self) -> str:
        """Return what has the keyboard: a row by its message, anything else by its name."""
        focused = QApplication.focusWidget()
        if isinstance(focused, MessageRow):
            return f"row {focused.message_id}"
        return "" if focused is None else focused.accessibleName() or getattr(focused, "text", str)()


def rows_with_actions(pane: Pane) -> set[int | None]:
    rows = [row for row in pane.view.shown_rows().values() if isinstance(row, MessageRow)]
    return {row.message_id for row in rows if not more_of(row).is_faint()}


def more_of(row: MessageRow) -> HoverButton:
    return next(b for b in row.findChildren(HoverButton) if b.accessibleName() == "More actions")


@pytest.fixture
def pane(qtbot: QtBot) -> Pane:
    return Pane(qtbot)


def test_one_walks_from_row_to_row(pane: Pane) -> None:
    pane.model.reset([a_message(number, f"message {number}") for number in range(1, 41)])
    pane.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert pane.where() == "row 40"
    for pressed, there in ((Qt.Key.Key_Up, 39), (Qt.Key.Key_K, 38), (Qt.Key.Key_Down, 39), (Qt.Key.Key_J, 40)):
        pane.key(pressed)
        assert pane.where() == f"row {there}"
    for there in range(39, 0, -1):
        pane.key(Qt.Key.Key_Up)
        row = QApplication.focusWidget()
        assert pane.where() == f"row {there}"
        assert row is not None
        assert row.y() >= 0
        assert row.y() + row.height() <= pane.view.viewport().height()
    pane.key(Qt.Key.Key_Up)
    assert pane.where() == "row 1"
    pane.key(Qt.Key.Key_End)
    assert pane.where() == "row 40"
    pane.key(Qt.Key.Key_Home)
    assert pane.where() == "row 1"


def test_a_row_that_is_taller_than_the_view_is_read_to_its_end_before_the_next(pane: Pane) -> None:
    pane.model.reset([a_message(1), a_message(2, "a line\n\n" * 60), a_message(3)])
    pane.view.setFocus(Qt.FocusReason.TabFocusReason)
    pane.key(Qt.Key.Key_Home)
    pane.key(Qt.Key.Key_Down)
    assert pane.where() == "row 2"
    presses = 0
    while pane.where() == "row 2" and presses < 100:
        pane.key(Qt.Key.Key_Down)
        presses += 1
    assert pane.where() == "row 3"
    assert presses > 5


def test_tab_goes_through_the_controls_of_one_row_and_on(pane: Pane) -> None:
    pane.model.reset(a_conversation(10))
    pane.before.setFocus()
    pane.key(Qt.Key.Key_Tab)
    seen = [pane.where()]
    while seen[-1] != "after" and len(seen) < 20:
        pane.key(Qt.Key.Key_Tab)
        seen.append(pane.where())
    actions = ["Copy", "Regenerate", "Fork into a new session", "Delete branch", "More actions"]
    assert seen == ["row 10", *actions, "Copy code", "after"]
    pane.key(Qt.Key.Key_Backtab, SHIFT)
    assert pane.where() == "row 10"
    pane.key(Qt.Key.Key_Backtab, SHIFT)
    assert pane.where() == "before"


def test_the_focused_row_shows_its_actions_and_no_other_does(pane: Pane) -> None:
    pane.model.reset(a_conversation(6))
    pane.view.setFocus(Qt.FocusReason.TabFocusReason)
    pane.key(Qt.Key.Key_Up)
    places = {each: each.geometry() for row in pane.view.shown_rows().values() for each in row.findChildren(QWidget)}
    assert rows_with_actions(pane) == {5}
    pane.key(Qt.Key.Key_Tab)
    assert rows_with_actions(pane) == {5}
    pane.key(Qt.Key.Key_Up)
    assert rows_with_actions(pane) == {4}
    assert {each: each.geometry() for each in places} == places, "nothing moves when actions appear"
    pane.after.setFocus()
    assert rows_with_actions(pane) == set()


def test_the_keyboard_is_not_lost_while_rows_come_and_go(pane: Pane) -> None:
    pane.model.reset(a_conversation(300))
    pane.view.setFocus(Qt.FocusReason.TabFocusReason)
    pane.key(Qt.Key.Key_Tab)
    assert pane.where() == "Copy"
    bar = pane.view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    assert QApplication.focusWidget() is pane.view
    bar.setValue(bar.maximum())
    assert pane.where() == "Copy"
    bar.setValue(0)
    pane.key(Qt.Key.Key_Down)
    assert pane.where().startswith("row ")


def test_the_keyboard_stays_where_it_is_while_an_answer_grows(pane: Pane) -> None:
    pane.model.reset(a_conversation(5))
    answer = a_message(6, "", status=MessageStatus.STREAMING)
    pane.model.append(answer)
    pane.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert pane.where() == "row 6"
    text = "# Title\n\n```python\nx = 1\n```\n\nand a paragraph that goes on.\n\n> quoted\n\n" * 6
    for length in range(0, len(text), 7):
        pane.model.replace(answer._replace(content=text[:length]))
        assert pane.where() == "row 6"
    pane.model.replace(answer._replace(content=text, status=MessageStatus.COMPLETE))
    assert pane.where() == "row 6"


def test_what_takes_the_place_of_a_row_takes_the_keyboard(pane: Pane) -> None:
    pane.model.reset(a_conversation(6))
    pane.view.setFocus(Qt.FocusReason.TabFocusReason)
    pane.key(Qt.Key.Key_Up)
    assert pane.where() == "row 5"
    pane.model.update_all([1, 2, 3, 4, 9, 10], [*a_conversation(4), a_message(9), a_message(10)])
    assert pane.where() == "row 9"
    pane.model.update_all([1, 2], a_conversation(2))
    assert pane.where() == "row 2"


def test_keys_on_a_row_ask_for_what_they_stand_for(pane: Pane, qtbot: QtBot) -> None:
    pane.model.reset(a_conversation(4))
    pane.model.turns.set_versions({4: (2, 4, 7)})
    pane.view.setFocus(Qt.FocusReason.TabFocusReason)
    for pressed, held, action in (
        (Qt.Key.Key_R, CONTROL, TurnAction.REGENERATE),
        (Qt.Key.Key_C, NONE, TurnAction.COMPARE),
        (Qt.Key.Key_Delete, NONE, TurnAction.DELETE),
    ):
        with qtbot.waitSignal(pane.view.turn_requested) as asked:
            pane.key(pressed, held)
        assert asked.args == [action, 4]
    for pressed, version in ((Qt.Key.Key_Left, 2), (Qt.Key.Key_Right, 7)):
        with qtbot.waitSignal(pane.view.version_requested) as shown:
            pane.key(pressed, ALT)
        assert shown.args == [4, version]
    pane.key(Qt.Key.Key_E)
    assert pane.model.turns.edit_of(4) is None, "answers are not edited"
    pane.key(Qt.Key.Key_Up)
    pane.key(Qt.Key.Key_E)
    assert pane.where() == "Edit message"


def test_shift_f10_opens_the_menu_of_the_row(pane: Pane) -> None:
    pane.model.reset(a_conversation(4))
    pane.view.setFocus(Qt.FocusReason.TabFocusReason)
    pane.key(Qt.Key.Key_F10, SHIFT)
    (menu,) = [menu for menu in pane.view.findChildren(QMenu) if menu.isVisible()]
    assert "Regenerate\tCtrl+R" in [action.text() for action in menu.actions()]
    menu.close()
    pane.key(Qt.Key.Key_Tab)
    pane.key(Qt.Key.Key_F10, SHIFT)
    assert any(menu.isVisible() for menu in pane.view.findChildren(QMenu))
    for menu in pane.view.findChildren(QMenu):
        menu.close()
