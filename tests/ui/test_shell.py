"""The whole window over real services, with an engine that follows a script."""

from contextlib import aclosing
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView, QPushButton

from desktop_app.app import open_services
from desktop_app.domain.errors import UserError
from desktop_app.domain.settings import Settings
from desktop_app.engines.scripted import HANG
from desktop_app.paths import Paths
from desktop_app.services.chat import SendRequest
from desktop_app.ui.chat_header.affinity_chip import AffinityChip
from desktop_app.ui.new_session.dialog import NewSessionDialog
from desktop_app.ui.persona_picker.menu import PersonaMenu
from tests.support.clock import FakeClock
from tests.support.desk import Opening
from tests.support.qt_loop import until
from tests.support.script import Script


async def test_a_session_is_open_and_the_cursor_in_the_composer(opening: Opening) -> None:
    async with opening() as desk:
        assert desk.shell.chat.session is not None
        await until(lambda: desk.shell.sidebar.sessions.rowCount() == 1)
        assert desk.window.windowTitle() == "New session — Parley"
        assert not desk.window.composer.text()


async def test_a_message_is_answered_and_everything_shows_it(opening: Opening) -> None:
    async with opening() as desk:
        desk.type_and_send("My name is Ada")
        await desk.answered()
        assert desk.transcript() == [("user", "My name is Ada"), ("assistant", "You said: My name is Ada")]
        assert desk.window.composer.text() == ""
        assert desk.window.windowTitle() == "My name is Ada — Parley"
        row = desk.shell.sidebar.sessions.row(desk.session_id)
        assert row is not None
        assert (row.name, row.preview) == ("My name is Ada", "You said: My name is Ada")


async def test_stop_keeps_what_came_and_frees_the_composer(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        script.next("as far as this", HANG)
        desk.type_and_send("go on")
        await until(lambda: ("assistant", "as far as this") in desk.transcript())
        assert desk.window.composer.is_streaming()
        desk.qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
        await until(lambda: not desk.window.composer.is_streaming())
        await until(lambda: desk.message(1).status == "interrupted")
        desk.type_and_send("again")
        await until(lambda: len(desk.transcript()) == 4)


async def test_what_could_not_be_sent_is_back_in_the_composer_with_the_reason(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        failure = UserError("engine_unreachable", base_url="http://127.0.0.1:1/v1")
        script.next(failure)
        desk.type_and_send("hello?")
        await until(lambda: failure.message in desk.notices())
        assert desk.window.composer.text() == "hello?"
        await until(lambda: desk.message(1).status == "failed")
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Return)
        await until(lambda: desk.transcript() == [("user", "hello?"), ("assistant", "You said: hello?")])
        history = await desk.services.sessions.history("ada", desk.session_id, all_branches=True)
        assert [message.content for message in history] == ["hello?", "", "You said: hello?"]


async def test_a_failed_answer_can_be_tried_again(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        script.next(UserError("engine_unreachable", base_url="x"))
        desk.type_and_send("hello?")
        await until(lambda: len(desk.transcript()) == 2 and desk.message(1).status == "failed")
        desk.window.composer.editor.clear()
        await until(lambda: bool(desk.buttons("Try again")))
        desk.press("Try again")
        await until(lambda: desk.transcript() == [("user", "hello?"), ("assistant", "You said: hello?")])


async def test_a_bug_is_said_quietly_and_the_window_goes_on(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        script.next(ValueError("oops"))
        desk.type_and_send("hello?")
        await until(lambda: any("Something went wrong" in text for text in desk.notices()))
        desk.window.composer.editor.clear()
        desk.type_and_send("still there?")
        await until(lambda: ("assistant", "You said: still there?") in desk.transcript())


async def test_a_new_session_with_another_persona_and_back(opening: Opening) -> None:
    async with opening() as desk:
        desk.type_and_send("first")
        await desk.answered()
        first = desk.session_id
        desk.press("New session")
        (dialog,) = desk.window.findChildren(NewSessionDialog)
        (create,) = [b for b in dialog.findChildren(QPushButton) if b.accessibleName() == "Create session"]
        assert not create.isEnabled()
        (personas,) = [view for view in dialog.findChildren(QListView) if view.accessibleName() == "Persona"]
        model = personas.model()
        (row,) = [row for row in range(model.rowCount()) if model.index(row, 0).data() == "Sakura"]
        personas.setCurrentIndex(model.index(row, 0))
        desk.qtbot.mouseClick(create, Qt.MouseButton.LeftButton)
        await until(lambda: desk.shell.chat.session is not None and desk.session_id != first)
        assert desk.shell.chat.session is not None
        assert desk.shell.chat.session.persona == "sakura"
        assert desk.transcript() == []
        second = desk.session_id
        await until(lambda: desk.shell.sidebar.sessions.rowCount() == 2)
        desk.window.sidebar.session_chosen.emit(first)
        await until(lambda: desk.session_id == first)
        assert desk.transcript()[0] == ("user", "first")
        desk.window.sidebar.session_chosen.emit(second)
        await until(lambda: desk.session_id == second)


async def test_an_answer_goes_on_while_another_session_is_looked_at(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        first = desk.session_id
        other = (await desk.services.sessions.create("ada", name="Other")).session.id
        script.next("begun", HANG)
        desk.type_and_send("long story")
        await until(lambda: ("assistant", "begun") in desk.transcript())
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        assert not desk.window.composer.is_streaming()
        desk.type_and_send("meanwhile")
        await until(lambda: ("assistant", "You said: meanwhile") in desk.transcript())
        desk.shell.chat.open(first)
        await until(lambda: desk.session_id == first)
        assert desk.window.composer.is_streaming()
        assert desk.transcript()[-1] == ("assistant", "begun")
        desk.shell.chat.stop()
        await until(lambda: not desk.shell.chat.is_streaming(first))


async def test_drafts_stay_with_their_sessions_and_survive_a_restart(opening: Opening) -> None:
    async with opening() as desk:
        first = desk.session_id
        desk.qtbot.keyClicks(desk.window.composer.editor, "half a thou")
        other = (await desk.services.sessions.create("ada", name="Other")).session.id
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        assert desk.window.composer.text() == ""
        desk.shell.chat.open(first)
        await until(lambda: desk.session_id == first)
        assert desk.window.composer.text() == "half a thou"
        desk.qtbot.keyClicks(desk.window.composer.editor, "ght")
    async with opening() as desk:
        desk.shell.chat.open(first)
        await until(lambda: desk.session_id == first)
        assert desk.window.composer.text() == "half a thought"


async def test_trash_and_undo(opening: Opening) -> None:
    async with opening() as desk:
        desk.type_and_send("keep me")
        await desk.answered()
        gone = desk.session_id
        desk.shell.sidebar.trash(gone)
        await until(lambda: any("keep me" in text for text in desk.notices()))
        await until(lambda: desk.shell.chat.session is not None and desk.session_id != gone)
        desk.press("Undo")
        await until(lambda: desk.shell.sidebar.sessions.row(gone) is not None)
        desk.shell.sidebar.trash(gone)
        await until(lambda: desk.shell.sidebar.sessions.row(gone) is None)
        desk.window.undo_requested.emit()
        await until(lambda: desk.shell.sidebar.sessions.row(gone) is not None)


async def test_expired_sessions_go_to_the_trash_at_start_with_undo(opening: Opening, clock: FakeClock) -> None:
    async with opening(timeout_hours=240) as desk:
        kept = desk.session_id
        await desk.services.sessions.create("ada", session_id="old", name="Old one")
        clock.advance(minutes=1)
        desk.type_and_send("so that this one is the most recent")
        await desk.answered()
    clock.advance(days=11)
    async with opening(timeout_hours=240) as desk:
        await until(lambda: any("Old one" in text and "trash" in text for text in desk.notices()))
        assert desk.session_id == kept
        assert [session.id for session in await desk.services.sessions.list_sessions("ada")] == [kept]
        desk.press("Undo")
        await until(lambda: desk.shell.sidebar.sessions.row("old") is not None)


async def test_rename_and_pin(opening: Opening) -> None:
    async with opening() as desk:
        desk.shell.sidebar.rename(desk.session_id, "Trip to Kyoto")
        await until(lambda: desk.window.windowTitle() == "Trip to Kyoto — Parley")
        desk.shell.sidebar.toggle_pin(desk.session_id)
        await until(lambda: bool((row := desk.shell.sidebar.sessions.row(desk.session_id)) and row.pinned))


async def test_another_persona_can_answer_in_mid_session(opening: Opening) -> None:
    async with opening() as desk:
        desk.type_and_send("one")
        await desk.answered()
        desk.window.header.persona_clicked.emit()
        (menu,) = desk.window.findChildren(PersonaMenu)
        (sakura,) = [action for action in menu.actions() if action.data() == "sakura"]
        sakura.trigger()
        menu.close()
        await until(lambda: desk.shell.chat.session is not None and desk.shell.chat.session.persona == "sakura")
        desk.type_and_send("two")
        await until(lambda: len(desk.transcript()) == 4 and not desk.shell.chat.is_streaming(desk.session_id))
        assert [m.persona for m in desk.shell.chat.messages.messages() if m.persona] == ["default_assistant", "sakura"]


async def test_what_the_command_line_writes_shows_up(opening: Opening, data_dir: Path) -> None:
    async with opening() as desk:
        settings = Settings(user="ada")
        async with open_services(Paths(data_dir, data_dir), settings) as beside:
            await beside.sessions.create("ada", session_id="made beside", name="Made beside")
            await until(lambda: desk.shell.sidebar.sessions.row("made beside") is not None)


async def test_openers_are_sent_when_pressed(opening: Opening) -> None:
    async with opening() as desk:
        opener = desk.services.personas.get("default_assistant").openers[0]
        await until(lambda: desk.buttons(opener))
        desk.press(opener)
        await desk.answered()
        assert desk.transcript()[0] == ("user", opener)


async def test_the_heart_follows_what_another_program_said(opening: Opening) -> None:
    async with opening() as desk:
        heart = desk.window.header.findChild(AffinityChip)
        assert heart is not None
        before = heart.accessibleDescription()
        request = SendRequest("ada", "Thank you, that was lovely!", session_id=desk.session_id)
        async with aclosing(desk.services.chat.send(request)) as events:
            assert [event async for event in events]
        desk.shell.chat.reload()
        await until(lambda: heart.accessibleDescription() != before)
