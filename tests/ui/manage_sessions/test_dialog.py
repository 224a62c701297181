"""The dialog under keys and pointer, over made-up rows."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.ui.manage_sessions.arrangement import Order
from desktop_app.ui.manage_sessions.column_widths import column_widths
from desktop_app.ui.manage_sessions.dialog import ManageSessionsDialog
from desktop_app.ui.manage_sessions.header import PADDING
from desktop_app.ui.manage_sessions.model import SessionTableModel
from desktop_app.ui.manage_sessions.rows import Column, ManagedRow, Tab
from desktop_app.ui.manage_sessions.verbs import Verb
from desktop_app.ui.widgets.text import scaled
from tests.ui.manage_sessions.conftest import press
from tests.ui.manage_sessions.made_up import NOW, a_row

Key = Qt.Key
ROWS = [a_row("a", hours=1), a_row("b", hours=2, pinned=True), a_row("c", hours=3, goes_at=NOW + timedelta(hours=1))]
Did = list[tuple[Verb, list[str]]]


@pytest.fixture
def did(dialog: ManageSessionsDialog, model: SessionTableModel) -> Did:
    """What the dialog wanted done, over three rows."""
    wanted: Did = []

    def on_verb(verb: Verb, rows: list[ManagedRow]) -> None:
        wanted.append((verb, [row.id for row in rows]))

    dialog.verb_chosen.connect(on_verb)
    dialog.tab_chosen.connect(lambda tab: model.show(ROWS, tab))
    model.show(ROWS, Tab.ACTIVE)
    return wanted


def buttons(dialog: ManageSessionsDialog) -> list[str]:
    return [b.accessibleName() for b in dialog.actions_bar.findChildren(QPushButton) if b.isVisible()]


def place_of(dialog: ManageSessionsDialog, row: int) -> QPoint:
    return dialog.table.visualRect(dialog.table.model().index(row, 0)).center()


def test_it_has_its_names(dialog: ManageSessionsDialog, did: Did) -> None:
    assert dialog.accessibleName() == dialog.windowTitle() == "Manage sessions"
    table = QAccessible.queryAccessibleInterface(dialog.table)
    assert table is not None
    assert table.text(QAccessible.Text.Name) == "All sessions"
    assert table.role() == QAccessible.Role.Table
    dialog.show_counts({Tab.ACTIVE: 3, Tab.ARCHIVED: 0, Tab.TRASH: 12, Tab.EXPIRING: 1})
    spoken = [dialog.tabs.accessibleTabName(tab) for tab in range(4)]
    assert spoken == ["Active, 3", "Archived, 0", "Trash, 12", "Expiring soon, 1"]
    assert not did


def test_a_click_shows_a_session_and_ctrl_or_shift_only_choose(
    qtbot: QtBot, dialog: ManageSessionsDialog, did: Did
) -> None:
    clicked: list[str] = []
    dialog.session_clicked.connect(clicked.append)
    view, left = dialog.table.viewport(), Qt.MouseButton.LeftButton
    qtbot.mouseClick(view, left, pos=place_of(dialog, 0))
    qtbot.mouseClick(view, left, Qt.KeyboardModifier.ControlModifier, place_of(dialog, 1))
    qtbot.mouseClick(view, left, Qt.KeyboardModifier.ShiftModifier, place_of(dialog, 2))
    assert clicked == ["a"]
    assert [row.id for row in dialog.table.chosen()] == ["a", "b", "c"]
    assert dialog.actions_bar.summary() == "3 sessions chosen"
    dialog.tabs.setCurrentIndex(2)
    qtbot.mouseClick(view, left, pos=place_of(dialog, 0))
    qtbot.mouseDClick(view, left, pos=place_of(dialog, 0))
    assert clicked == ["a"], "what is in the trash is called back first"
    assert not did


def test_keys_alone_do(qtbot: QtBot, dialog: ManageSessionsDialog, did: Did) -> None:
    confirmed: list[str] = []
    dialog.session_confirmed.connect(confirmed.append)
    assert dialog.table.hasFocus()
    qtbot.keyClick(dialog, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert dialog.search.hasFocus()
    qtbot.keyClick(dialog.search, Key.Key_Return)
    assert dialog.table.hasFocus()
    assert [row.id for row in dialog.table.chosen()] == ["a"]
    qtbot.keyClick(dialog.table, Key.Key_Down)
    qtbot.keyClick(dialog.table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(dialog.table, Key.Key_Delete)
    assert did == [(Verb.TRASH, ["b", "c"])]
    qtbot.keyClick(dialog.table, Key.Key_Return)
    assert confirmed == ["c"]
    qtbot.keyClick(dialog.table, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(dialog.table.chosen()) == 3


def test_tab_reaches_everything(qtbot: QtBot, dialog: ManageSessionsDialog, did: Did) -> None:
    dialog.table.selectRow(0)
    reached = []
    for _ in range(12):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused.accessibleName())
        qtbot.keyClick(focused, Key.Key_Tab)
    assert {"All sessions", "Which sessions", "Filter sessions", "Pin", "Archive", "Move to trash", "Open"} <= set(
        reached
    )
    assert not did


def test_the_head_sorts_by_pointer_and_by_keys(qtbot: QtBot, dialog: ManageSessionsDialog, did: Did) -> None:
    orders: list[Order] = []
    header = dialog.table.header
    header.order_chosen.connect(orders.append)
    place = QPoint(header.sectionViewportPosition(Column.MESSAGES) + 20, 10)
    for _ in range(2):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    header.setFocus()
    assert header.accessibleName() == "Sort by Messages"
    qtbot.keyClick(header, Key.Key_Right)
    assert header.accessibleName() == "Sort by Expires"
    qtbot.keyClick(header, Key.Key_Space)
    qtbot.keyClick(header, Key.Key_Return)
    header.viewport().grab()
    assert orders == [
        Order(Column.MESSAGES, descending=True),
        Order(Column.MESSAGES, descending=False),
        Order(Column.EXPIRES, descending=False),
        Order(Column.EXPIRES, descending=True),
    ]
    assert not did


def test_each_tab_offers_what_fits(dialog: ManageSessionsDialog, did: Did) -> None:
    offered = []
    for tab in range(4):
        dialog.tabs.setCurrentIndex(tab)
        dialog.table.selectRow(0)
        offered.append(buttons(dialog))
    live = ["Pin", "Archive", "Export…", "Move to trash", "Open"]
    assert offered == [
        live,
        ["Pin", "Unarchive", "Export…", "Move to trash", "Open"],
        ["Delete for good", "Restore"],
        live,
    ]
    dialog.tabs.setCurrentIndex(0)
    dialog.table.selectRow(1)
    assert buttons(dialog)[0] == "Unpin"
    assert not did


def test_buttons_wait_for_a_choice(dialog: ManageSessionsDialog, model: SessionTableModel, did: Did) -> None:
    (open_button,) = [b for b in dialog.findChildren(QPushButton) if b.accessibleName() == "Open"]
    assert dialog.actions_bar.summary() == "3 sessions"
    assert not open_button.isEnabled()
    dialog.table.selectRow(0)
    assert open_button.isEnabled()
    dialog.table.selectAll()
    assert not open_button.isEnabled(), "only one can be opened"
    model.show([], Tab.ACTIVE)
    assert buttons(dialog) == []
    assert dialog.actions_bar.summary() == ""
    assert not did


def test_what_is_chosen_stays_chosen_when_rows_move(
    dialog: ManageSessionsDialog, model: SessionTableModel, did: Did
) -> None:
    dialog.table.selectRow(1)
    model.show([a_row("new"), *ROWS[::-1]], Tab.ACTIVE)
    assert [row.id for row in dialog.table.chosen()] == ["b"]
    assert dialog.table.currentIndex().row() == 2
    model.show(ROWS[:1], Tab.ACTIVE)
    assert dialog.table.chosen() == []
    assert dialog.table.currentIndex().row() == 0, "the keys go on from about there"
    assert not did


def test_deleting_for_good_is_asked_in_place(
    qtbot: QtBot, dialog: ManageSessionsDialog, model: SessionTableModel, did: Did
) -> None:
    dialog.tabs.setCurrentIndex(2)
    dialog.table.selectAll()
    qtbot.keyClick(dialog.table, Key.Key_Delete)
    assert dialog.confirmation.question() == (
        "Delete 3 sessions for good? 6 messages go too, and cannot be called back."
    )
    assert not [window for window in QApplication.topLevelWidgets() if window.isModal()]
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Keep"
    qtbot.keyClick(focused, Key.Key_Escape)
    assert not dialog.confirmation.isVisible()
    assert dialog.isVisible()
    assert dialog.table.hasFocus()
    press(qtbot, dialog, "Delete for good")
    press(qtbot, dialog.confirmation, "Keep")
    assert not did
    press(qtbot, dialog, "Delete for good")
    model.show(list(ROWS), Tab.TRASH)
    assert dialog.confirmation.isVisible(), "the same rows, read anew"
    dialog.table.selectRow(0)
    assert not dialog.confirmation.isVisible(), "another choice is another question"
    press(qtbot, dialog, "Delete for good")
    press(qtbot, dialog.confirmation, "Delete for good")
    assert did == [(Verb.DELETE, ["a"])]


def test_the_menu_offers_the_same(dialog: ManageSessionsDialog, did: Did) -> None:
    place = place_of(dialog, 1)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, dialog.table.viewport().mapToGlobal(place))
    QApplication.sendEvent(dialog.table.viewport(), event)
    (menu,) = dialog.actions_bar.findChildren(QMenu)
    actions = {action.text().split("\t")[0]: action for action in menu.actions() if not action.isSeparator()}
    assert list(actions) == ["Open", "Move to trash", "Export…", "Archive", "Unpin"]
    actions["Archive"].trigger()
    assert did == [(Verb.ARCHIVE, ["b"])]
    menu.close()


def test_escape_empties_the_filter_then_closes(qtbot: QtBot, dialog: ManageSessionsDialog, did: Did) -> None:
    dialog.search.setFocus()
    qtbot.keyClicks(dialog.search, "tea")
    qtbot.keyClick(dialog.search, Key.Key_Escape)
    assert dialog.search.text() == ""
    assert dialog.isVisible()
    qtbot.keyClick(dialog.search, Key.Key_Escape)
    assert not dialog.isVisible()
    assert not did


def test_a_narrow_table_leaves_columns_out(dialog: ManageSessionsDialog, did: Did) -> None:
    def hidden() -> list[Column]:
        return [column for column in Column if dialog.table.isColumnHidden(column)]

    dialog.resize(1280, 600)
    assert hidden() == []
    dialog.resize(860, 560)
    assert hidden() == [Column.CREATED]
    dialog.resize(600, 400)
    assert hidden()[:2] == [Column.PERSONA, Column.CREATED]
    assert dialog.table.columnWidth(Column.NAME) > 120
    assert not did


@pytest.mark.parametrize("points", [9, 10.5, 16])
def test_columns_have_room_for_their_words(
    qtbot: QtBot, dialog: ManageSessionsDialog, model: SessionTableModel, points: float
) -> None:
    font = QFont(dialog.table.font())
    font.setPointSizeF(points)
    dialog.table.setFont(font)
    words = QFontMetrics(scaled(font, 0.9))
    model.show([a_row("a", hours=72, goes_at=NOW + timedelta(minutes=38), messages=123_456)], Tab.ACTIVE)
    model.set_sizes({"a": 762})
    widths = column_widths(dialog.table)
    for column, width in widths.items():
        assert words.horizontalAdvance(str(model.index(0, column).data())) < width - 2 * PADDING, column


def test_no_rows_are_explained(dialog: ManageSessionsDialog, model: SessionTableModel) -> None:
    model.show([], Tab.ARCHIVED)
    dialog.set_empty_words("Nothing is archived.")
    assert dialog.table.empty_words() == dialog.table.accessibleDescription() == "Nothing is archived."
    dialog.table.viewport().grab()
    model.show(ROWS, Tab.ACTIVE)
    dialog.set_empty_words("Never seen")
    assert dialog.table.empty_words() == dialog.table.accessibleDescription() == ""
