"""What was done is taken back, the newest first, or refused in one sentence; never half."""

import asyncio
import sqlite3
from contextlib import aclosing, closing
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.sessions import Session
from desktop_app.services.chat import SendRequest
from desktop_app.services.services import Services
from desktop_app.services.undo import KEPT, Undone
from tests.services.conftest import Opening
from tests.support.clock import FakeClock


async def say(services: Services, session_id: str, text: str) -> None:
    async with aclosing(services.chat.send(SendRequest("ada", text, session_id=session_id))) as events:
        async for _ in events:
            pass


async def undo(services: Services, user_id: str = "ada") -> Undone:
    undone = await services.undo.undo(user_id)
    assert undone is not None
    return undone


async def refusal(services: Services, number: int | None = None) -> str:
    with pytest.raises(UserError) as refused:
        await services.undo.undo("ada", number)
    assert refused.value.code == "undo_impossible"
    return refused.value.message


async def shown(services: Services, session_id: str = "s") -> Session:
    return await services.sessions.show("ada", session_id)


def told(services: Services) -> str:
    return services.undo.recorded_since("ada", 0)[-1].action.words


async def named(services: Services, session_id: str = "s", name: str = "Trip") -> Session:
    return (await services.sessions.create("ada", session_id=session_id, name=name)).session


async def test_nothing_was_done_yet(services: Services) -> None:
    await named(services)
    assert await services.undo.undo("ada") is None


async def test_trash(services: Services) -> None:
    await named(services)
    await services.sessions.trash("ada", "s")
    assert told(services) == "“Trip” is in the trash."
    undone = await undo(services)
    assert undone.words == "“Trip” is back."
    assert [session.trashed_at for session in undone.changes.sessions] == [None]
    assert await services.undo.undo("ada") is None


async def test_rename_to_and_from_nothing(services: Services) -> None:
    await say(services, "s", "first words")
    await services.sessions.rename("ada", "s", "Trip")
    await services.sessions.rename("ada", "s", None)
    assert (await undo(services)).words == "The session is called “Trip” again."
    assert (await shown(services)).name == "Trip"
    assert (await undo(services)).words == "The session is called “first words” again."
    assert (await shown(services)).name is None
    assert (await services.sessions.create("ada", name="trip")).created, "the name is free again"


async def test_pin_archive_and_persona(services: Services) -> None:
    before = await named(services)
    await services.sessions.set_pinned("ada", "s", pinned=True)
    assert told(services) == "“Trip” is pinned."
    await services.sessions.archive("ada", "s")
    assert told(services) == "“Trip” is in the archive."
    await services.sessions.unarchive("ada", "s")
    await services.sessions.ensure("s", "ada", "sakura")
    assert (await undo(services)).words == "The persona from before answers in “Trip” again."
    assert (await undo(services)).words == "“Trip” is in the archive."
    assert (await undo(services)).words == "“Trip” is back in the list."
    assert (await undo(services)).words == "“Trip” is no longer pinned."
    assert await shown(services) == before


async def test_a_persona_changed_by_making_a_session_of_a_known_name(services: Services) -> None:
    before = await named(services)
    assert not (await services.sessions.create("ada", name="trip", persona="sakura")).created
    assert told(services) == "Another persona answers in “Trip” now."
    await undo(services)
    await undo(services)
    assert await shown(services) == before


async def test_many_at_once_are_one_action(services: Services) -> None:
    ids = [f"{number}" for number in range(110)]
    before = [await named(services, session_id, f"name {session_id}") for session_id in ids]
    await services.shelves.set_pinned("ada", ids, pinned=True)
    await services.shelves.archive("ada", ids[:3])
    await services.shelves.unarchive("ada", ids[:1])
    await services.shelves.trash("ada", ids)
    await services.shelves.restore("ada", ids[5:7])
    said = [recorded.action.words for recorded in services.undo.recorded_since("ada", 0)]
    assert said == [
        "110 sessions are pinned.",
        "3 sessions are in the archive.",
        "“name 0” is back in the list.",
        "110 sessions are in the trash.",
        "2 sessions are back.",
    ]
    assert (await undo(services)).words == "2 sessions are in the trash again."
    assert (await undo(services)).words == "110 sessions are back."
    assert (await undo(services)).words == "“name 0” is in the archive."
    assert (await undo(services)).words == "3 sessions are back in the list."
    assert (await undo(services)).words == "110 sessions are no longer pinned."
    after = [replace(await shown(services, session_id), restored_at=None) for session_id in ids]
    assert after == before
    assert await services.undo.undo("ada") is None


async def test_what_changes_nothing_is_nothing_to_undo(services: Services) -> None:
    await named(services)
    await services.sessions.rename("ada", "s", "Trip")
    await services.sessions.set_pinned("ada", "s", pinned=False)
    await services.sessions.unarchive("ada", "s")
    await services.sessions.ensure("s", "ada", "default_assistant")
    await services.removal.clear("ada", "s")
    assert services.undo.recorded_since("ada", 0) == []


async def test_clear(services: Services) -> None:
    await say(services, "s", "first words")
    before, history = await shown(services), await services.sessions.history("ada", "s")
    await services.removal.clear("ada", "s")
    assert told(services) == "“first words” was cleared. What was said is in the trash."
    undone = await undo(services)
    assert undone.words == "What was said in “first words” is back."
    assert undone.changes.sessions == (await shown(services),)
    after = await shown(services)
    assert (after.title, after.preview, after.context) == (before.title, before.preview, before.context)
    assert await services.sessions.history("ada", "s") == history
    assert len(undone.changes.gone) == 1
    assert await services.sessions.list_sessions("ada", "trash") == []


async def test_the_limit_and_the_clean_up(opening: Opening, clock: FakeClock) -> None:
    async with opening(max_sessions_per_user=2) as services:
        for session_id in ("a", "b", "c"):
            clock.advance(minutes=1)
            await named(services, session_id, session_id)
        assert told(services) == "“a” went to the trash, to keep to your limit."
        assert (await undo(services)).words == "“a” is back."
        await services.sessions.create("bob", session_id="of bob")
        clock.advance(days=40)
        assert len((await services.retention.prune()).expired) == 4
        assert told(services) == "3 expired sessions are in the trash."
        assert (await undo(services)).words == "3 sessions are back."
        assert (await undo(services, "bob")).words == "“New session” is back."
        assert (await services.retention.prune()).expired == (), "their time to live starts anew"


async def test_a_clean_up_is_undone_as_far_as_possible_and_says_so(services: Services, clock: FakeClock) -> None:
    for number in range(6):
        await named(services, f"{number}", f"name {number}")
    clock.advance(days=31)
    await services.retention.prune()
    await services.removal.delete("ada", "0")
    (pruned,) = services.undo.recorded_since("ada", 0)
    await services.sessions.restore("ada", ["1"])
    await named(services, "other", "NAME 2")
    undone = await services.undo.undo("ada", pruned.number)
    assert undone is not None
    assert undone.words == (
        "4 sessions are back. “name 2” is without a name now, as other sessions have taken it meanwhile."
        " 2 were changed or deleted meanwhile and left as found."
    )
    live = {session.id: session.name for session in await services.sessions.list_sessions("ada")}
    assert live == {"1": "name 1", "2": None, "3": "name 3", "4": "name 4", "5": "name 5", "other": "NAME 2"}
    assert {session.id for session in undone.changes.sessions} == {"2", "3", "4", "5"}


async def test_what_was_deleted_for_good_is_refused_once(services: Services) -> None:
    await named(services)
    await services.sessions.set_pinned("ada", "s", pinned=True)
    await services.sessions.trash("ada", "s")
    await services.removal.delete("ada", "s")
    assert await refusal(services) == "That can no longer be undone: “Trip” was deleted for good."
    assert "deleted for good" in await refusal(services), "the pin before it"
    assert await services.undo.undo("ada") is None


async def test_a_name_that_is_taken_meanwhile_is_refused(services: Services) -> None:
    await named(services)
    await services.sessions.rename("ada", "s", "Journey")
    await named(services, "t", "TRIP")
    assert "another session is called “Trip” now" in await refusal(services)
    assert (await shown(services)).name == "Journey"


async def test_what_was_changed_again_elsewhere_stays(opening: Opening, clock: FakeClock) -> None:
    async with opening() as services, opening() as elsewhere:
        await named(services)
        await services.sessions.rename("ada", "s", "Journey")
        await elsewhere.sessions.rename("ada", "s", "Voyage")
        assert "“Trip” was changed again meanwhile" in await refusal(services)
        assert (await shown(services)).name == "Voyage"
        await services.sessions.trash("ada", "s")
        await elsewhere.sessions.restore("ada", ["s"])
        clock.advance(seconds=1)
        await elsewhere.sessions.trash("ada", "s")
        assert "“Voyage” was changed again meanwhile" in await refusal(services)
        assert (await undo(elsewhere)).words == "“Voyage” is back."


async def test_a_cleared_history_that_was_purged_or_brought_back_is_refused(services: Services) -> None:
    for _ in range(2):
        await say(services, "s", "words")
        await services.removal.clear("ada", "s")
    second, first = await services.sessions.list_sessions("ada", "trash")
    numbers = [recorded.number for recorded in services.undo.recorded_since("ada", 0)]
    await services.removal.delete("ada", second.id)
    await services.sessions.restore("ada", [first.id])
    for number in numbers:
        assert (await refusal(services, number)).startswith("That can no longer be undone: ")
    assert len(await services.sessions.history("ada", first.id)) == 2
    assert (await shown(services)).message_count == 0


async def test_a_history_whose_session_is_gone_comes_back_as_its_own(services: Services) -> None:
    await say(services, "s", "first words")
    cleared = await services.removal.clear("ada", "s")
    assert cleared.history is not None
    await services.removal.delete("ada", "s")
    undone = await undo(services)
    assert undone.words.startswith("What was said is back, as a session of its own")
    assert undone.changes.gone == ()
    assert [session.id for session in await services.sessions.list_sessions("ada")] == [cleared.history.id]
    assert len(await services.sessions.history("ada", cleared.history.id)) == 2


async def test_each_user_has_actions_of_their_own(services: Services) -> None:
    await services.sessions.create("ada", session_id="of ada")
    await services.sessions.create("bob", session_id="of bob")
    await services.sessions.trash("ada", "of ada")
    await services.sessions.trash("bob", "of bob")
    (recorded,) = services.undo.recorded_since("bob", 0)
    assert await services.undo.undo("ada", recorded.number) is None
    await undo(services)
    assert await services.undo.undo("ada") is None
    assert [session.id for session in await services.sessions.list_sessions("bob", "trash")] == ["of bob"]


async def test_a_session_made_anew_by_another_user_under_the_same_id_is_left_alone(services: Services) -> None:
    await named(services)
    await services.sessions.set_pinned("ada", "s", pinned=True)
    await services.removal.delete("ada", "s")
    await services.sessions.create("bob", session_id="s")
    await services.sessions.set_pinned("bob", "s", pinned=True)
    assert "deleted for good" in await refusal(services)
    assert (await services.sessions.show("bob", "s")).pinned


async def test_the_last_fifty_can_be_undone(services: Services) -> None:
    await named(services, name="name 0")
    for number in range(1, KEPT + 3):
        await services.sessions.rename("ada", "s", f"name {number}")
    for _ in range(KEPT):
        await undo(services)
    assert (await shown(services)).name == "name 2"
    assert await services.undo.undo("ada") is None


async def test_one_of_them_can_be_chosen_but_only_once(services: Services) -> None:
    await named(services)
    await services.sessions.set_pinned("ada", "s", pinned=True)
    await services.sessions.rename("ada", "s", "Journey")
    pinned, renamed = services.undo.recorded_since("ada", 0)
    undone = await services.undo.undo("ada", pinned.number)
    assert undone is not None
    assert undone.number == pinned.number
    assert await services.undo.undo("ada", pinned.number) is None
    assert services.undo.recorded_since("ada", pinned.number) == [renamed]


async def test_two_at_once_take_two_actions_the_newer_first(services: Services) -> None:
    await named(services, name="first")
    for name in ("second", "third", "fourth"):
        await services.sessions.rename("ada", "s", name)
    done = await asyncio.gather(*(services.undo.undo("ada") for _ in range(4)))
    assert [undone.number if undone else 0 for undone in done] == [3, 2, 1, 0]
    assert (await shown(services)).name == "first"


async def test_an_undo_that_is_cancelled_is_done_or_not_done(services: Services) -> None:
    await named(services, name="first")
    for number in range(20):
        await services.sessions.rename("ada", "s", f"name {number}")
    for number in range(20, 0, -1):
        task = asyncio.ensure_future(services.undo.undo("ada"))
        for _ in range(number // 2):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        left = services.undo.recorded_since("ada", 0)
        names = ["first", *(f"name {number}" for number in range(20))]
        assert (await shown(services)).name == names[len(left)]


@pytest.mark.chat_file
async def test_what_failed_for_another_reason_can_be_tried_again(services: Services, data_dir: Path) -> None:
    await named(services)
    await services.sessions.trash("ada", "s")
    with closing(sqlite3.connect(data_dir / "parley.db")) as other:
        other.execute("ALTER TABLE drafts RENAME TO away")
        with pytest.raises(UserError, match="store_unreadable"):
            await services.undo.undo("ada")
        other.execute("ALTER TABLE away RENAME TO drafts")
    assert (await undo(services)).words == "“Trip” is back."


async def test_a_deleted_branch(services: Services) -> None:
    await say(services, "s", "one")
    await say(services, "s", "two")
    before, said = await shown(services), await services.sessions.history("ada", "s", all_branches=True)
    left = await services.removal.delete_branch("ada", "s", said[2].id)
    assert (left.message_count, left.active_leaf_id) == (2, said[1].id)
    assert told(services) == "2 messages are in the trash."
    (branch,) = await services.sessions.list_sessions("ada", "trash")
    assert branch.title == "two"
    undone = await undo(services)
    assert undone.words == "What was said in “one” is back."
    assert undone.changes.gone == (branch.id,)
    assert await shown(services) == before
    assert await services.sessions.history("ada", "s", all_branches=True) == said
