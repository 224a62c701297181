"""The list of all shortcuts: what the window really does by keys, to be searched."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from desktop_app.ui.shortcuts.dialog import ShortcutsDialog
from desktop_app.ui.shortcuts.model import ShortcutRole
from desktop_app.ui.transcript.turns import KEYS
from tests.support.desk import Desk, Opening


def opened(desk: Desk) -> ShortcutsDialog:
    QTest.keyClick(desk.window, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    dialog = desk.shell.shortcuts.dialog
    assert dialog is not None
    return dialog


def listed(dialog: ShortcutsDialog) -> dict[str, tuple[str, ...]]:
    model = dialog.model
    rows = (model.index(row) for row in range(model.rowCount()))
    return {str(index.data()): index.data(ShortcutRole.KEYS) for index in rows}


async def test_it_lists_what_the_window_does_by_keys(opening: Opening) -> None:
    async with opening() as desk:
        dialog = opened(desk)
        shown = listed(dialog)
        for action in desk.window.actions():
            keys = tuple(each.toString() for each in action.shortcuts())
            assert shown.get(action.text().rstrip("…"), ()) == keys
        assert {keys for (keys, *_more) in shown.values()} >= set(KEYS.values())
        assert dialog.list.headings() == ["Parley", "Session", "Message", "Find", "Go to", "View", "On a message"]
        row = QAccessible.queryAccessibleInterface(dialog.list).child(0)
        assert row.text(QAccessible.Text.Name) == "New session: Ctrl+N"
        desk.window.actions()[0].setShortcut("Ctrl+Alt+N")
        dialog.reject()
        assert listed(opened(desk))["New session"] == ("Ctrl+Alt+N",)


async def test_it_can_be_searched(opening: Opening) -> None:
    async with opening() as desk:
        dialog = opened(desk)
        QTest.keyClicks(dialog.search, "find f3")
        assert list(listed(dialog)) == ["Find next", "Find previous"]
        QTest.keyClick(dialog.search, Qt.Key.Key_Down)
        assert dialog.list.currentIndex().row() == 0
        dialog.search.setText("zebra")
        assert dialog.nothing.isVisible()
        assert dialog.nothing.text() == "No shortcut for “zebra”."
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert desk.shell.shortcuts.dialog is None
