"""The window on a full disk: the words stay where they were written, and all goes on when there is room."""

from PySide6.QtCore import Qt

from desktop_app.domain.errors import UserError
from desktop_app.engines.scripted import Pause
from tests.support.desk import Opening
from tests.support.full_store import full
from tests.support.qt_loop import until
from tests.support.script import Script

LONG = "word " * 4_000
FULL = UserError("store_full").message


async def test_what_the_disk_has_no_room_for_stays_in_the_composer(opening: Opening) -> None:
    async with opening() as desk:
        desk.type_and_send("before")
        await desk.answered()
        editor = desk.window.composer.editor
        async with full(desk.services.changes._database):
            editor.setPlainText(LONG)
            desk.qtbot.keyClick(editor, Qt.Key.Key_Return)
            await until(lambda: FULL in desk.notices())
            await until(lambda: not desk.window.composer.is_streaming())
            assert desk.window.composer.text() == LONG
            assert len(desk.transcript()) == 2
            assert desk.notices().count(FULL) == 1
        desk.qtbot.keyClick(editor, Qt.Key.Key_Return)
        await until(lambda: len(desk.transcript()) == 4)
        assert desk.window.composer.text() == ""


async def test_an_answer_the_disk_has_no_room_for_is_shown_and_stored_when_there_is(
    opening: Opening, script: Script
) -> None:
    async with opening() as desk:
        script.next("begun, ", Pause(0.1), LONG * 20)
        async with full(desk.services.changes._database, room=40):
            desk.type_and_send("go on")
            await until(lambda: FULL in desk.notices())
            await until(lambda: not desk.window.composer.is_streaming())
            await until(lambda: desk.transcript()[-1] == ("assistant", f"begun, {LONG * 20}"))
        await desk.services.changes.made_elsewhere()
        history = await desk.services.sessions.history("ada", desk.session_id)
        assert (history[-1].content, history[-1].status) == (f"begun, {LONG * 20}", "complete")
