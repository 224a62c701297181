from contextlib import aclosing
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.services.chat import Finished, SendRequest
from desktop_app.services.services import Services
from tests.services.conftest import Opening
from tests.support.clock import FakeClock


async def say(services: Services, session_id: str, text: str) -> Finished:
    async with aclosing(services.chat.send(SendRequest("ada", text, session_id=session_id))) as events:
        found = [event async for event in events]
    assert isinstance(found[-1], Finished)
    return found[-1]


async def test_create_with_and_without_an_id(services: Services) -> None:
    given = await services.sessions.create("ada", session_id="mine")
    made = await services.sessions.create("ada")
    assert given.session.id == "mine"
    assert made.session.id
    assert given.created
    assert made.created


async def test_create_by_a_known_name_updates(services: Services) -> None:
    first = await services.sessions.create("ada", name="Trip", persona="sakura", metadata={"a": "1"})
    again = await services.sessions.create("ada", name=" trip ", metadata={"b": "2"})
    assert (again.session.id, again.created) == (first.session.id, False)
    assert again.session.persona == "sakura"
    assert again.session.metadata == {"a": "1", "b": "2"}


async def test_ensure_with_a_persona_changes_it(services: Services) -> None:
    await services.sessions.ensure("x", "ada")
    ensured = await services.sessions.ensure("x", "ada", "sakura")
    assert (ensured.session.persona, ensured.created) == ("sakura", False)


async def test_archived_sessions_are_apart_and_not_the_default(services: Services) -> None:
    first = (await services.sessions.ensure_default("ada")).session
    await services.sessions.archive("ada", first.id)
    assert [session.id for session in await services.sessions.list_sessions("ada", "archived")] == [first.id]
    second = await services.sessions.ensure_default("ada")
    assert second.created
    await services.sessions.unarchive("ada", first.id)
    assert len(await services.sessions.list_sessions("ada")) == 2


async def test_over_the_limit_the_oldest_idle_unpinned_one_goes(opening: Opening, clock: FakeClock) -> None:
    async with opening(max_sessions_per_user=2) as services:
        for name in ("a", "b"):
            await services.sessions.create("ada", session_id=name)
            clock.advance(minutes=1)
        await services.sessions.set_pinned("ada", "a", pinned=True)
        ensured = await services.sessions.create("ada", session_id="c")
        assert [session.id for session in ensured.moved] == ["b"]
        assert {session.id for session in await services.sessions.list_sessions("ada")} == {"a", "c"}
        assert [session.id for session in await services.sessions.list_sessions("ada", "trash")] == ["b"]


async def test_clearing_moves_the_history_to_the_trash_and_back(services: Services) -> None:
    await say(services, "s", "first words")
    await services.sessions.rename("ada", "s", "Named")
    cleared = await services.removal.clear("ada", "s")
    assert cleared.history is not None
    assert await services.sessions.history("ada", "s") == []
    assert (await services.sessions.show("ada", "s")).message_count == 0
    assert len(await services.sessions.history("ada", cleared.history.id)) == 2
    await services.undo.undo("ada")
    back = await services.sessions.show("ada", "s")
    assert (back.name, back.title, back.message_count, back.query_count) == ("Named", "first words", 2, 1)
    assert (await services.sessions.history("ada", "s"))[0].content == "first words"
    assert await services.sessions.list_sessions("ada", "trash") == []


async def test_a_cleared_history_stays_apart_when_something_was_said_meanwhile(services: Services) -> None:
    await say(services, "s", "old")
    await services.removal.clear("ada", "s")
    await say(services, "s", "new")
    await services.undo.undo("ada")
    assert len(await services.sessions.list_sessions("ada")) == 2
    assert (await services.sessions.history("ada", "s"))[0].content == "new"


async def test_clearing_an_empty_session_changes_nothing(services: Services) -> None:
    await services.sessions.create("ada", session_id="s")
    assert (await services.removal.clear("ada", "s")).history is None


@pytest.mark.chat_file
async def test_deleting_for_good_counts_and_leaves_no_word(opening: Opening, data_dir: Path) -> None:
    async with opening() as services:
        await say(services, "s", "canary xylophone")
        await services.sessions.save_draft("s", "canary draft")
        receipt = await services.removal.delete("ada", "s")
        assert (receipt.sessions, receipt.messages, receipt.drafts, receipt.erased) == (1, 2, 1, True)
        with pytest.raises(UserError) as unknown:
            await services.sessions.show("ada", "s")
        assert unknown.value.code == "session_not_found"
    for file in data_dir.rglob("*"):
        if file.is_file():
            assert b"canary" not in file.read_bytes(), file.name


async def test_statistics_count_one_user_alone(services: Services) -> None:
    await say(services, "s", "hi")
    await services.sessions.create("ada", session_id="t", temporary=True)
    await services.sessions.create("bob", session_id="b")
    await services.sessions.trash("ada", "t")
    counts = await services.removal.statistics("ada")
    assert counts["active_sessions"] == counts["trashed_sessions"] == 1
    assert (counts["total_sessions"], counts["total_messages"], counts["total_queries"]) == (2, 2, 1)
    assert (await services.removal.statistics("nobody"))["total_sessions"] == 0


async def test_a_draft_for_a_session_that_was_deleted_has_no_place(services: Services) -> None:
    await services.sessions.create("ada", session_id="s")
    await services.removal.delete("ada", "s")
    await services.sessions.save_draft("s", "too late")
    assert await services.sessions.read_draft("s") == ""
