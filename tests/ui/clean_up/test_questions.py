"""What the window asks before it cleans up, and what follows from the answers."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from desktop_app.engines.scripted import HANG
from desktop_app.ui.clean_up.review import ReviewDialog
from tests.support.clock import FakeClock
from tests.support.desk import Desk, Opening
from tests.support.gate import held_back
from tests.support.qt_loop import until
from tests.support.script import Script


async def make(desk: Desk, *names: str) -> None:
    for name in names:
        await desk.services.sessions.create("ada", session_id=name, name=name)


async def live(desk: Desk) -> set[str]:
    return {session.id for session in await desk.services.sessions.list_sessions("ada")}


async def clean_up(desk: Desk) -> None:
    """Clean up, and wait until it is over."""
    desk.shell._clean_up.run()
    await until(lambda: not desk.shell._tasks.is_running("clean up"))


def asks(desk: Desk, words: str) -> bool:
    return any(words in notice for notice in desk.notices())


async def test_many_expired_sessions_stay_until_the_user_lets_them_go(opening: Opening, clock: FakeClock) -> None:
    async with opening() as desk:
        old = [f"old {n}" for n in range(12)]
        await make(desk, *old)
        clock.advance(days=31)
        await clean_up(desk)
        assert asks(desk, "12 of 13 sessions have expired")
        assert set(old) <= await live(desk)
        await clean_up(desk)
        assert len(desk.notices()) == 1, "asked once"
        desk.press("Move 12")
        await until(lambda: asks(desk, "12 expired sessions"))
        assert await live(desk) == {desk.session_id}
        desk.press("Undo")
        await until(lambda: desk.shell.sidebar.sessions.row("old 3") is not None)
        assert set(old) <= await live(desk)


async def test_the_list_can_be_looked_at_first(opening: Opening, clock: FakeClock) -> None:
    async with opening() as desk:
        await make(desk, *(f"old {n}" for n in range(12)))
        await desk.services.sessions.create("bob", name="Secret")
        clock.advance(days=31)
        await clean_up(desk)
        desk.press("Review…")
        (dialog,) = desk.window.findChildren(ReviewDialog)
        model = dialog.list.model()
        assert {model.index(row, 0).data() for row in range(model.rowCount())} == {f"old {n}" for n in range(12)}
        spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken.endswith(", last used on 4 May 2026")
        assert dialog.move_button.text() == "Move 13 to the trash"
        desk.qtbot.mouseClick(dialog.later_button, Qt.MouseButton.LeftButton)
        assert len(await live(desk)) == 13
        clock.advance(days=1)
        await make(desk, "another")
        clock.advance(days=31)
        await clean_up(desk)
        assert asks(desk, "14 of 15 sessions"), "there are more now"
        desk.press("Review…")
        dialog = desk.window.findChildren(ReviewDialog)[-1]
        desk.qtbot.mouseClick(dialog.move_button, Qt.MouseButton.LeftButton)
        await until(lambda: asks(desk, "13 expired sessions"))
        assert await live(desk) == {desk.session_id}


async def test_older_sessions_go_by_lowered_settings_only_with_a_yes(opening: Opening, clock: FakeClock) -> None:
    async with opening() as desk:
        await make(desk, "old", "older")
        await clean_up(desk)
    clock.advance(days=2)
    async with opening(timeout_hours=24) as desk:
        await until(lambda: asks(desk, "By the lowered settings"))
        assert {"old", "older"} <= await live(desk)
        desk.window.notices.dismiss(1)
        await clean_up(desk)
        assert desk.notices() == []
    async with opening(timeout_hours=24) as desk:
        await until(lambda: asks(desk, "By the lowered settings"))
        desk.press("Move 2")
        await until(lambda: asks(desk, "expired"))
        assert not {"old", "older"} & await live(desk)


async def test_a_long_absence_asks_what_day_it_is_and_a_yes_cleans_up(opening: Opening, clock: FakeClock) -> None:
    async with opening() as desk:
        await make(desk, "old")
        clock.advance(minutes=1)
        desk.type_and_send("so that this is the one that opens")
        await desk.answered()
    clock.advance(days=40)
    async with opening() as desk:
        await until(lambda: asks(desk, "Is today 13 June 2026?"))
        assert asks(desk, "last ran on 4 May 2026")
        assert "old" in await live(desk)
        await clean_up(desk)
        assert len(desk.notices()) == 1, "asked once"
        desk.press("Yes")
        await until(lambda: asks(desk, "“old”"))
        assert not asks(desk, "Is today")
        assert "old" not in await live(desk)


async def test_no_leaves_everything_as_it_is(opening: Opening, clock: FakeClock) -> None:
    async with opening() as desk:
        await make(desk, "old")
        clock.jump(days=400)
        await clean_up(desk)
        assert asks(desk, "Is today 8 June 2027? The computer's clock was changed.")
        desk.press("No, not now")
        await clean_up(desk)
        assert desk.notices() == []
        assert "old" in await live(desk)
        clock.jump(days=1)
        await clean_up(desk)
        assert asks(desk, "Is today 9 June 2027?"), "that is another question"


async def test_the_question_goes_when_the_time_is_back(opening: Opening, clock: FakeClock) -> None:
    async with opening() as desk:
        await make(desk, "old")
        clock.jump(days=-400)
        desk.shell._clean_up.watch()
        await until(lambda: asks(desk, "Is today"))
        clock.jump(days=400)
        desk.shell._clean_up.watch()
        await until(lambda: desk.notices() == [])


async def test_a_computer_that_slept_cleans_up_a_little_later(opening: Opening, clock: FakeClock) -> None:
    async with opening(timeout_hours=24) as desk:
        await make(desk, "old")
        await clean_up(desk)
        work = desk.shell._clean_up
        clock.advance(days=3)
        work.tick()
        await until(lambda: not desk.shell._tasks.is_running("clean up"))
        assert "old" in await live(desk)
        assert work._later.isActive()
        clock.advance(seconds=30)
        work.tick()
        await until(lambda: asks(desk, "“old”"))
        assert "old" not in await live(desk)


async def test_the_open_session_says_when_its_time_is_up_and_can_be_kept(opening: Opening, clock: FakeClock) -> None:
    async with opening(timeout_hours=24) as desk:
        desk.type_and_send("Tea")
        await desk.answered()
        clock.advance(hours=25)
        await clean_up(desk)
        assert asks(desk, "“Tea” expires now")
        assert desk.session_id in await live(desk)
        desk.press("Keep")
        await until(lambda: bool((row := desk.shell.sidebar.sessions.row(desk.session_id)) and row.pinned))
        await clean_up(desk)
        assert desk.notices() == []


async def test_an_answer_under_way_outlives_its_sessions_time(
    opening: Opening, clock: FakeClock, script: Script
) -> None:
    async with opening(timeout_hours=24) as desk:
        streaming = desk.session_id
        script.next("begun", HANG)
        desk.type_and_send("long story")
        await until(lambda: ("assistant", "begun") in desk.transcript())
        await make(desk, "other")
        desk.shell.chat.open("other")
        await until(lambda: desk.session_id == "other")
        clock.advance(hours=25)
        await clean_up(desk)
        assert streaming in await live(desk)
        desk.shell.chat.open(streaming)
        await until(lambda: desk.session_id == streaming)
        desk.shell.chat.stop()
        await until(lambda: not desk.shell.chat.is_streaming(streaming))


async def test_a_session_that_one_opens_while_others_are_cleaned_away_stays(
    opening: Opening, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening(timeout_hours=24) as desk:
        await make(desk, "looked at", "forgotten")
        clock.advance(hours=25)
        await make(desk, *(f"new {n}" for n in range(6)))
        gate = held_back(monkeypatch, desk.services.retention._retention, "count_live")
        desk.shell._clean_up.run()
        await gate.reached.wait()
        desk.shell.chat.open("looked at")
        await until(lambda: desk.session_id == "looked at")
        gate.open()
        await until(lambda: not desk.shell._tasks.is_running("clean up"))
        assert {"looked at", "forgotten"} & await live(desk) == {"looked at"}


async def test_the_timers_follow_the_settings(opening: Opening) -> None:
    async with opening(cleanup_interval_minutes=0) as desk:
        assert not desk.shell._clean_up._timer.isActive()
        assert desk.shell._clean_up._watch.isActive()
    async with opening(cleanup_interval_minutes=5) as desk:
        assert desk.shell._clean_up._timer.interval() == timedelta(minutes=5) / timedelta(milliseconds=1)
