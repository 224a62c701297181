"""A clock that may be wrong takes nothing away."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.domain.clock_guard import Doubt
from desktop_app.services.services import Services
from tests.services.conftest import Opening
from tests.support.clock import FakeClock
from tests.support.gate import held_back


async def shelf(services: Services, name: str) -> set[str]:
    assert name in {"live", "trash"}
    return {session.id for session in await services.sessions.list_sessions("ada", name)}  # type: ignore[arg-type]


async def make(services: Services, *ids: str) -> None:
    for session_id in ids:
        await services.sessions.create("ada", session_id=session_id)


@pytest.mark.parametrize("days", [3650, 40, 0.01, -0.01, -40, -3650])
async def test_a_clock_that_jumps_while_parley_runs_pauses_everything(
    services: Services, clock: FakeClock, days: float
) -> None:
    await make(services, "a", "b")
    await services.sessions.trash("ada", "b")
    clock.jump(days=days)
    report = await services.retention.prune()
    assert (report.doubt, report.expired, report.purged, report.kept) == (Doubt.JUMPED, (), 0, 1)
    assert (await shelf(services, "live"), await shelf(services, "trash")) == ({"a"}, {"b"})
    clock.jump(days=-days)
    clock.advance(hours=1)
    assert (await services.retention.prune()).doubt is None, "the time is back"


async def test_a_clock_that_jumps_in_the_midst_of_a_clean_up_takes_nothing(
    services: Services, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make(services, "a", "b")
    await services.sessions.trash("ada", "b")
    gate = held_back(monkeypatch, services.retention._guard_store, "standing")
    pruning = asyncio.ensure_future(services.retention.prune())
    await gate.reached.wait()
    clock.jump(days=400)
    gate.open()
    report = await pruning
    assert (report.expired, report.purged) == ((), 0)
    assert (await shelf(services, "live"), await shelf(services, "trash")) == ({"a"}, {"b"})
    assert (await services.retention.prune()).doubt is Doubt.JUMPED


async def test_sleep_and_the_change_to_summer_time_are_no_jumps(services: Services, clock: FakeClock) -> None:
    clock.advance(days=12)
    clock.jump(seconds=1)
    assert (await services.retention.prune()).doubt is None


@pytest.mark.parametrize(("days", "doubt"), [(13, None), (15, Doubt.ABSENT), (3650, Doubt.ABSENT), (-1, Doubt.ABSENT)])
async def test_a_long_or_negative_absence_pauses_everything(
    opening: Opening, clock: FakeClock, days: float, doubt: Doubt | None
) -> None:
    async with opening() as services:
        await make(services, "a")
    clock.jump(days=days)
    async with opening() as services:
        assert (await services.retention.prune()).doubt == doubt
    async with opening() as services:
        assert (await services.retention.prune()).doubt == doubt, "starting again is no answer"


async def test_after_a_yes_the_clean_up_goes_on(opening: Opening, clock: FakeClock) -> None:
    async with opening() as services:
        await make(services, "a")
    clock.advance(days=40)
    async with opening() as services:
        asked = services.retention.guard.reading()
        clock.advance(hours=2)
        assert await services.retention.guard.confirm(asked)
        assert [session.id for session in (await services.retention.prune()).expired] == ["a"]
    async with opening() as services:
        assert (await services.retention.prune()).doubt is None


async def test_a_yes_to_another_time_than_the_clock_now_shows_is_none(opening: Opening, clock: FakeClock) -> None:
    async with opening() as services:
        await make(services, "a")
    clock.jump(days=40)
    async with opening() as services:
        asked = services.retention.guard.reading()
        clock.jump(days=400)
        assert not await services.retention.guard.confirm(asked)
        assert (await services.retention.prune()).doubt is Doubt.ABSENT


async def test_the_yes_of_one_process_is_heard_by_the_others(opening: Opening, clock: FakeClock) -> None:
    async with opening() as window, opening() as beside:
        clock.jump(days=3)
        assert (await window.retention.prune()).doubt is Doubt.JUMPED
        assert (await beside.retention.prune()).doubt is Doubt.JUMPED
        await beside.retention.prune(yes=True)
        assert (await window.retention.prune()).doubt is None


async def test_a_doubt_outlives_the_process_that_had_it(opening: Opening, clock: FakeClock) -> None:
    async with opening() as services:
        clock.jump(days=3)
        assert (await services.retention.prune()).doubt is Doubt.JUMPED
    async with opening() as services:
        assert (await services.retention.prune()).doubt is Doubt.JUMPED
        await services.retention.prune(yes=True)
        assert (await services.retention.prune()).doubt is None


@pytest.mark.parametrize("days", [3650, 20, -20, -3650])
async def test_what_a_wrong_clock_stamped_is_stamped_anew_and_the_rest_is_left(
    services: Services, clock: FakeClock, days: float
) -> None:
    await make(services, "before", "used", "thrown", "called back")
    await services.sessions.trash("ada", "called back")
    clock.advance(days=1)
    await services.retention.prune()
    clock.jump(days=days)
    await services.retention.prune()
    await make(services, "made")
    await services.sessions.restore("ada", ["called back"])
    await services.sessions.trash("ada", "thrown")
    clock.jump(days=-days)
    clock.advance(hours=1)
    await services.retention.prune()
    now = clock.now()
    made, before, back = [await services.sessions.show("ada", name) for name in ("made", "before", "called back")]
    thrown = await services.sessions.show("ada", "thrown")
    assert (made.created_at, made.last_activity_at) == (now, now)
    assert before.last_activity_at == now - timedelta(days=1, hours=1)
    assert (back.restored_at, thrown.trashed_at) == (now, now)
    clock.advance(days=13)
    assert (await services.retention.prune()).purged == 0
    clock.advance(days=1)
    assert (await services.retention.prune()).purged == 1


async def test_after_a_long_holiday_what_was_used_before_the_yes_keeps_its_time(
    opening: Opening, clock: FakeClock
) -> None:
    async with opening() as services:
        await make(services, "a")
    clock.advance(days=20)
    async with opening() as services:
        await make(services, "b")
        used = clock.now()
        clock.advance(hours=3)
        await services.retention.prune(yes=True)
        assert (await services.sessions.show("ada", "b")).last_activity_at == used


async def test_what_expired_under_a_wrong_clock_comes_back_with_the_time(opening: Opening, clock: FakeClock) -> None:
    async with opening() as services:
        await make(services, "a", "b", "expires soon")
        await services.sessions.rename("ada", "a", "Tea")
        clock.advance(days=17)
        await services.retention.prune()
        await services.sessions.set_pinned("ada", "b", pinned=True)
    clock.jump(days=13.5)  # unseen: Parley was not running
    async with opening() as services:
        assert {each.id for each in (await services.retention.prune()).expired} == {"a", "expires soon"}
        await services.sessions.set_pinned("ada", "b", pinned=False)
        clock.advance(days=1)
        await services.sessions.trash("ada", "b")
    clock.jump(days=-13.5)
    async with opening() as services:
        assert (await services.retention.prune()).doubt is Doubt.ABSENT
        await services.retention.guard.confirm(services.retention.guard.reading())
        assert await shelf(services, "live") == {"a", "expires soon"}
        assert await shelf(services, "trash") == {"b"}, "what the user threw away stays there"
        a = await services.sessions.show("ada", "a")
        assert (a.name, services.sessions.expires_at(a)) == ("Tea", clock.now() + timedelta(days=12))


async def test_an_empty_battery_in_1970_harms_nothing(opening: Opening, clock: FakeClock) -> None:
    async with opening() as services:
        await make(services, "a")
        right = clock.now()
    clock.moment = datetime(1970, 1, 1, tzinfo=UTC)
    async with opening() as services:
        await make(services, "b")
        await services.sessions.trash("ada", "a")
        assert (await services.retention.prune()).doubt is Doubt.ABSENT
    clock.moment = right + timedelta(days=1)
    async with opening() as services:
        report = await services.retention.prune()
        assert (report.doubt, report.purged, report.expired) == (None, 0, ())
        assert await shelf(services, "live") == {"b"}
        assert (await services.sessions.show("ada", "b")).last_activity_at == clock.now()


async def test_a_doubt_takes_the_new_settings_in_only_when_it_is_over(opening: Opening, clock: FakeClock) -> None:
    async with opening(timeout_hours=720) as services:
        await make(services, "a")
        await services.retention.prune()
    clock.jump(days=-1000)
    async with opening(timeout_hours=24) as services:
        assert (await services.retention.prune()).doubt is Doubt.ABSENT
    clock.jump(days=1002)
    async with opening(timeout_hours=24) as services:
        report = await services.retention.prune()
        assert (report.expired, len(report.held)) == ((), 1)


async def test_what_was_stamped_between_the_jump_and_the_next_look_is_mended_too(
    services: Services, clock: FakeClock
) -> None:
    await make(services, "long ago")
    clock.advance(days=20)
    await make(services, "used")
    await services.retention.guard.look()
    clock.advance(seconds=30)
    clock.jump(days=-10)
    clock.advance(seconds=10)
    await services.sessions.trash("ada", "used")
    clock.advance(seconds=10)
    assert await services.retention.guard.look() is Doubt.JUMPED
    clock.jump(days=10)
    assert await services.retention.guard.look() is None
    assert (await services.sessions.show("ada", "used")).trashed_at == clock.now()
    long_ago = await services.sessions.show("ada", "long ago")
    assert long_ago.last_activity_at == clock.now() - timedelta(days=20, seconds=50)


@pytest.mark.parametrize("value", ["2026-05-04T12:00:00", "yesterday", 12, [], {"agreed": "x", "since": "y"}])
async def test_a_mark_that_makes_no_sense_is_as_good_as_none(opening: Opening, value: object) -> None:
    async with opening() as services:
        marks = services.retention._lifetimes._marks
        await marks.write(dict.fromkeys(("last seen", "lifetimes", "clock doubt"), value))
        await marks.write({"clean-ups": [value]})
    async with opening() as services:
        await make(services, "a")
        assert (await services.retention.prune(yes=True)).doubt is None
        await services.retention.prune()


async def test_a_persona_marked_keep_keeps_its_sessions(services: Services, clock: FakeClock) -> None:
    kept = await services.personas.create(replace(services.personas.get("sakura"), id="", keep=True))
    await services.sessions.create("ada", session_id="kept", persona=kept.id)
    clock.advance(days=4_000)
    assert (await services.retention.prune()).expired == ()
    assert services.sessions.expires_at(await services.sessions.show("ada", "kept")) is None
