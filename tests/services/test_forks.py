"""A branch as a session of its own, the outline of all branches, and the way from one to another."""

from contextlib import aclosing

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message
from desktop_app.engines.scripted import HANG
from desktop_app.services.chat import AgainRequest, Finished, SendRequest, Streamed
from desktop_app.services.services import Services
from desktop_app.store.database import Database
from tests.services.conftest import Opening
from tests.support.invariants import assert_store_invariants
from tests.support.script import Script


async def say(services: Services, text: str) -> Message:
    async with aclosing(services.chat.send(SendRequest("ada", text, session_id="s"))) as events:
        end = [event async for event in events][-1]
    assert isinstance(end, Finished)
    return end.answer


async def again(services: Services, message_id: int | None, text: str | None = None) -> Message:
    assert message_id is not None
    async with aclosing(services.chat.say_again(AgainRequest("ada", "s", message_id, text))) as events:
        end = [event async for event in events][-1]
    assert isinstance(end, Finished)
    return end.answer


async def shown(services: Services, session_id: str = "s") -> list[str]:
    return [message.content for message in await services.sessions.history("ada", session_id)]


def database_of(services: Services) -> Database:
    return services.changes._database


async def test_a_fork_holds_what_led_to_a_message_and_goes_its_own_way(services: Services) -> None:
    await services.sessions.ensure("s", "ada", "sakura")
    first = await say(services, "one")
    middle = await say(services, "two")
    await say(services, "three")
    await again(services, first.id)
    fork = await services.turns.fork("ada", "s", middle.id)
    assert await shown(services, fork.id) == ["one", "You said: one", "two", "You said: two"]
    assert (fork.message_count, fork.query_count, fork.preview) == (4, 2, "You said: two")
    assert (fork.title, fork.name, fork.persona, fork.origin) == ("Fork: one", None, "sakura", "fork")
    assert fork.metadata == {"forked_from": {"session_id": "s", "message_id": middle.id}}
    assert fork.context == {"last_query": "two", "last_response": "You said: two"}
    copied = (await services.sessions.history("ada", fork.id))[-1]
    assert copied._replace(id=middle.id, session_id="s", parent_id=middle.parent_id) == middle
    hits = (await services.search.search("ada", "two")).messages
    assert {hit.session_id for hit in hits} == {"s", fork.id}
    async with aclosing(services.chat.send(SendRequest("ada", "other", session_id=fork.id))) as events:
        async for _event in events:
            pass
    assert "other" not in await shown(services)
    await assert_store_invariants(database_of(services))


async def test_a_fork_is_undone_into_the_trash(services: Services) -> None:
    answer = await say(services, "one")
    fork = await services.turns.fork("ada", "s", answer.id)
    undone = await services.undo.undo("ada")
    assert undone is not None
    assert undone.words == "“Fork: one” is in the trash."
    assert [session.id for session in await services.sessions.list_sessions("ada", "trash")] == [fork.id]
    assert await shown(services) == ["one", "You said: one"]


async def test_a_forks_fork_is_called_no_longer(services: Services) -> None:
    answer = await say(services, "one")
    fork = await services.turns.fork("ada", "s", answer.id)
    assert fork.active_leaf_id is not None
    second = await services.turns.fork("ada", fork.id, fork.active_leaf_id)
    assert (second.title, second.metadata["forked_from"]["session_id"]) == ("Fork: one", fork.id)


async def test_what_cannot_be_forked(services: Services, script: Script) -> None:
    answer = await say(services, "one")
    for user, session_id, message_id, code in (
        ("bob", "s", answer.id, "session_of_other_user"),
        ("ada", "nowhere", answer.id, "session_not_found"),
        ("ada", "s", answer.id + 1_000, "message_not_found"),
    ):
        with pytest.raises(UserError, match=code):
            await services.turns.fork(user, session_id, message_id)
    script.next("and", HANG)
    async with aclosing(services.chat.send(SendRequest("ada", "two", session_id="s"))) as events:
        async for event in events:
            if isinstance(event, Streamed):
                leaf = (await services.sessions.show("ada", "s")).active_leaf_id
                assert leaf is not None
                with pytest.raises(UserError, match="answer_streaming"):
                    await services.turns.fork("ada", "s", leaf)
                break
    assert len(await services.sessions.list_sessions("ada")) == 1


async def test_a_fork_keeps_to_the_limit_of_sessions(opening: Opening) -> None:
    async with opening(max_sessions_per_user=2) as services:
        await services.sessions.create("ada", name="old")
        answer = await say(services, "one")
        await services.turns.fork("ada", "s", answer.id)
        trash = await services.sessions.list_sessions("ada", "trash")
        assert [session.name for session in trash] == ["old"]


async def test_the_outline_shows_each_fork_in_the_order_of_the_tree(services: Services, script: Script) -> None:
    first = await say(services, "**one**")
    second = await say(services, "two")
    other = await again(services, second.id)
    edited = await again(services, first.parent_id, "uno")
    script.next("cut", HANG)
    async with aclosing(services.chat.say_again(AgainRequest("ada", "s", edited.id, persona="sakura"))) as events:
        async for event in events:
            if isinstance(event, Streamed):
                break
    cut = (await services.sessions.history("ada", "s"))[-1]
    outline = await services.turns.outline("ada", "s")
    told = [
        (each.level, each.words, each.role.value, each.messages, each.shown, each.cut_off) for each in outline.branches
    ]
    assert told == [
        (0, "one", "user", 5, False, False),
        (1, "You said: two", "assistant", 1, False, False),
        (1, "You said: two", "assistant", 1, False, False),
        (0, "uno", "user", 3, True, True),
        (1, "You said: uno", "assistant", 1, False, False),
        (1, "cut", "assistant", 1, True, True),
    ]
    assert [each.message_id for each in outline.branches] == [
        first.parent_id, second.id, other.id, edited.parent_id, edited.id, cut.id,
    ]  # fmt: skip
    assert [each.leaf_id for each in outline.branches][::3] == [other.id, cut.id]
    assert (outline.branches[-1].persona, outline.forks) == ("sakura", 3)
    with pytest.raises(UserError, match="session_of_other_user"):
        await services.turns.outline("bob", "s")


async def test_a_session_that_never_forks_has_no_outline(services: Services) -> None:
    await say(services, "one")
    assert (await services.turns.outline("ada", "s")).branches == ()


async def test_a_branch_is_shown_where_it_was_left_and_that_is_nothing_to_undo(services: Services) -> None:
    first = await say(services, "one")
    second = await say(services, "two")
    newer = await again(services, second.id)
    await services.sessions.show_branch("ada", "s", second.id)
    await again(services, first.id)
    session = await services.sessions.show_branch("ada", "s", first.id)
    assert session.active_leaf_id == second.id, "not the newest below, but the one that was shown"
    session = await services.sessions.show_branch("ada", "s", newer.id)
    assert (session.active_leaf_id, session.preview) == (newer.id, "You said: two")
    assert await services.undo.undo("ada") is None


async def test_versions_are_told_of_those_that_have_some(services: Services) -> None:
    first = await say(services, "one")
    second = await say(services, "two")
    anew = await again(services, second.id)
    edited = await again(services, first.parent_id, "uno")
    root = edited.parent_id
    assert root is not None
    assert first.parent_id is not None
    found = await services.versions.of("ada", "s", [root, first.parent_id, first.id, second.id, edited.id])
    assert {number: versions.ids for number, versions in found.items()} == {
        root: (first.parent_id, root),
        first.parent_id: (first.parent_id, root),
        second.id: (second.id, anew.id),
    }
    of_second = found[second.id]
    assert (of_second.count, of_second.place(second.id), of_second.place(anew.id)) == (2, 1, 2)
    assert (of_second.before(second.id), of_second.after(second.id), of_second.after(anew.id)) == (None, anew.id, None)
    assert of_second.before(anew.id) == second.id
    with pytest.raises(UserError, match="session_of_other_user"):
        await services.versions.of("bob", "s", [first.id])
    assert await services.versions.of("ada", "s", []) == {}


async def test_a_question_asked_in_place_of_an_answer_stands_beside_it(services: Services) -> None:
    first = await say(services, "one")
    await services.removal.delete_branch("ada", "s", first.id)
    second = await say(services, "two")
    assert await shown(services) == ["one", "two", "You said: two"]
    assert await services.undo.undo("ada") is not None
    assert await shown(services) == ["one", "two", "You said: two"], "what was said meanwhile stays shown"
    assert second.parent_id is not None
    found = await services.versions.of("ada", "s", [second.parent_id])
    assert found[second.parent_id].ids == (first.id, second.parent_id)


async def test_what_is_attached_is_forked_as_well_and_its_bytes_are_there_once(services: Services) -> None:
    note = await services.attachments.add("ada", "note.txt", b"to be remembered")
    async with aclosing(services.chat.send(SendRequest("ada", "see", "s", attachments=(note.id,)))) as events:
        end = [event async for event in events][-1]
    assert isinstance(end, Finished)
    fork = await services.turns.fork("ada", "s", end.answer.id)
    (question, _answer) = await services.sessions.history("ada", fork.id)
    (copied,) = question.attachments
    assert (copied.name, copied.sha256) == (note.name, note.sha256)
    await services.removal.delete("ada", "s")
    assert await services.attachments.read("ada", copied.id) == b"to be remembered"
    await assert_store_invariants(database_of(services))
