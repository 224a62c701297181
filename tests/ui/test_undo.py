"""Undo in the window: the button in a notice, and Ctrl+Z."""

from pathlib import Path

from PySide6.QtCore import Qt

from desktop_app.app import open_services
from desktop_app.domain.settings import Settings
from desktop_app.paths import Paths
from tests.support.clock import FakeClock
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until


def press_undo_keys(desk: Desk) -> None:
    desk.window.composer.focus()
    desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


async def trashed(desk: Desk, session_id: str, name: str) -> None:
    await desk.services.sessions.create("ada", session_id=session_id, name=name)
    desk.shell.sidebar.trash(session_id)
    await until(lambda: f"“{name}” is in the trash." in desk.notices())


async def test_ctrl_z_takes_back_one_after_the_other_and_says_so(opening: Opening) -> None:
    async with opening() as desk:
        await trashed(desk, "a", "First")
        await trashed(desk, "b", "Second")
        press_undo_keys(desk)
        await until(lambda: "“Second” is back." in desk.notices())
        assert "“Second” is in the trash." not in desk.notices(), "its notice has nothing to undo any more"
        assert "“First” is in the trash." in desk.notices()
        press_undo_keys(desk)
        await until(lambda: "“First” is back." in desk.notices())
        await until(lambda: all(desk.shell.sidebar.sessions.row(each) for each in "ab"))
        assert desk.buttons("Undo") == []
        before = desk.notices()
        press_undo_keys(desk)
        assert await desk.services.undo.undo("ada") is None
        assert desk.notices() == before, "nothing is left to undo, and nothing is said"


async def test_two_quick_presses_take_back_two_things(opening: Opening) -> None:
    async with opening() as desk:
        await trashed(desk, "a", "First")
        await trashed(desk, "b", "Second")
        press_undo_keys(desk)
        press_undo_keys(desk)
        await until(lambda: {"“First” is back.", "“Second” is back."} <= set(desk.notices()))


async def test_the_button_of_an_older_notice_takes_back_what_it_says(opening: Opening) -> None:
    async with opening() as desk:
        await trashed(desk, "a", "First")
        await trashed(desk, "b", "Second")
        older, _newer = desk.buttons("Undo")
        desk.qtbot.mouseClick(older, Qt.MouseButton.LeftButton)
        await until(lambda: "“First” is back." in desk.notices())
        assert "“Second” is in the trash." in desk.notices()
        press_undo_keys(desk)
        await until(lambda: "“Second” is back." in desk.notices())


async def test_the_words_in_the_composer_are_undone_first(opening: Opening) -> None:
    async with opening() as desk:
        await trashed(desk, "a", "First")
        desk.window.composer.focus()
        desk.qtbot.keyClicks(desk.window.composer.editor, "abc")
        press_undo_keys(desk)
        assert desk.window.composer.text() == ""
        assert "“First” is in the trash." in desk.notices()
        press_undo_keys(desk)
        await until(lambda: "“First” is back." in desk.notices())


async def test_what_one_sees_anyway_gets_no_notice_and_can_be_undone(opening: Opening) -> None:
    async with opening() as desk:
        desk.shell.sidebar.rename(desk.session_id, "Trip")
        await until(lambda: desk.window.windowTitle() == "Trip — Parley")
        desk.shell.sidebar.toggle_pin(desk.session_id)
        await until(lambda: bool((row := desk.shell.sidebar.sessions.row(desk.session_id)) and row.pinned))
        desk.shell.chat.change_persona("sakura")
        await until(lambda: desk.shell.chat.session is not None and desk.shell.chat.session.persona == "sakura")
        assert desk.notices() == []
        press_undo_keys(desk)
        await until(lambda: desk.shell.chat.session is not None and desk.shell.chat.session.persona != "sakura")
        press_undo_keys(desk)
        await until(lambda: bool((row := desk.shell.sidebar.sessions.row(desk.session_id)) and not row.pinned))
        press_undo_keys(desk)
        await until(lambda: desk.window.windowTitle() == "New session — Parley")
        assert desk.notices()[-1] == "The session is called “New session” again."


async def test_a_cleared_session_shows_what_was_said_again(opening: Opening) -> None:
    async with opening() as desk:
        desk.type_and_send("keep me")
        await desk.answered()
        said = desk.transcript()
        await desk.services.removal.clear("ada", desk.session_id)
        desk.shell.chat.reload()
        await until(lambda: desk.transcript() == [])
        press_undo_keys(desk)
        await until(lambda: desk.transcript() == said)
        assert desk.window.windowTitle() == "keep me — Parley"


async def test_a_deleted_branch_shows_again(opening: Opening) -> None:
    async with opening() as desk:
        for text in ("one", "two"):
            desk.type_and_send(text)
            await until(lambda: ("assistant", f"You said: {text}") in desk.transcript())  # noqa: B023  awaited here
            await until(lambda: not desk.shell.chat.is_streaming(desk.session_id))
        said = desk.transcript()
        await desk.services.removal.delete_branch("ada", desk.session_id, desk.message(2).id)
        desk.shell.chat.reload()
        await until(lambda: desk.transcript() == said[:2])
        press_undo_keys(desk)
        await until(lambda: desk.transcript() == said)


async def test_what_can_no_longer_be_undone_is_said_once(opening: Opening, data_dir: Path) -> None:
    async with opening() as desk:
        await trashed(desk, "a", "First")
        async with open_services(Paths(data_dir, data_dir), Settings(user="ada")) as beside:
            await beside.removal.delete("ada", "a")
        desk.press("Undo")
        await until(lambda: "That can no longer be undone: “First” was deleted for good." in desk.notices())
        assert desk.buttons("Undo") == []


async def test_the_clean_up_is_one_action(opening: Opening, clock: FakeClock) -> None:
    async with opening(timeout_hours=240) as desk:
        for number in range(7):
            await desk.services.sessions.create("ada", session_id=f"{number}")
            if number == 2:
                clock.advance(days=1)
        desk.type_and_send("so that this one is the most recent")
        await desk.answered()
    clock.advance(days=9.5)
    async with opening(timeout_hours=240) as desk:
        await until(lambda: "3 expired sessions are in the trash." in desk.notices())
        desk.press("Undo")
        await until(lambda: "3 sessions are back." in desk.notices())
        await until(lambda: desk.shell.sidebar.sessions.rowCount() == 8)
