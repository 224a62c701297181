"""Outline and comparison of the open session, in the whole window."""

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.domain.messages import MessageStatus, Role
from desktop_app.domain.outline import Beginning, Node, forks_of, outline
from desktop_app.services.chat import AgainRequest
from desktop_app.ui.compare.dialog import CompareDialog
from desktop_app.ui.outline.dialog import OutlineDialog
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until
from tests.support.script import Script
from tests.support.values import MOMENT

_Dialog = TypeVar("_Dialog", CompareDialog, OutlineDialog)


async def answered_twice(desk: Desk, script: Script) -> list[int]:
    """Let a question be answered in two ways; return the ids of the answers, of which the second is shown."""
    script.next("The quick brown fox")
    desk.type_and_send("Tell me")
    await desk.answered()
    first = desk.shell.chat.messages.last_id()
    assert first is not None
    script.next("The slow brown fox")
    async for _event in desk.services.chat.say_again(AgainRequest("ada", desk.session_id, first)):
        pass
    desk.shell.chat.reload()
    await until(lambda: desk.transcript()[-1] == ("assistant", "The slow brown fox"))
    second = desk.shell.chat.messages.last_id()
    assert second is not None
    return [first, second]


def shown(desk: Desk, kind: type[_Dialog]) -> list[_Dialog]:
    return [dialog for dialog in desk.window.findChildren(kind) if dialog.isVisible()]


async def outlined(desk: Desk) -> OutlineDialog:
    desk.qtbot.keyClick(
        desk.window.composer.editor,
        Qt.Key.Key_O,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    await until(lambda: shown(desk, OutlineDialog))
    return shown(desk, OutlineDialog)[0]


async def compared(desk: Desk, message_id: int) -> CompareDialog:
    desk.shell.branches.compare(message_id)
    await until(lambda: shown(desk, CompareDialog))
    (dialog,) = shown(desk, CompareDialog)
    await until(lambda: dialog.count_label.text() != "Comparing…")
    return dialog


async def test_by_keys_to_another_way(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await answered_twice(desk, script)
        dialog = await outlined(desk)
        rows = [dialog.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
        assert rows[0].startswith(
            "Default Assistant: The quick brown fox, way 1 of 2, level 1, to “Tell me” · 1 message · "
        )
        assert rows[1].startswith(
            "Default Assistant: The slow brown fox, way 2 of 2, level 1, shown, to “Tell me” · 1 message · "
        )
        assert dialog.list.currentIndex().row() == 1
        assert dialog.list.hasFocus()
        desk.qtbot.keyClick(dialog.list, Qt.Key.Key_Up)
        desk.qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
        await until(lambda: desk.transcript()[-1] == ("assistant", "The quick brown fox"))
        assert not shown(desk, OutlineDialog)
        assert desk.window.transcript._messages is not None
        assert desk.window.transcript._messages.marked == desk.shell.chat.messages.last_id()


async def test_a_session_without_forks_says_how_to_make_one(opening: Opening) -> None:
    async with opening() as desk:
        dialog = await outlined(desk)
        assert not dialog.list.isVisible()
        desk.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        await until(lambda: not shown(desk, OutlineDialog))
        desk.window.outline_requested.emit()
        await until(lambda: shown(desk, OutlineDialog))
        shown(desk, OutlineDialog)[0].close_button.click()
        await until(lambda: not shown(desk, OutlineDialog))
        desk.window.outline_requested.emit()  # and closing the window takes it away
        await until(lambda: shown(desk, OutlineDialog))


async def test_versions_are_compared_and_the_other_one_shown(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        first, second = await answered_twice(desk, script)
        dialog = await compared(desk, second)
        assert (dialog.old_id(), dialog.new_id()) == (first, second)
        assert dialog.old_box.currentText().endswith(" · Default Assistant")
        assert dialog.count_label.text() == "1 change"
        assert dialog.sides.old.toPlainText() == "The quick brown fox"
        assert not dialog.new_button.isEnabled()
        desk.qtbot.mouseClick(dialog.old_button, Qt.MouseButton.LeftButton)
        await until(lambda: desk.transcript()[-1] == ("assistant", "The quick brown fox"))
        dialog = await compared(desk, first)
        assert (dialog.old_id(), dialog.new_id()) == (first, second)
        dialog.new_box.setCurrentIndex(0)
        await until(lambda: dialog.count_label.text() == "No differences")
        desk.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        await until(lambda: not shown(desk, CompareDialog))


async def test_a_comparison_that_is_left_at_once_ends_well(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        first, second = await answered_twice(desk, script)
        dialog = await compared(desk, second)
        dialog.chosen.emit(first, second)
        desk.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        await until(lambda: not desk.shell._tasks.is_running("compare texts"))
        assert desk.notices() == []


async def test_a_message_with_one_version_is_not_compared(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await answered_twice(desk, script)
        question = desk.message(0).id
        desk.shell.branches.compare(question)
        await until(lambda: not desk.shell._tasks.is_running("compare versions"))
        assert not desk.window.findChildren(CompareDialog)


@pytest.mark.parametrize("key", [Qt.Key.Key_Left, Qt.Key.Key_Right])
def test_left_and_right_go_from_fork_to_fork(qtbot: QtBot, key: Qt.Key) -> None:
    nodes = [Node(1, None, MessageStatus.COMPLETE)]
    for number in range(2, 3_002, 3):
        nodes += [Node(number + step, nodes[-1].id, MessageStatus.COMPLETE) for step in range(3)]
    beginnings = {node.id: Beginning(Role.ASSISTANT, f"message {node.id}", MOMENT, "sakura") for node in nodes}
    dialog = OutlineDialog(outline(forks_of(nodes, nodes[-1].id), beginnings), str.title)
    qtbot.addWidget(dialog)
    dialog.show()
    QApplication.processEvents()
    assert dialog.model.rowCount() == 3_000
    dialog.list.go_to(1_501)
    qtbot.keyClick(dialog.list, key)
    assert dialog.list.currentIndex().row() == (1_500 if key == Qt.Key.Key_Left else 1_503)
    with qtbot.waitSignal(dialog.chosen) as chosen:
        place = dialog.list.visualRect(dialog.list.currentIndex()).center()
        qtbot.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [dialog.model.row(dialog.list.currentIndex().row()).branch.message_id]
