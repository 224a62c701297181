"""Drafts: each with its session, stored in the midst of typing, tried again where there is no room."""

from PySide6.QtCore import Qt

from desktop_app.domain.errors import UserError
from tests.support.desk import Desk, Opening
from tests.support.full_store import full
from tests.support.qt_loop import until

FULL = UserError("store_full").message


def write(desk: Desk, text: str) -> None:
    desk.qtbot.keyClicks(desk.window.composer.editor, text)


async def make(desk: Desk, *names: str) -> list[str]:
    return [(await desk.services.sessions.create("ada", name=name)).session.id for name in names]


async def show(desk: Desk, session_id: str) -> None:
    desk.shell.chat.open(session_id)
    await until(lambda: desk.session_id == session_id)


async def test_a_draft_is_stored_while_keys_come_without_a_pause(opening: Opening) -> None:
    async with opening() as desk:
        stored = ""
        while not stored:
            write(desk, "on and on ")
            stored = await desk.services.sessions.read_draft(desk.session_id)
        assert desk.window.composer.text().startswith(stored.rstrip())


async def test_drafts_stay_with_their_sessions_however_fast_one_turns_between_them(opening: Opening) -> None:
    async with opening() as desk:
        names = [f"s{number}" for number in range(6)]
        ids = await make(desk, *names)
        for session_id, name in zip(ids, names, strict=True):
            await show(desk, session_id)
            write(desk, f"draft of {name}")
            # On the way to others, and back at once: none of them comes to be shown.
            for other in ids:
                desk.shell.chat.open(other)
            desk.shell.chat.open(session_id)
        for session_id, name in zip(ids, names, strict=True):
            await show(desk, session_id)
            assert desk.window.composer.text() == f"draft of {name}"
    async with opening() as desk:
        for session_id, name in zip(ids, names, strict=True):
            assert await desk.services.sessions.read_draft(session_id) == f"draft of {name}"


async def test_what_is_typed_while_another_session_opens_belongs_to_the_one_that_is_seen(opening: Opening) -> None:
    async with opening() as desk:
        first, (other,) = desk.session_id, await make(desk, "Other")
        write(desk, "begun")
        desk.shell.chat.open(other)
        write(desk, " and gone on")
        await until(lambda: desk.session_id == other)
        assert desk.window.composer.text() == ""
        await show(desk, first)
        assert desk.window.composer.text() == "begun and gone on"


async def test_a_draft_the_disk_has_no_room_for_is_told_once_and_stored_when_there_is(opening: Opening) -> None:
    async with opening() as desk:
        first, (other,) = desk.session_id, await make(desk, "Other")
        drafts = desk.shell.chat.unsent._drafts
        drafts._again.setInterval(20)
        tries = 0

        def count() -> None:
            nonlocal tries
            tries += 1

        drafts._again.timeout.connect(count)
        long = "word " * 40_000
        async with full(desk.services.changes._database):
            desk.window.composer.editor.setPlainText(long)
            await until(lambda: FULL in desk.notices())
            desk.window.notices.dismiss(desk.window.notices._shown[0].id)
            await until(lambda: tries > 3)
            assert FULL not in desk.notices()
            await show(desk, other)
            await show(desk, first)
            assert desk.window.composer.text() == long
        await until(lambda: not drafts._unsaved)
        assert await desk.services.sessions.read_draft(first) == long


async def test_the_sidebar_marks_a_session_with_a_draft(opening: Opening) -> None:
    async with opening() as desk:
        first, (other,) = desk.session_id, await make(desk, "Other")
        write(desk, "not sent")
        await show(desk, other)
        await until(lambda: bool((row := desk.shell.sidebar.sessions.row(first)) and row.has_draft))
        await show(desk, first)
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Return)
        await desk.answered()
        await until(lambda: not ((row := desk.shell.sidebar.sessions.row(first)) and row.has_draft))
        assert await desk.services.sessions.read_draft(first) == ""
