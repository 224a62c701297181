"""An answer goes on where it ended: what was there is kept to the letter, and the new words come after it."""

import asyncio
from contextlib import aclosing

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message
from desktop_app.engines.protocol import Delta, Usage
from desktop_app.engines.scripted import HANG, ScriptedEngine
from desktop_app.services.chat import ContinueRequest, Finished, SendRequest, Stored, Streamed
from desktop_app.services.services import Services
from desktop_app.store.database import Database
from tests.services.conftest import Opening
from tests.support.invariants import assert_store_invariants
from tests.support.script import Script


async def begin(services: Services, script: Script, *said: str, text: str = "tell me") -> Message:
    """Let an answer begin and be stopped; return it as it is kept."""
    script.next(*said, HANG)
    async with aclosing(services.chat.send(SendRequest("ada", text, session_id="s"))) as events:
        async for event in events:
            if isinstance(event, Streamed) and event.text == said[-1]:
                break
    return (await services.sessions.history("ada", "s"))[-1]


async def go_on(services: Services, message_id: int) -> tuple[Stored, str, Finished]:
    async with aclosing(services.chat.continue_answer(ContinueRequest("ada", "s", message_id))) as events:
        found = [event async for event in events]
    stored, end = found[0], found[-1]
    assert isinstance(stored, Stored)
    assert isinstance(end, Finished)
    return stored, "".join(event.text for event in found if isinstance(event, Streamed)), end


async def last(services: Services) -> Message:
    return (await services.sessions.history("ada", "s"))[-1]


def database_of(services: Services) -> Database:
    return services.changes._database


async def test_what_was_interrupted_goes_on(services: Services, script: Script, engine: ScriptedEngine) -> None:
    cut = await begin(services, script, "Once upon", " a ti")
    assert (cut.content, cut.status) == ("Once upon a ti", "interrupted")
    script.next("me there", " was a cat", Delta(finish_reason="stop", usage=Usage(9, 4), model="tiny"))
    stored, new, end = await go_on(services, cut.id)
    assert (stored.answer.id, stored.answer.content, stored.answer.status) == (cut.id, cut.content, "streaming")
    assert not stored.created
    assert (new, end.answer.content) == ("me there was a cat", "Once upon a time there was a cat")
    kept = await last(services)
    assert kept == end.answer
    assert (kept.status, kept.id, kept.created_at) == ("complete", cut.id, cut.created_at)
    asked = engine.requests[-1]
    assert (asked.begun, [turn.content for turn in asked.turns]) == ("Once upon a ti", ["tell me"])
    session = await services.sessions.show("ada", "s")
    assert (session.message_count, session.query_count, session.preview) == (2, 1, kept.content)
    assert (session.context["last_query"], session.context["last_response"]) == ("tell me", kept.content)
    assert end.affinity.points == 2, "it is a whole exchange now"
    assert [hit.message_id for hit in (await services.search.search("ada", "was a cat")).messages] == [cut.id]
    await assert_store_invariants(database_of(services))


async def test_the_receipt_tells_of_each_run(services: Services, script: Script) -> None:
    cut = await begin(services, script, "one")
    script.next(" two", UserError("engine_cut_off", base_url="http://127.0.0.1:1/v1"))
    with pytest.raises(UserError):
        await go_on(services, cut.id)
    failed = await last(services)
    assert (failed.content, failed.status, failed.metadata["error_code"]) == (
        "one two",
        "interrupted",
        "engine_cut_off",
    )
    script.next(" three", Delta(finish_reason="stop", usage=Usage(5, 1), model="m"))
    _stored, _new, end = await go_on(services, cut.id)
    assert end.answer.content == "one two three"
    assert "error" not in end.answer.metadata, "the last run went well"
    runs = end.answer.metadata["runs"]
    assert [(run["length"], run.get("error_code"), run.get("finish_reason")) for run in runs] == [
        (3, None, None), (7, "engine_cut_off", None), (13, None, "stop"),
    ]  # fmt: skip
    assert end.answer.metadata["usage"] == {"prompt_tokens": 5, "completion_tokens": 1}


async def test_a_whole_answer_goes_on_and_brings_no_points_twice(services: Services, script: Script) -> None:
    async with aclosing(services.chat.send(SendRequest("ada", "a b", session_id="s"))) as events:
        first = [event async for event in events][-1]
    assert isinstance(first, Finished)
    script.next(", and so on")
    _stored, _new, end = await go_on(services, first.answer.id)
    assert (end.answer.content, end.affinity.points) == ("You said: a b, and so on", 2)


async def test_a_whole_answer_to_which_nothing_is_added_stays_as_it_was(services: Services) -> None:
    async with aclosing(services.chat.send(SendRequest("ada", "a b", session_id="s"))) as events:
        first = [event async for event in events][-1]
    assert isinstance(first, Finished)
    with pytest.raises(UserError, match="nothing_to_add"):
        await go_on(services, first.answer.id)
    assert await last(services) == first.answer
    assert "last_error" not in (await services.sessions.show("ada", "s")).context


@pytest.mark.parametrize("whole", [True, False])
async def test_where_nothing_came_it_is_as_before(services: Services, script: Script, whole: bool) -> None:
    if whole:
        async with aclosing(services.chat.send(SendRequest("ada", "a b", session_id="s"))) as events:
            async for _event in events:
                pass
        before = await last(services)
    else:
        before = await begin(services, script, "half")
    script.next(UserError("engine_unreachable", base_url="http://127.0.0.1:1/v1"))
    with pytest.raises(UserError, match="engine_unreachable"):
        await go_on(services, before.id)
    assert await last(services) == before
    await assert_store_invariants(database_of(services))


async def test_stopped_again_it_keeps_both_parts(services: Services, script: Script) -> None:
    cut = await begin(services, script, "one")
    script.next(" two", HANG)
    request = ContinueRequest("ada", "s", cut.id)
    async with aclosing(services.chat.continue_answer(request)) as events:
        async for event in events:
            if isinstance(event, Streamed):
                break
    kept = await last(services)
    assert (kept.content, kept.status) == ("one two", "interrupted")
    assert (await services.chat.affinity("ada", "default_assistant")).points == 0


async def test_an_answer_without_a_word_is_made_anew_or_filled(services: Services, script: Script) -> None:
    script.next(UserError("engine_unreachable", base_url="http://127.0.0.1:1/v1"))
    with pytest.raises(UserError):
        async with aclosing(services.chat.send(SendRequest("ada", "hm?", session_id="s"))) as events:
            async for _event in events:
                pass
    failed = await last(services)
    stored, _new, end = await go_on(services, failed.id)
    assert stored.question.id == failed.parent_id
    assert end.answer.id != failed.id
    assert (end.answer.content, end.affinity.points) == ("You said: hm?", 2)
    versions = await services.versions.of("ada", "s", [failed.id, end.answer.id])
    assert versions[end.answer.id].ids == (failed.id, end.answer.id)
    async with aclosing(services.chat.send(SendRequest("ada", "and?", session_id="s"))) as events:
        assert isinstance(await anext(events), Stored)
    empty = await last(services)
    assert (empty.content, empty.status) == ("", "interrupted")
    _stored, _new, end = await go_on(services, empty.id)
    assert (end.answer.id, end.answer.content) == (empty.id, "You said: and?")


async def test_only_the_answer_at_the_end_of_what_is_shown(services: Services, script: Script) -> None:
    first = await begin(services, script, "one")
    second = await begin(services, script, "two", text="more")
    for message_id in (first.id, second.parent_id, first.parent_id):
        assert message_id is not None
        with pytest.raises(UserError, match="cannot_continue"):
            await go_on(services, message_id)
    with pytest.raises(UserError, match="message_not_found"):
        await go_on(services, second.id + 1_000)
    for user, session_id, code in (("bob", "s", "session_of_other_user"), ("ada", "nowhere", "session_not_found")):
        with pytest.raises(UserError, match=code):
            async with aclosing(services.chat.continue_answer(ContinueRequest(user, session_id, second.id))) as events:
                async for _event in events:
                    pass
    assert [message.content for message in await services.sessions.history("ada", "s")][1::2] == ["one", "two"]


async def test_two_at_once_take_turns(services: Services, script: Script) -> None:
    cut = await begin(services, script, "one")
    script.next(" two")
    script.next(" three")
    await asyncio.gather(go_on(services, cut.id), go_on(services, cut.id))
    assert (await last(services)).content == "one two three"


async def test_of_two_processes_one_goes_on(opening: Opening, script: Script) -> None:
    async with opening() as here, opening() as there:
        cut = await begin(here, script, "one")
        script.next(" two", HANG)
        async with aclosing(here.chat.continue_answer(ContinueRequest("ada", "s", cut.id))) as events:
            assert isinstance(await anext(events), Stored)
            assert isinstance(await anext(events), Streamed)
            with pytest.raises(UserError, match="answer_streaming"):
                await go_on(there, cut.id)
        assert (await last(there)).content == "one two"
        script.next(" three")
        await go_on(there, cut.id)
        assert (await last(here)).content == "one two three"


async def test_in_the_trash_its_session_comes_back(services: Services, script: Script) -> None:
    cut = await begin(services, script, "one")
    await services.sessions.trash("ada", "s")
    script.next(" two")
    _stored, _new, end = await go_on(services, cut.id)
    assert end.session.trashed_at is None


async def test_cleared_meanwhile_it_ends_where_it_is(services: Services, script: Script) -> None:
    cut = await begin(services, script, "one")
    script.next(" two")
    async with aclosing(services.chat.continue_answer(ContinueRequest("ada", "s", cut.id))) as events:
        assert isinstance(await anext(events), Stored)
        cleared = await services.removal.clear("ada", "s")
        async for _event in events:
            pass
    assert cleared.history is not None
    held = await services.sessions.history("ada", cleared.history.id)
    assert held[-1].content == "one two"
    await assert_store_invariants(database_of(services))
