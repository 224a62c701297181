"""The dialog over real services: what it shows, does, says and takes back."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListView, QPushButton

from desktop_app.app import open_services
from desktop_app.domain.settings import Settings
from desktop_app.paths import Paths
from desktop_app.ui.manage_sessions.dialog import ManageSessionsDialog
from desktop_app.ui.manage_sessions.rows import Column, Tab
from desktop_app.ui.sidebar.session_menu import SessionMenu
from tests.support.clock import FakeClock
from tests.support.qt_loop import until
from tests.ui.manage_sessions.conftest import Desk, Opening, say

Key = Qt.Key


def transcript(desk: Desk) -> list[str]:
    return [message.content for message in desk.shell.chat.messages.messages()]


def cell(desk: Desk, session_id: str, column: Column) -> str:
    return str(desk.model.index(desk.shown().index(session_id), column).data())


async def test_a_click_switches_and_loads_the_history(opening: Opening) -> None:
    async with opening() as desk:
        await say(desk.services, "one", "First things first")
        desk.click("one")
        await until(lambda: desk.open_id == "one")
        assert transcript(desk) == ["First things first", "You said: First things first"]
        assert desk.dialog.isVisible(), "one may look on"
        assert (
            desk.model.index(desk.shown().index("one"), 0).data(Qt.ItemDataRole.AccessibleTextRole) == "One, open now"
        )
        desk.click("two")
        await until(lambda: desk.open_id == "two")
        assert transcript(desk) == []
        desk.qtbot.keyClick(desk.dialog.table, Key.Key_Return)
        assert not desk.dialog.isVisible()
        assert desk.window.composer.editor.hasFocus() or QApplication.activeWindow() is not desk.window


async def test_it_begins_at_the_open_session(opening: Opening) -> None:
    async with opening() as desk:
        assert [row.id for row in desk.dialog.table.chosen()] == [desk.open_id]
        desk.choose("one")
        desk.shell.sidebar.refresh()
        await until(lambda: not desk.shell._tasks.is_running("refresh sessions"))
        await until(lambda: not desk.shell._tasks.is_running("read all sessions"))
        assert [row.id for row in desk.dialog.table.chosen()] == ["one"], "and stays where one went"


async def test_sizes_and_counts_follow_what_is_said(opening: Opening) -> None:
    async with opening() as desk:
        desk.click("two")
        await until(lambda: desk.open_id == "two" and cell(desk, "two", Column.SIZE) == "0 bytes")
        desk.shell.chat.send("né")
        await until(lambda: len(transcript(desk)) == 2 and not desk.shell.chat.is_streaming("two"))
        await until(lambda: cell(desk, "two", Column.MESSAGES) == "2")
        await until(
            lambda: cell(desk, "two", Column.SIZE) == f"{len('né'.encode()) + len('You said: né'.encode())} bytes"
        )


async def test_many_go_to_the_trash_and_come_back(opening: Opening) -> None:
    async with opening() as desk:
        desk.choose("one", "three")
        desk.press("Move to trash")
        await until(lambda: desk.notices() == ["2 sessions are in the trash."])
        await until(lambda: desk.shown() == ["two"])
        await until(lambda: desk.open_id == "two")  # the open one went away
        await until(lambda: desk.shell.sidebar.sessions.rowCount() == 1)
        assert desk.window.notices.window() is desk.dialog, "said where one looks"
        desk.press("Undo")
        await until(lambda: sorted(desk.shown()) == ["one", "three", "two"])
        await until(lambda: desk.shell.sidebar.sessions.rowCount() == 3)


async def test_archive_and_back(opening: Opening) -> None:
    async with opening() as desk:
        desk.choose("one", "two")
        desk.press("Archive")
        await until(lambda: desk.notices() == ["2 sessions are in the archive."])
        await desk.show(Tab.ARCHIVED, "one", "two")
        desk.choose("one")
        desk.press("Unarchive")
        await until(lambda: desk.notices()[-1] == "“One” is back in the list.")
        await desk.show(Tab.ARCHIVED, "two")
        desk.qtbot.keyClick(desk.dialog, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await desk.show(Tab.ARCHIVED, "one", "two")
        desk.qtbot.keyClick(desk.dialog, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await desk.show(Tab.ARCHIVED)
        assert "Nothing is archived" in desk.dialog.table.empty_words()


async def test_pin_and_unpin(opening: Opening) -> None:
    async with opening() as desk:
        desk.choose("one", "two")
        desk.press("Pin")
        await until(lambda: cell(desk, "one", Column.EXPIRES) == cell(desk, "two", Column.EXPIRES) == "never")
        assert [row.id for row in desk.dialog.table.chosen()] == desk.shown()[1:]
        desk.press("Unpin")
        await until(lambda: cell(desk, "one", Column.EXPIRES) == cell(desk, "three", Column.EXPIRES))
        assert desk.notices() == [], "one sees it happen"


async def test_restore_and_delete_for_good_with_a_receipt(opening: Opening) -> None:
    async with opening() as desk:
        await say(desk.services, "one", "To be forgotten")
        await desk.services.shelves.trash("ada", ["one", "two"])
        desk.shell.sidebar.refresh()
        await desk.show(Tab.TRASH, "one", "two")
        assert cell(desk, "one", Column.EXPIRES) == "in 14 days"
        desk.choose("two")
        desk.press("Restore")
        await until(lambda: desk.notices()[1:] == ["“Two” is back."])
        await desk.show(Tab.TRASH, "one")
        desk.qtbot.keyClick(desk.dialog, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await desk.show(Tab.TRASH, "one", "two")
        desk.choose("two")
        desk.press("Restore")
        await desk.show(Tab.TRASH, "one")
        desk.choose("one")
        desk.press("Delete for good")
        assert await desk.services.sessions.history("ada", "one")
        (yes,) = [b for b in desk.dialog.confirmation.findChildren(QPushButton) if b.accessibleName() != "Keep"]
        desk.qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
        await until(lambda: desk.notices()[-1] == "Deleted for good: 1 session, 2 messages.")
        await desk.show(Tab.TRASH)
        assert "waits here for 14 days" in desk.dialog.table.empty_words()
        assert [session.id for session in await desk.services.shelves.overview("ada")] == ["three", "two"]


async def test_what_was_learned_in_a_session_can_be_kept_when_it_is_deleted_for_good(opening: Opening) -> None:
    async with opening() as desk:
        await say(desk.services, "one", "I live in Lisbon")
        await desk.services.shelves.trash("ada", ["one"])
        desk.shell.sidebar.refresh()
        await desk.show(Tab.TRASH, "one")
        desk.choose("one")
        desk.press("Delete for good")
        confirmation = desk.dialog.confirmation
        await until(confirmation.keep_box.isVisible)
        assert confirmation.keep_box.accessibleName() == "Keep the fact learned there"
        confirmation.keep_box.setChecked(True)
        (yes,) = [b for b in confirmation.findChildren(QPushButton) if b.accessibleName() == "Delete for good"]
        desk.qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
        await until(lambda: any(words.startswith("Deleted for good: 1 session, 2") for words in desk.notices()))
        (fact,) = await desk.services.facts.list_facts("ada")
        assert (fact.value, fact.source_message_id) == ("Lisbon", None)


async def test_expiring_soon_and_empty_words(opening: Opening) -> None:
    async with opening(temporary_timeout_hours=3) as desk:
        await desk.show(Tab.EXPIRING)
        assert desk.dialog.table.empty_words() == "Nothing expires within a day."
        await desk.services.sessions.create("ada", session_id="brief", temporary=True)
        desk.shell.sidebar.refresh()
        desk.dialog.search.setText("nowhere")
        await until(lambda: "contains “nowhere”" in desk.dialog.table.empty_words())
        desk.dialog.search.clear()


async def test_the_filter_leaves_what_contains_the_words(opening: Opening) -> None:
    async with opening() as desk:
        desk.qtbot.keyClicks(desk.dialog.search, "T")
        await until(lambda: desk.shown() == ["three", "two", "one"])
        desk.qtbot.keyClicks(desk.dialog.search, "H")
        await until(lambda: desk.shown() == ["three"])
        desk.dialog.search.clear()
        await until(lambda: len(desk.shown()) == 3)


async def test_what_happens_elsewhere_shows(opening: Opening, clock: FakeClock, data_dir: Path) -> None:
    async with opening() as desk:
        desk.shell.sidebar.rename("one", "Tea")
        await until(lambda: cell(desk, "one", Column.NAME) == "Tea")
        desk.shell.sidebar.trash("two")
        await until(lambda: "two" not in desk.shown())
        paths = Paths(data_dir, data_dir)
        async with open_services(paths, Settings(user="ada"), clock) as beside:
            await beside.sessions.create("ada", session_id="made beside")
            await until(lambda: "made beside" in desk.shown())


async def test_one_dialog_at_a_time_and_notices_go_home(opening: Opening) -> None:
    async with opening() as desk:
        first = desk.dialog
        desk.window.manage_requested.emit()
        assert desk.dialog is first
        first.reject()
        assert desk.window.notices.window() is desk.window
        await until(lambda: not desk.window.findChildren(ManageSessionsDialog))
        desk.shell.sidebar.trash("one")
        await until(lambda: desk.notices() == ["“One” is in the trash."])
        desk.window.manage_requested.emit()
        await desk.show(Tab.ACTIVE, "two", "three")
        desk.press("Undo")
        await desk.show(Tab.ACTIVE, "one", "two", "three")


async def test_clear_history_and_archive_from_the_sidebar(opening: Opening) -> None:
    async with opening() as desk:
        await say(desk.services, "two", "Once said")
        desk.click("two")
        await until(lambda: desk.open_id == "two" and len(transcript(desk)) == 2)
        desk.dialog.reject()
        (sessions,) = [v for v in desk.window.findChildren(QListView) if v.accessibleName() == "Sessions"]
        model = sessions.model()
        row = next(row for row in range(model.rowCount()) if model.index(row, 0).data() == "Two")
        sessions._open_menu(model.index(row, 0), sessions.rect().center())  # type: ignore[attr-defined]
        (menu,) = desk.window.findChildren(SessionMenu)
        (clear,) = [action for action in menu.actions() if action.text() == "Clear history"]
        clear.trigger()
        menu.close()
        await until(lambda: transcript(desk) == [] and desk.notices())
        assert desk.notices() == ["“Two” was cleared. What was said is in the trash."]
        desk.window.undo_requested.emit()
        await until(lambda: len(transcript(desk)) == 2)
        desk.window.clear_requested.emit()
        await until(lambda: transcript(desk) == [])
        desk.window.sidebar.archive_requested.emit("one")
        await until(lambda: desk.shell.sidebar.sessions.row("one") is None)
