"""A clean-up that would take much, or take by settings that were lowered, asks first."""

import pytest

from desktop_app.services.services import Services
from tests.services.conftest import Opening
from tests.support.clock import FakeClock


async def live(services: Services) -> set[str]:
    return {session.id for session in await services.sessions.list_sessions("ada")}


async def make(services: Services, *ids: str, temporary: bool = False) -> None:
    for session_id in ids:
        await services.sessions.create("ada", session_id=session_id, temporary=temporary)


async def test_more_than_half_of_all_wait_for_a_yes(services: Services, clock: FakeClock) -> None:
    old = {f"old {n}" for n in range(11)}
    await make(services, *old)
    clock.advance(days=31)
    await make(services, *(f"new {n}" for n in range(10)))
    report = await services.retention.prune()
    assert (report.expired, report.many) == ((), True)
    assert {session.id for session in report.held} == old
    assert old <= await live(services)
    moved = await services.retention.move_held(report)
    assert {session.id for session in moved.expired} == old
    assert not old & await live(services)
    await services.undo.undo("ada")
    assert old <= await live(services)


async def test_more_than_a_hundred_wait_for_a_yes(opening: Opening, clock: FakeClock) -> None:
    async with opening(storage_type="memory") as services:
        await make(services, *(f"old {n}" for n in range(101)))
        clock.advance(days=31)
        await make(services, *(f"new {n}" for n in range(150)))
        assert (await services.retention.prune()).expired == ()
        assert len(await live(services)) == 251
        assert len((await services.retention.prune(yes=True)).expired) == 101


async def test_where_there_are_few_sessions_the_last_one_goes_unasked(services: Services, clock: FakeClock) -> None:
    await make(services, "only")
    clock.advance(days=31)
    report = await services.retention.prune()
    assert ([session.id for session in report.expired], report.held) == (["only"], ())


async def test_what_was_used_since_the_question_stays(services: Services, clock: FakeClock) -> None:
    await make(services, *(f"s{n}" for n in range(12)))
    clock.advance(days=31)
    report = await services.retention.prune()
    await services.sessions.set_pinned("ada", "s1", pinned=True)
    await services.sessions.save_draft("s2", "wait")
    moved = await services.retention.move_held(report, {"s3"})
    assert {session.id for session in moved.expired} == {f"s{n}" for n in range(12)} - {"s1", "s2", "s3"}


async def test_a_lowered_timeout_takes_older_sessions_only_with_a_yes(opening: Opening, clock: FakeClock) -> None:
    async with opening(timeout_hours=90 * 24) as services:
        await make(services, "old", "older")
        await services.retention.prune()
    clock.advance(days=3)
    async with opening(timeout_hours=24) as services:
        report = await services.retention.prune()
        assert (report.expired, report.many) == ((), False)
        assert {session.id for session in report.held} == {"old", "older"}
        session = await services.sessions.show("ada", "old")
        moment = services.sessions.expires_at(session)
        assert moment is not None
        assert (moment - clock.now()).days == 87
        await make(services, "new")
        clock.advance(days=1)
        assert [session.id for session in (await services.retention.prune()).expired] == ["new"]
        moved = await services.retention.move_held(report)
        assert {session.id for session in moved.expired} == {"old", "older"}
        assert (await services.retention.prune()).held == ()


async def test_a_lowered_timeout_counts_from_the_first_start_after_it(opening: Opening, clock: FakeClock) -> None:
    async with opening(timeout_hours=720) as services:
        await services.retention.prune()
    clock.advance(days=1)
    async with opening(timeout_hours=1) as services:
        await make(services, "made under the new settings")
    clock.advance(hours=1)
    async with opening(timeout_hours=1) as services:
        assert len((await services.retention.prune()).expired) == 1


async def test_agreeing_once_is_enough(opening: Opening, clock: FakeClock) -> None:
    async with opening() as services:
        await make(services, "a")
        await services.retention.prune()
    clock.advance(days=2)
    async with opening(timeout_hours=24) as services:
        assert len((await services.retention.prune(yes=True)).expired) == 1
        await services.sessions.restore("ada", ["a"])
        clock.advance(days=1)
        assert len((await services.retention.prune()).expired) == 1


async def test_a_store_that_was_never_cleaned_up_goes_by_its_settings(opening: Opening, clock: FakeClock) -> None:
    async with opening() as services:
        await make(services, "a", temporary=True)
    clock.advance(minutes=1)
    async with opening(temporary_timeout_hours=0.001) as services:
        assert len((await services.retention.prune()).expired) == 1


@pytest.mark.parametrize("lowered", [False, True])
async def test_a_rehearsal_tells_what_a_yes_would_do(opening: Opening, clock: FakeClock, lowered: bool) -> None:
    async with opening() as services:
        await make(services, *(f"s{n}" for n in range(12)))
        await services.retention.prune()
    clock.advance(days=2 if lowered else 13)
    async with opening(timeout_hours=24 if lowered else 720) as services:
        clock.advance(days=0 if lowered else 18)
        foretold = await services.retention.rehearse()
        assert (len(foretold.expired), len(foretold.held), foretold.kept) == (12, 12, 0)
        assert foretold.many is not lowered
        assert len((await services.retention.prune(yes=True)).expired) == 12


async def test_what_is_open_when_its_time_is_up_is_told_and_stays(services: Services, clock: FakeClock) -> None:
    await make(services, "open", "other")
    clock.advance(days=31)
    report = await services.retention.prune({"open"})
    assert [session.id for session in report.in_use] == ["open"]
    assert [session.id for session in report.expired] == ["other"]
    await services.sessions.set_pinned("ada", "open", pinned=True)
    assert (await services.retention.prune({"open"})).in_use == ()


async def test_the_trash_has_a_time_of_its_own(opening: Opening, clock: FakeClock) -> None:
    async with opening(trash_days=0) as services:
        await make(services, "a")
        await services.sessions.trash("ada", "a")
        clock.advance(days=20_000)
        assert (await services.retention.prune()).purged == 0
    clock.advance(days=1)
    async with opening(trash_days=3) as services:
        assert (await services.retention.prune()).purged == 1
