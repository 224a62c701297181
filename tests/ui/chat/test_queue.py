"""A message written while an answer comes: it waits, is sent after it, and is never lost."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.domain.errors import UserError
from desktop_app.engines.scripted import HANG, Pause
from desktop_app.ui.composer.queue_card import QueueCard
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until
from tests.support.script import Script


async def begin_answer(desk: Desk, text: str = "first") -> None:
    desk.type_and_send(text)
    await until(lambda: ("assistant", "begun") in desk.transcript())


def card_texts(desk: Desk) -> list[str]:
    cards = [card for card in desk.window.findChildren(QueueCard) if card.isVisible()]
    return [card._words.text() for card in cards]


def press(desk: Desk, name: str) -> None:
    (button,) = [w for w in desk.window.findChildren(QWidget) if w.accessibleName() == name and w.isVisible()]
    desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def said(desk: Desk) -> list[str]:
    return [text for role, text in desk.transcript() if role == "user"]


async def test_what_was_sent_while_an_answer_came_is_sent_after_it_as_one(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        script.next("begun", Pause(0.5), " and done")
        await begin_answer(desk)
        desk.type_and_send("second")
        assert desk.window.composer.text() == ""
        assert card_texts(desk) == ["second"]
        desk.type_and_send("third")
        assert card_texts(desk) == ["second third"]
        desk.qtbot.keyClicks(desk.window.composer.editor, "half")
        await until(lambda: len(desk.transcript()) == 4 and not desk.shell.chat.is_streaming(desk.session_id))
        assert said(desk) == ["first", "second\n\nthird"]
        assert desk.transcript()[1] == ("assistant", "begun and done")
        assert card_texts(desk) == []
        assert desk.window.composer.text() == "half"


async def test_stop_gives_what_waits_back_before_what_is_written(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        script.next("begun", HANG)
        await begin_answer(desk)
        desk.type_and_send("second")
        desk.qtbot.keyClicks(desk.window.composer.editor, "half")
        desk.qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
        await until(lambda: not desk.window.composer.is_streaming())
        assert desk.window.composer.text() == "second\n\nhalf"
        assert card_texts(desk) == []
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Return)
        await until(lambda: said(desk) == ["first", "second\n\nhalf"])


async def test_a_failure_gives_what_waits_back(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        failure = UserError("engine_unreachable", base_url="http://127.0.0.1:1/v1")
        script.next("begun", Pause(0.3), failure)
        await begin_answer(desk)
        desk.type_and_send("second")
        await until(lambda: failure.message in desk.notices())
        await until(lambda: not desk.window.composer.is_streaming())
        assert desk.window.composer.text() == "second"
        assert said(desk) == ["first"]


async def test_what_waits_belongs_to_its_session(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        first = desk.session_id
        other = (await desk.services.sessions.create("ada", name="Other")).session.id
        script.next("begun", HANG)
        await begin_answer(desk)
        desk.type_and_send("second")
        desk.qtbot.keyClicks(desk.window.composer.editor, "half")
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        assert (card_texts(desk), desk.window.composer.text()) == ([], "")
        desk.shell.chat.open(first)
        await until(lambda: desk.session_id == first)
        assert (card_texts(desk), desk.window.composer.text()) == (["second"], "half")
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        desk.shell._tasks.stop(f"send to {first}")
        await until(lambda: not desk.shell.chat.is_streaming(first))
        assert desk.window.composer.text() == ""
        desk.shell.chat.open(first)
        await until(lambda: desk.session_id == first)
        await until(lambda: desk.window.composer.text() == "second\n\nhalf")


async def test_what_waits_is_sent_in_a_session_that_is_not_looked_at(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        first = desk.session_id
        other = (await desk.services.sessions.create("ada", name="Other")).session.id
        script.next("begun", Pause(0.3))
        await begin_answer(desk)
        desk.type_and_send("second")
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        await until(lambda: not desk.shell.chat.is_streaming(first))
        history = await desk.services.sessions.history("ada", first)
        assert [message.content for message in history][::2] == ["first", "second"]
        assert await desk.services.sessions.read_draft(first) == ""


async def test_what_waits_is_a_draft_when_the_window_closes(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        script.next("begun", HANG)
        await begin_answer(desk)
        desk.type_and_send("second")
        desk.qtbot.keyClicks(desk.window.composer.editor, "half")
        await until(lambda: not desk.shell.chat.unsent._drafts._unsaved)
        # Also before it closes, for a window that is killed.
        assert await desk.services.sessions.read_draft(desk.session_id) == "second"
    async with opening() as desk:
        assert desk.window.composer.text() == "second\n\nhalf"
        assert card_texts(desk) == []


async def test_edit_takes_it_into_the_composer_and_remove_can_be_undone(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        script.next("begun", HANG)
        await begin_answer(desk)
        desk.type_and_send("second")
        press(desk, "Edit the next message")
        assert (card_texts(desk), desk.window.composer.text()) == ([], "second")
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Return)
        assert (card_texts(desk), desk.window.composer.text()) == (["second"], "")
        press(desk, "Remove the next message")
        assert (card_texts(desk), desk.window.composer.text()) == ([], "")
        await until(lambda: not desk.shell.chat.unsent._drafts._unsaved)
        assert await desk.services.sessions.read_draft(desk.session_id) == ""
        press(desk, "Undo")
        assert desk.window.composer.text() == "second"
        desk.shell.chat.stop()
        await until(lambda: not desk.window.composer.is_streaming())


async def test_a_message_sent_in_the_moment_an_answer_ends_does_not_wait_for_another(
    opening: Opening, script: Script
) -> None:
    async with opening() as desk:

        def send_at_once(streaming: bool) -> None:
            if not streaming and len(said(desk)) == 1:
                desk.type_and_send("second")

        script.next("begun")
        desk.shell.chat.streaming_changed.connect(send_at_once)
        await begin_answer(desk)
        await until(lambda: said(desk) == ["first", "second"])
        await until(lambda: not desk.window.composer.is_streaming())
        assert card_texts(desk) == []
