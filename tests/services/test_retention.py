from contextlib import aclosing

import pytest

from desktop_app.engines.scripted import HANG
from desktop_app.services.chat import SendRequest, Stored
from desktop_app.services.services import Services
from tests.services.conftest import Opening
from tests.support.clock import FakeClock
from tests.support.script import Script


async def live(services: Services) -> set[str]:
    return {session.id for session in await services.sessions.list_sessions("ada")}


async def make(services: Services, *ids: str, temporary: bool = False) -> None:
    for session_id in ids:
        await services.sessions.create("ada", session_id=session_id, temporary=temporary)


async def test_a_session_expires_in_its_time_and_not_before(services: Services, clock: FakeClock) -> None:
    await make(services, "old")
    clock.advance(hours=720, seconds=-1)
    assert (await services.retention.prune()).expired == ()
    clock.advance(seconds=1)
    report = await services.retention.prune()
    assert [session.id for session in report.expired] == ["old"]
    assert (report.purged, report.kept) == (0, 0)
    assert [session.id for session in await services.sessions.list_sessions("ada", "trash")] == ["old"]


async def test_what_is_open_streaming_pinned_or_drafted_is_never_touched(
    services: Services, clock: FakeClock, script: Script
) -> None:
    await make(services, "open", "pinned", "drafted", "plain")
    await services.sessions.set_pinned("ada", "pinned", pinned=True)
    await services.sessions.save_draft("drafted", "not sent yet")
    script.next(HANG)
    async with aclosing(services.chat.send(SendRequest("ada", "go", session_id="streaming"))) as events:
        assert isinstance(await anext(events), Stored)
        clock.advance(days=4000)
        report = await services.retention.prune({"open"})
    assert [session.id for session in report.expired] == ["plain"]
    assert await live(services) == {"open", "pinned", "drafted", "streaming"}


async def test_temporary_sessions_have_their_own_time(services: Services, clock: FakeClock) -> None:
    await make(services, "kept")
    await make(services, "passing", temporary=True)
    clock.advance(hours=1)
    assert [session.id for session in (await services.retention.prune()).expired] == ["passing"]


@pytest.mark.parametrize("hours", [0, 1e300])
async def test_never_is_never(opening: Opening, clock: FakeClock, hours: float) -> None:
    async with opening(timeout_hours=hours, trash_days=hours) as services:
        await make(services, "forever")
        clock.advance(days=36_500)
        assert (await services.retention.prune()).expired == ()
        session = await services.sessions.show("ada", "forever")
        assert services.sessions.expires_at(session) is None


async def test_a_rehearsal_changes_nothing_and_foretells_the_rest(services: Services, clock: FakeClock) -> None:
    await make(services, "a", "b")
    clock.advance(days=31)
    await make(services, "c")
    foretold = await services.retention.rehearse()
    assert await live(services) == {"a", "b", "c"}
    report = await services.retention.prune()
    assert {session.id for session in foretold.expired} == {session.id for session in report.expired} == {"a", "b"}
    assert (foretold.purged, foretold.kept) == (report.purged, report.kept) == (0, 1)


async def test_undo_brings_everything_back_for_a_whole_time_more(services: Services, clock: FakeClock) -> None:
    await make(services, "a", "b")
    clock.advance(days=31)
    await services.retention.prune()
    await services.undo.undo("ada")
    assert await live(services) == {"a", "b"}
    clock.advance(days=29)
    assert (await services.retention.prune()).expired == ()
    clock.advance(days=1)
    assert len((await services.retention.prune()).expired) == 2


async def test_the_trash_is_emptied_in_its_time(services: Services, clock: FakeClock) -> None:
    await make(services, "gone")
    await services.sessions.trash("ada", "gone")
    clock.advance(days=14, seconds=-1)
    assert (await services.retention.prune()).purged == 0
    clock.advance(seconds=1)
    assert (await services.retention.prune()).purged == 1
    assert await services.sessions.list_sessions("ada", "trash") == []


async def test_what_went_to_the_trash_long_after_it_expired_stays_there_its_whole_time(
    services: Services, clock: FakeClock
) -> None:
    await make(services, "old")
    clock.advance(days=4000)
    report = await services.retention.prune()
    assert (len(report.expired), report.purged) == (1, 0)


async def test_hundreds_of_sessions_go_in_portions(opening: Opening, clock: FakeClock) -> None:
    async with opening(storage_type="memory") as services:
        await make(services, *(f"s{n}" for n in range(250)))
        clock.advance(days=31)
        assert len((await services.retention.prune(yes=True)).expired) == 250
        clock.advance(days=15)
        assert (await services.retention.prune()).purged == 250


async def test_sessions_about_to_expire_can_be_listed(services: Services, clock: FakeClock) -> None:
    await make(services, "soon")
    clock.advance(hours=700)
    await make(services, "later")
    assert [session.id for session in await services.sessions.list_expiring("ada")] == ["soon"]


async def test_what_was_thrown_away_while_it_is_answered_is_not_deleted_under_the_answer(
    services: Services, clock: FakeClock, script: Script
) -> None:
    script.next("begun", HANG)
    async with aclosing(services.chat.send(SendRequest("ada", "go", session_id="streaming"))) as events:
        assert isinstance(await anext(events), Stored)
        await services.sessions.trash("ada", "streaming")
        clock.advance(days=15)
        assert (await services.retention.rehearse()).purged == 0
        assert (await services.retention.prune()).purged == 0
    assert (await services.retention.rehearse()).purged == 1
    assert (await services.retention.prune()).purged == 1


async def test_a_message_to_a_session_that_was_deleted_just_before_makes_it_anew(
    services: Services, clock: FakeClock
) -> None:
    ensured = await services.sessions.create("ada", session_id="gone", name="Tea", persona="sakura")
    await services.removal.delete("ada", "gone")
    session, question, _answer = await services.chat._messages.ask(
        ensured.session, "Still there?", engine="builtin", now=clock.now()
    )
    assert (session.id, session.name, session.persona) == ("gone", "Tea", "sakura")
    assert (session.message_count, question.parent_id) == (2, None)
    assert await services.sessions.show("ada", "gone") == session
