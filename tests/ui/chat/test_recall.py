"""What was sent before comes back into the composer, and what was being written is never lost over it."""

from functools import partial

from PySide6.QtCore import Qt

from desktop_app.ui.composer.written import Written
from tests.support.desk import Desk, Opening
from tests.support.long_talk import database_of
from tests.support.qt_loop import until

CONTROL = Qt.KeyboardModifier.ControlModifier


def said(desk: Desk, count: int) -> bool:
    return len(desk.transcript()) == count


async def say(desk: Desk, *texts: str) -> None:
    for number, text in enumerate(texts):
        desk.type_and_send(text)
        await until(partial(said, desk, 2 * number + 2))
        await until(lambda: not desk.window.composer.is_streaming())


async def older(desk: Desk, expected: str) -> None:
    desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Up, CONTROL)
    await until(lambda: desk.window.composer.text() == expected)


def newer(desk: Desk) -> str:
    desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Down, CONTROL)
    return desk.window.composer.text()


def write(desk: Desk, text: str) -> None:
    desk.qtbot.keyClicks(desk.window.composer.editor, text)


async def test_back_and_forth_through_what_was_sent(opening: Opening) -> None:
    async with opening() as desk:
        await say(desk, "one", "two", "two", "three")
        write(desk, "being written")
        await older(desk, "three")
        await older(desk, "two")
        await older(desk, "one")
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Up, CONTROL)
        assert newer(desk) == "two"
        assert newer(desk) == "three"
        assert newer(desk) == "being written"
        assert newer(desk) == "being written"


async def test_what_was_changed_on_the_way_is_there_on_the_way_back(opening: Opening) -> None:
    async with opening() as desk:
        await say(desk, "one", "two")
        await older(desk, "two")
        write(desk, " and a half")
        await older(desk, "one")
        assert newer(desk) == "two and a half"
        assert newer(desk) == ""


async def test_sending_what_was_sent_before_leaves_what_was_being_written(opening: Opening) -> None:
    async with opening() as desk:
        await say(desk, "one")
        write(desk, "being written")
        await older(desk, "one")
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Return)
        await until(lambda: len(desk.transcript()) == 4)
        assert desk.window.composer.text() == "being written"
        await older(desk, "one")


async def open_session(desk: Desk, session_id: str) -> None:
    desk.shell.chat.open(session_id)
    await until(lambda: desk.session_id == session_id)


async def test_what_is_changed_and_sent_is_no_draft_where_another_session_is_open_meanwhile(opening: Opening) -> None:
    async with opening() as desk:
        first = desk.session_id
        await say(desk, "one")
        other = (await desk.services.sessions.create("ada", name="Other")).session.id
        write(desk, "one thing being written")
        await older(desk, "one")
        write(desk, " more")
        async with database_of(desk.services).writing():  # nothing else is stored for so long
            desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Return)
            await open_session(desk, other)
            assert desk.shell.chat.unsent.written(first).text == "one thing being written\n\none more"
        await until(lambda: not desk.shell.chat.is_streaming(first))
        assert desk.window.composer.text() == ""
        await open_session(desk, first)
        assert [text for role, text in desk.transcript() if role == "user"] == ["one", "one more"]
        assert desk.window.composer.text() == "one thing being written"
        desk.window.composer.tell()
        await desk.shell.chat.unsent.save()
        assert await desk.services.sessions.read_draft(first) == "one thing being written"


async def test_what_is_changed_and_sent_leaves_the_composer_of_who_left_and_came_back(opening: Opening) -> None:
    async with opening() as desk:
        first = desk.session_id
        await say(desk, "one")
        other = (await desk.services.sessions.create("ada", name="Other")).session.id
        write(desk, "one thing being written")
        await older(desk, "one")
        write(desk, " more")
        async with database_of(desk.services).writing():  # nothing else is stored for so long
            desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Return)
            await open_session(desk, other)
            await open_session(desk, first)
            assert desk.window.composer.text() == "one thing being written\n\none more"
        await until(lambda: not desk.shell.chat.is_streaming(first))
        assert [text for role, text in desk.transcript() if role == "user"] == ["one", "one more"]
        assert desk.window.composer.text() == "one thing being written"


def test_what_was_sent_is_taken_out_of_a_draft_once() -> None:
    begun, sent = Written("one, being written"), Written("one")
    assert begun.before(sent).without(sent) == begun
    assert sent.without(sent) == Written()
    assert Written("one two").without(sent) == Written(" two")
    assert Written("two one").without(sent) == Written("two one")
    assert Written("two\n\n").without(Written("")) == Written("two\n\n")


async def test_each_session_has_its_own_and_a_walk_never_touches_drafts(opening: Opening) -> None:
    async with opening() as desk:
        first = desk.session_id
        await say(desk, "one")
        write(desk, "being written")
        await older(desk, "one")
        other = (await desk.services.sessions.create("ada", name="Other")).session.id
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Up, CONTROL)
        assert newer(desk) == ""
        desk.shell.chat.open(first)
        await until(lambda: desk.session_id == first)
        assert desk.window.composer.text() == "being written"
        await older(desk, "one")
        write(desk, " more")
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        assert desk.window.composer.text() == ""
        desk.shell.chat.open(first)
        await until(lambda: desk.session_id == first)
        assert desk.window.composer.text() == "being written\n\none more"
