"""A question asked in other words, an answer made anew: beside what was there, which stays."""

import asyncio
from contextlib import aclosing

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.engines.scripted import HANG, Pause, ScriptedEngine
from desktop_app.services.chat import AgainRequest, Finished, SendRequest, Stored, Streamed
from desktop_app.services.services import Services
from tests.services.conftest import Opening
from tests.support.invariants import assert_store_invariants
from tests.support.script import Script


async def say(services: Services, text: str) -> Finished:
    async with aclosing(services.chat.send(SendRequest("ada", text, session_id="s"))) as events:
        (end,) = [event async for event in events if isinstance(event, Finished)]
    return end


async def again(
    services: Services, message_id: int, text: str | None = None, persona: str | None = None
) -> tuple[Stored, Finished]:
    request = AgainRequest("ada", "s", message_id, text, persona)
    async with aclosing(services.chat.say_again(request)) as events:
        all_events = [event async for event in events]
    stored, end = all_events[0], all_events[-1]
    assert isinstance(stored, Stored)
    assert isinstance(end, Finished)
    return stored, end


async def shown(services: Services) -> list[str]:
    return [message.content for message in await services.sessions.history("ada", "s")]


async def test_an_answer_made_anew(services: Services, script: Script, engine: ScriptedEngine) -> None:
    first = await say(services, "why?")
    script.next("because")
    stored, end = await again(services, first.answer.id)
    assert stored.question.id == end.answer.parent_id == first.answer.parent_id
    assert await shown(services) == ["why?", "because"]
    assert (end.session.message_count, end.session.query_count, end.affinity.points) == (3, 1, 2)
    assert [turn.content for turn in engine.requests[-1].turns] == ["why?"]
    assert [request.version for request in engine.requests] == [0, 1]
    await services.sessions.show_branch("ada", "s", first.answer.id)
    assert await shown(services) == ["why?", "You said: why?"]


async def test_a_question_in_other_words(services: Services, engine: ScriptedEngine) -> None:
    await say(services, "one")
    first = await say(services, "two")
    await say(services, "three")
    assert first.answer.parent_id is not None
    _stored, end = await again(services, first.answer.parent_id, "deux")
    assert await shown(services) == ["one", "You said: one", "deux", "You said: deux"]
    assert (end.session.message_count, end.session.query_count, end.affinity.points) == (8, 4, 8)
    assert [turn.content for turn in engine.requests[-1].turns] == ["one", "You said: one", "deux"]
    await services.sessions.show_branch("ada", "s", first.answer.id)
    assert (await shown(services))[2:] == ["two", "You said: two", "three", "You said: three"]


async def test_another_persona_answers_this_once(services: Services, engine: ScriptedEngine) -> None:
    first = await say(services, "why?")
    _stored, end = await again(services, first.answer.id, persona="sakura")
    assert (end.answer.persona, engine.requests[-1].persona.id) == ("sakura", "sakura")
    assert end.session.persona == first.session.persona
    with pytest.raises(UserError):
        await again(services, first.answer.id, persona="nobody")


async def test_what_cannot_be_said_again_changes_nothing(services: Services) -> None:
    first = await say(services, "why?")
    for message_id, text in ((first.answer.id, "an answer is not edited"), (first.answer.id + 1_000, None)):
        with pytest.raises(UserError, match="message_not_found"):
            await again(services, message_id, text)
    with pytest.raises(UserError, match="empty_message"):
        await again(services, first.answer.id - 1, "  ")
    assert (await services.sessions.show("ada", "s")).message_count == 2


async def test_an_answer_before_the_last_is_made_anew(services: Services, engine: ScriptedEngine) -> None:
    first = await say(services, "one")
    await say(services, "two")
    _stored, end = await again(services, first.answer.id)
    assert await shown(services) == ["one", "You said: one"]
    assert (end.session.message_count, end.session.query_count) == (5, 2)
    assert [turn.content for turn in engine.requests[-1].turns] == ["one"]
    await services.sessions.show_branch("ada", "s", first.answer.id)
    assert await shown(services) == ["one", "You said: one", "two", "You said: two"]


async def test_the_first_question_in_other_words_is_another_beginning(services: Services) -> None:
    first = await say(services, "one")
    assert first.answer.parent_id is not None
    stored, end = await again(services, first.answer.parent_id, "uno")
    assert stored.question.parent_id is None
    assert await shown(services) == ["uno", "You said: uno"]
    assert (end.session.title, end.session.preview) == ("one", "You said: uno")
    assert end.session.context["last_query"] == "uno"


async def test_another_answer_waits_for_the_one_that_is_being_written(services: Services, script: Script) -> None:
    first = await say(services, "one")
    going = asyncio.Event()
    script.next("slow", Pause(0.2), " answer")

    async def slowly() -> None:
        async with aclosing(services.chat.send(SendRequest("ada", "two", session_id="s"))) as events:
            async for event in events:
                if isinstance(event, Streamed):
                    going.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(slowly())
        await going.wait()
        stored, _end = await again(services, first.answer.id)
    assert stored.session.message_count == 5
    assert stored.session.preview == "one"
    history = await services.sessions.history("ada", "s", all_branches=True)
    assert [message.content for message in history][2:4] == ["two", "slow answer"]
    assert {message.status for message in history} == {"complete"}


async def test_after_clear_there_is_nothing_to_say_again(services: Services) -> None:
    first = await say(services, "one")
    await services.removal.clear("ada", "s")
    for text in (None, "uno"):
        with pytest.raises(UserError, match="message_not_found"):
            await again(services, first.answer.parent_id or 0, text)


async def test_saying_again_brings_a_session_back_from_the_trash(services: Services) -> None:
    first = await say(services, "one")
    await services.sessions.trash("ada", "s")
    _stored, end = await again(services, first.answer.id)
    assert end.session.trashed_at is None


async def test_two_processes_say_it_again_at_once(opening: Opening) -> None:
    async with opening() as here, opening() as there:
        first = await say(here, "one")
        ends = await asyncio.gather(*(again(services, first.answer.id) for services in (here, there)))
        answers = sorted(end.answer.id for _stored, end in ends)
        found = await there.versions.of("ada", "s", [first.answer.id])
        assert found[first.answer.id].ids == (first.answer.id, *answers)
        assert (await here.sessions.show("ada", "s")).message_count == 4
        await assert_store_invariants(here.changes._database)


async def test_messages_of_others_and_of_other_sessions_are_refused(services: Services) -> None:
    first = await say(services, "one")
    async with aclosing(services.chat.send(SendRequest("bob", "mine", session_id="b"))) as events:
        (theirs,) = [event.answer async for event in events if isinstance(event, Finished)]
    for user, session_id, message_id, code in (
        ("bob", "s", first.answer.id, "session_of_other_user"),
        ("ada", "s", theirs.id, "message_not_found"),
        ("ada", "b", theirs.id, "session_of_other_user"),
        ("bob", "b", first.answer.id, "message_not_found"),
    ):
        with pytest.raises(UserError, match=code):
            async with aclosing(services.chat.say_again(AgainRequest(user, session_id, message_id))) as events:
                async for _event in events:
                    pass


async def test_a_question_that_failed_is_tried_again_as_another_version(services: Services, script: Script) -> None:
    for attempt in ("again", "sent anew"):
        script.next(UserError("engine_unreachable", base_url="http://127.0.0.1:1/v1"))
        with pytest.raises(UserError):
            await say(services, attempt)
        failed = (await services.sessions.history("ada", "s"))[-1]
        end = (await again(services, failed.id))[1] if attempt == "again" else await say(services, attempt)
        assert (end.answer.parent_id, end.answer.content) == (failed.parent_id, f"You said: {attempt}")
        found = await services.versions.of("ada", "s", [end.answer.id])
        assert found[end.answer.id].ids == (failed.id, end.answer.id)
    assert end.affinity.points == 4, "what failed brought none"
    assert end.session.query_count == 2


async def test_a_question_brings_points_once(services: Services, script: Script) -> None:
    script.next("cut", HANG)
    async with aclosing(services.chat.send(SendRequest("ada", "one", session_id="s"))) as events:
        async for event in events:
            if isinstance(event, Streamed):
                break
    cut = (await services.sessions.history("ada", "s"))[-1]
    points = [(await again(services, cut.id))[1].affinity.points for _ in range(3)]
    assert points == [2, 2, 2]


async def test_the_version_that_is_shown_is_deleted_and_the_other_is_there(services: Services) -> None:
    first = await say(services, "why?")
    _stored, end = await again(services, first.answer.id)
    after = await services.removal.delete_branch("ada", "s", end.answer.id)
    assert (after.active_leaf_id, after.message_count) == (first.answer.id, 2)
    assert await services.versions.of("ada", "s", [first.answer.id]) == {}
    assert await services.undo.undo("ada") is not None
    assert (await services.sessions.show("ada", "s")).active_leaf_id == end.answer.id
    await assert_store_invariants(services.changes._database)


async def test_what_is_being_written_is_not_deleted(services: Services, script: Script) -> None:
    script.next("now", HANG)
    async with aclosing(services.chat.send(SendRequest("ada", "one", session_id="s"))) as events:
        async for event in events:
            if isinstance(event, Streamed):
                (question, _answer) = await services.sessions.history("ada", "s")
                with pytest.raises(UserError, match="Stop it, then delete"):
                    await services.removal.delete_branch("ada", "s", question.id)
                break
    assert await shown(services) == ["one", "now"]


async def test_an_answer_that_ends_unseen_leaves_what_is_shown_alone(services: Services, script: Script) -> None:
    first = await say(services, "one")
    script.next("elsewhere", Pause(0.05), "!")
    async with aclosing(services.chat.say_again(AgainRequest("ada", "s", first.answer.id))) as events:
        async for event in events:
            if isinstance(event, Streamed) and event.text == "elsewhere":
                await services.sessions.show_branch("ada", "s", first.answer.id)
    session = await services.sessions.show("ada", "s")
    assert (session.active_leaf_id, session.preview) == (first.answer.id, "You said: one")
    assert session.context["last_response"] == "You said: one"
