"""A long session in the window: read by pages from a real store, as one comes to them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop_app.app import open_services
from desktop_app.domain.settings import Settings
from desktop_app.engines.scripted import HANG, ScriptedEngine
from desktop_app.paths import Paths
from desktop_app.services.chat import SendRequest
from desktop_app.ui.chat.pages import AHEAD, KEPT, PAGE
from desktop_app.ui.transcript.greeting import GreetingRow
from desktop_app.ui.transcript.placeholder import Placeholder
from desktop_app.ui.transcript.row import MessageRow
from tests.support.desk import Desk, Opening
from tests.support.long_talk import database_of, say_much
from tests.support.qt_loop import until
from tests.support.script import Script

MANY = 3_000
MAKERS = {"builtin": lambda _choice: ScriptedEngine(Script())}


@asynccontextmanager
async def talked(opening: Opening, count: int = MANY) -> AsyncIterator[tuple[Desk, list[int]]]:
    """Open a window on a session of so many messages; give the ids as well, once the model knows them."""
    async with opening() as desk:
        ids = await say_much(desk.services, desk.session_id, count)
        await desk.shell.chat.open_default()
        await until(lambda: desk.shell.chat.messages.rowCount() == count)
        await settled(desk)
        yield desk, ids


async def settled(desk: Desk) -> None:
    """Wait until all that is in sight can be read."""
    await until(lambda: not desk.shell._tasks.is_running("read messages"))
    try:
        await until(lambda: all(isinstance(row, MessageRow) for row in desk.window.transcript.shown_rows().values()))
    except TimeoutError:
        left = [each.accessibleName() for each in unread(desk)]
        raise AssertionError(f"rows {list(tops(desk))} are in sight, {left} of them; told: {desk.notices()}") from None


def tops(desk: Desk) -> dict[int, int]:
    return {row: widget.y() for row, widget in desk.window.transcript.shown_rows().items()}


def above_the_end(desk: Desk) -> dict[int, int]:
    """How far above the lower edge rows begin: the composer below may take another line meanwhile."""
    return {row: desk.window.transcript.viewport().height() - top for row, top in tops(desk).items()}


def offers(desk: Desk) -> list[QPushButton]:
    """The notices' offers to read again."""
    return [b for b in desk.buttons("Try again") if desk.window.notices.isAncestorOf(b)]


def unread(desk: Desk) -> list[Placeholder]:
    return [each for each in desk.window.transcript.shown_rows().values() if isinstance(each, Placeholder)]


async def test_a_session_opens_with_its_last_page_and_nothing_moves_when_the_rest_is_known(opening: Opening) -> None:
    async with opening() as desk:
        await say_much(desk.services, desk.session_id, MANY)
        await desk.shell.chat.open_default()
        model, view = desk.shell.chat.messages, desk.window.transcript
        assert model.rowCount() == PAGE
        assert view.at_end
        before = above_the_end(desk)
        await until(lambda: model.rowCount() == MANY)
        after = {row - (MANY - PAGE): above for row, above in above_the_end(desk).items()}
        assert [after[row] for row in (48, 49)] == [before[row] for row in (48, 49)]
        assert view.at_end
        assert len(model.messages()) == PAGE


async def test_who_scrolls_up_sees_every_message_once_and_in_order(opening: Opening) -> None:
    async with talked(opening, 1_000) as (desk, _ids):
        view, model = desk.window.transcript, desk.shell.chat.messages
        seen = sorted(view.shown_rows(), reverse=True)
        while seen[-1] > 0:
            before = tops(desk)
            view.verticalScrollBar().setValue(view.verticalScrollBar().value() - 500)
            await settled(desk)
            after = tops(desk)
            assert 0 in after or {after[row] - before[row] for row in after.keys() & before.keys()} == {500}
            seen += [row for row in sorted(after, reverse=True) if row < seen[-1]]
            assert all(f"message {row + 1}:" in widget.accessibleName() for row, widget in view.shown_rows().items())
            assert len(model.messages()) <= 2 * (KEPT + AHEAD) + len(after)
        assert seen == list(range(999, -1, -1))


async def test_a_leap_into_the_middle_loads_what_is_there(opening: Opening) -> None:
    async with talked(opening) as (desk, _ids):
        view, bar = desk.window.transcript, desk.window.transcript.verticalScrollBar()
        bar.setValue(bar.maximum() // 2)
        bar.setValue(bar.value() + next(iter(tops(desk).values())))  # a row begins at the upper edge
        assert unread(desk)
        first, top = next(iter(tops(desk).items()))
        await settled(desk)
        assert MANY * 4 // 10 < first < MANY * 6 // 10
        assert tops(desk)[first] == top
        assert f"message {first + 1}:" in view.shown_rows()[first].accessibleName()
        QTest.keyClick(view, Qt.Key.Key_Home)
        await settled(desk)
        (greeting,) = view.findChildren(GreetingRow)
        assert (greeting.y(), tops(desk)[0]) == (12, 12 + greeting.height())
        QTest.keyClick(view, Qt.Key.Key_End)
        await settled(desk)
        assert view.at_end
        assert max(tops(desk)) == MANY - 1
        assert len(desk.shell.chat.messages.messages()) <= 2 * (KEPT + AHEAD)


async def test_keys_scroll_from_a_composer_in_which_nothing_is_written(opening: Opening) -> None:
    async with talked(opening, 300) as (desk, _ids):
        view, editor = desk.window.transcript, desk.window.composer.editor
        QTest.keyClick(editor, Qt.Key.Key_PageUp)
        await settled(desk)
        assert not view.at_end
        QTest.keyClick(editor, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
        await settled(desk)
        assert 0 in tops(desk)
        QTest.keyClick(editor, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: view.at_end)
        assert max(tops(desk)) == 299


async def test_a_drag_loads_only_where_it_rests(opening: Opening) -> None:
    async with talked(opening) as (desk, _ids):
        model, bar = desk.shell.chat.messages, desk.window.transcript.verticalScrollBar()
        bar.setSliderDown(True)
        for share in range(9, 1, -1):
            bar.setValue(bar.maximum() * share // 10)
            assert unread(desk)
        assert not desk.shell._tasks.is_running("read messages")
        bar.setSliderDown(False)
        await until(lambda: desk.shell._tasks.is_running("read messages"))
        await settled(desk)
        rows = {row for message in model.messages() if (row := model.row_of(message.id)) is not None}
        assert not {row for row in rows if MANY * 3 // 10 < row < MANY - PAGE}


async def test_a_message_found_in_the_middle_is_led_to_with_those_around_it(opening: Opening) -> None:
    async with opening() as desk:
        session_id = desk.session_id
        ids = await say_much(desk.services, session_id, MANY)
        other = (await desk.services.sessions.create("ada", name="Another")).session.id
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        middle = MANY * 4 // 10
        desk.shell.chat.open_message(session_id, ids[middle])
        await until(lambda: middle in desk.window.transcript.shown_rows() and not unread(desk))
        view = desk.window.transcript
        assert tops(desk)[middle] == view.viewport().height() // 5
        await settled(desk)
        assert tops(desk)[middle] == view.viewport().height() // 5


async def test_messages_that_cannot_be_read_are_said_so_and_tried_again(opening: Opening) -> None:
    async with talked(opening) as (desk, _ids):
        async with unreadable(desk):
            desk.window.transcript.verticalScrollBar().setValue(0)
            await until(lambda: offers(desk))
            assert all("could not be read" in each.accessibleName() for each in unread(desk))
            assert len(unread(desk)) == len(tops(desk))
        offers(desk)[0].click()
        await settled(desk)
        assert 0 in tops(desk)


async def test_a_row_that_could_not_be_read_offers_to_try_again_itself(opening: Opening) -> None:
    async with talked(opening, 200) as (desk, _ids):
        async with unreadable(desk):
            desk.window.transcript.verticalScrollBar().setValue(0)
            await until(lambda: offers(desk))
        await until(lambda: not desk.shell._tasks.is_running("read messages"))
        (first, *_others) = unread(desk)
        (again,) = first.findChildren(QPushButton)
        again.click()
        await settled(desk)


async def test_a_failing_store_is_told_of_once_and_the_notice_helps_as_well(opening: Opening) -> None:
    async with talked(opening) as (desk, _ids):
        bar = desk.window.transcript.verticalScrollBar()
        async with unreadable(desk):
            for share in (0, 3, 6):
                bar.setValue(bar.maximum() * share // 10)
                await until(lambda: unread(desk) and "could not be read" in unread(desk)[0].accessibleName())
            (again,) = offers(desk)
        again.click()
        await settled(desk)


async def test_who_scrolls_on_while_reading_fails_is_told_where_that_leads(opening: Opening) -> None:
    async with talked(opening, 2_000) as (desk, _ids):
        bar = desk.window.transcript.verticalScrollBar()
        async with unreadable(desk):
            for turns in range(12):
                bar.setValue(bar.maximum() * (turns % 6) // 10)
                for _ in range(turns):
                    await asyncio.sleep(0)
                bar.setValue(bar.maximum() * (turns % 6 + 3) // 10)
                await until(lambda: all("could not be read" in each.accessibleName() for each in unread(desk)))
                assert len(unread(desk)) == len(tops(desk))
                desk.shell.chat.messages.forget_unreadable()
            desk.shell.chat.pages.try_again()
            await until(lambda: all("could not be read" in each.accessibleName() for each in unread(desk)))
        desk.press_first("Try again")
        await settled(desk)


async def test_reading_again_leaves_what_is_in_sight_where_it_is(opening: Opening) -> None:
    async with talked(opening) as (desk, ids):
        model, bar = desk.shell.chat.messages, desk.window.transcript.verticalScrollBar()
        bar.setValue(bar.maximum() // 2)
        await settled(desk)
        before = tops(desk)
        row = list(before)[1]
        async with database_of(desk.services).writing() as connection:
            await connection.exec_driver_sql(f"UPDATE messages SET content = 'something else' WHERE id = {ids[row]}")
        desk.shell.chat.reload()
        await until(lambda: (message := model.message(row)) is not None and message.content == "something else")
        assert next(iter(tops(desk).items())) == next(iter(before.items()))
        assert not unread(desk)
        assert len(model.messages()) < 200, "what is out of sight is read again when it is wanted"


async def test_what_another_program_says_is_offered_to_who_reads_elsewhere(opening: Opening, data_dir: Path) -> None:
    async with talked(opening) as (desk, _ids):
        view, model = desk.window.transcript, desk.shell.chat.messages
        view.verticalScrollBar().setValue(0)
        await settled(desk)
        before = tops(desk)
        async with open_services(Paths(data_dir, data_dir), Settings(user="ada"), None, MAKERS) as beside:
            async for _event in beside.chat.send(SendRequest("ada", "from elsewhere", session_id=desk.session_id)):
                pass
        await until(lambda: model.rowCount() == MANY + 2)
        after = tops(desk)  # of one row more or less, where the composer below took another line meanwhile
        assert {row: after.get(row) for row in list(before)[:4]} == dict(list(before.items())[:4])
        desk.press("Go to the newest message")
        await settled(desk)
        assert "from elsewhere" in [row.accessibleName().removeprefix("user: ") for row in view.shown_rows().values()]


async def test_an_answer_grows_and_ends_out_of_sight(opening: Opening, script: Script) -> None:
    async with talked(opening) as (desk, _ids):
        view, model = desk.window.transcript, desk.shell.chat.messages
        script.next("as far as this", HANG)
        desk.type_and_send("go on")
        await until(lambda: model.rowCount() == MANY + 2)
        await until(lambda: (m := model.message(MANY + 1)) is not None and m.content == "as far as this")
        view.verticalScrollBar().setValue(0)
        await settled(desk)
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
        await settled(desk)
        desk.shell.chat.stop()
        await until(lambda: not desk.shell.chat.is_streaming(desk.session_id))
        QTest.keyClick(view, Qt.Key.Key_End)
        await until(lambda: (m := model.message(MANY + 1)) is not None and m.status == "interrupted")
        await settled(desk)
        assert "as far as this" in view.shown_rows()[MANY + 1].accessibleName()


async def test_clearing_and_its_undo_empty_and_fill_the_rows(opening: Opening) -> None:
    async with talked(opening, 300) as (desk, ids):
        model = desk.shell.chat.messages
        desk.shell.sidebar.clear(desk.session_id)
        await until(lambda: model.rowCount() == 0)
        assert desk.window.transcript.shown_rows() == {}
        desk.press("Undo")
        await until(lambda: model.rowCount() == 300)
        await settled(desk)
        assert list(model.ids()) == ids
        assert desk.window.transcript.at_end


async def test_what_is_said_while_the_list_of_messages_is_read_stays(opening: Opening) -> None:
    async with opening() as desk:
        await say_much(desk.services, desk.session_id, MANY)
        await desk.shell.chat.open_default()
        desk.type_and_send("quickly")
        await until(lambda: desk.shell.chat.messages.rowCount() == MANY + 2)
        await desk.answered()
        assert desk.message(MANY).content == "quickly"


async def test_closing_in_the_midst_of_a_page_leaves_nothing_behind(opening: Opening) -> None:
    for _ in range(5):
        async with talked(opening, 2_000) as (desk, _ids):
            desk.window.transcript.verticalScrollBar().setValue(0)
            assert desk.shell._tasks.is_running("read messages")
        others = asyncio.all_tasks() - {asyncio.current_task()}
        assert [task.get_name() for task in others if task.get_name() in {"read messages", "list messages"}] == []


@asynccontextmanager
async def unreadable(desk: Desk) -> AsyncIterator[None]:
    """Let the store's file have no messages, as after damage."""
    database = database_of(desk.services)
    async with database.writing() as connection:
        await connection.exec_driver_sql("ALTER TABLE messages RENAME TO lost")
    try:
        yield
    finally:
        async with database.writing() as connection:
            await connection.exec_driver_sql("ALTER TABLE lost RENAME TO messages")
