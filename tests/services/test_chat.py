import asyncio
from contextlib import aclosing

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Role
from desktop_app.engines.protocol import Delta, Usage
from desktop_app.engines.scripted import HANG, ScriptedEngine
from desktop_app.services.chat import ChatEvent, Finished, SendRequest, Stored, Streamed
from desktop_app.services.services import Services
from desktop_app.store.turns import Begun
from tests.services.conftest import Opening
from tests.support.script import Script


async def send(services: Services, text: str, **where: object) -> list[ChatEvent]:
    request = SendRequest(user_id=services.user_id, text=text, **where)  # type: ignore[arg-type]
    async with aclosing(services.chat.send(request)) as events:
        return [event async for event in events]


def finished(events: list[ChatEvent]) -> Finished:
    (last,) = [event for event in events if isinstance(event, Finished)]
    return last


async def test_a_message_without_a_session_makes_the_default_one(services: Services) -> None:
    events = await send(services, "hello there")
    stored, end = events[0], finished(events)
    assert isinstance(stored, Stored)
    assert stored.created
    assert end.answer.content == "You said: hello there"
    assert "".join(event.text for event in events if isinstance(event, Streamed)) == end.answer.content
    assert (end.affinity.points, end.affinity.level) == (2, "stranger")
    history = await services.sessions.history("ada", end.session.id)
    assert [(message.role, message.content) for message in history] == [
        (Role.USER, "hello there"),
        (Role.ASSISTANT, "You said: hello there"),
    ]
    again = await send(services, "more")
    assert isinstance(again[0], Stored)
    assert not again[0].created
    assert finished(again).session.id == end.session.id
    assert finished(again).affinity.points == 4


async def test_fifty_messages_at_once_share_one_session_and_keep_their_answers(services: Services) -> None:
    all_events = await asyncio.gather(*(send(services, f"question {n}") for n in range(50)))
    (session_id,) = {finished(events).session.id for events in all_events}
    assert sum(events[0].created for events in all_events if isinstance(events[0], Stored)) == 1
    history = await services.sessions.history("ada", session_id)
    assert len(history) == 100
    for question, answer in zip(history[::2], history[1::2], strict=True):
        assert (answer.parent_id, answer.content) == (question.id, f"You said: {question.content}")


async def test_the_engine_sees_the_conversation_so_far(services: Services, engine: ScriptedEngine) -> None:
    await send(services, "one")
    await send(services, "two")
    request = engine.requests[-1]
    assert [turn.content for turn in request.turns] == ["one", "You said: one", "two"]
    assert request.persona.id == "default_assistant"
    assert request.now.tzinfo is not None


async def test_an_unknown_session_id_is_made(services: Services) -> None:
    events = await send(services, "hi", session_id="user_123", persona="sakura")
    assert isinstance(events[0], Stored)
    assert events[0].created
    end = finished(events)
    assert (end.session.id, end.answer.persona, end.affinity.points) == ("user_123", "sakura", 2)


async def test_a_name_finds_its_session_or_makes_it(services: Services) -> None:
    first = finished(await send(services, "hi", name="Trip"))
    again = finished(await send(services, "hi", name="trip "))
    assert first.session.id == again.session.id


async def test_a_persona_alone_picks_its_own_session(services: Services) -> None:
    default = finished(await send(services, "hi"))
    sakura = finished(await send(services, "hi", persona="sakura"))
    again = finished(await send(services, "hi", persona="sakura"))
    assert default.session.id != sakura.session.id == again.session.id


async def test_a_temporary_message_makes_a_session_of_its_own(services: Services) -> None:
    kept = finished(await send(services, "hi"))
    passing = finished(await send(services, "hi", temporary=True))
    assert passing.session.temporary
    assert passing.session.id != kept.session.id


@pytest.mark.parametrize(
    ("text", "where", "code"),
    [
        (" \n", {}, "empty_message"),
        ("hi", {"persona": "nobody"}, "unknown_persona"),
        ("hi", {"session_id": "a\tb"}, "bad_session_id"),
        ("hi", {"session_id": "x" * 201}, "bad_session_id"),
        ("hi", {"name": "x" * 201}, "bad_session_name"),
    ],
)
async def test_what_cannot_be_sent_stores_nothing(
    services: Services, text: str, where: dict[str, str], code: str
) -> None:
    with pytest.raises(UserError) as refused:
        await send(services, text, **where)
    assert refused.value.code == code
    assert await services.sessions.list_sessions("ada") == []


async def test_an_engine_that_fails_at_once_leaves_the_question_and_the_reason(
    services: Services, script: Script
) -> None:
    script.next(UserError("engine_unreachable", base_url="http://127.0.0.1:1"))
    with pytest.raises(UserError) as failure:
        await send(services, "hello?")
    assert failure.value.code == "engine_unreachable"
    (session,) = await services.sessions.list_sessions("ada")
    question, answer = await services.sessions.history("ada", session.id)
    assert question.content == "hello?"
    assert (answer.status, answer.metadata["error_code"]) == ("failed", "engine_unreachable")
    assert (session.context["error_count"], session.context["last_error"]) == (1, failure.value.message)
    assert (await services.chat.affinity("ada", "default_assistant")).points == 0


async def test_an_engine_that_fails_later_keeps_what_came(services: Services, script: Script) -> None:
    script.next("half an ", "answer", UserError("engine_cut_off", base_url="x"))
    with pytest.raises(UserError):
        await send(services, "hello?")
    (session,) = await services.sessions.list_sessions("ada")
    answer = (await services.sessions.history("ada", session.id))[1]
    assert (answer.content, answer.status) == ("half an answer", "interrupted")


async def test_a_bug_in_an_engine_tells_its_kind_and_not_its_words(services: Services, script: Script) -> None:
    script.next(ValueError("my secret diary"))
    with pytest.raises(ValueError, match="diary"):
        await send(services, "hello?")
    (session,) = await services.sessions.list_sessions("ada")
    assert "ValueError" in session.context["last_error"]
    assert "diary" not in session.context["last_error"]


async def test_stopping_keeps_what_came(services: Services, engine: ScriptedEngine, script: Script) -> None:
    script.next("as far as ", "this", HANG)
    seen = asyncio.Event()

    async def read() -> None:
        async with aclosing(services.chat.send(SendRequest("ada", "go on"))) as events:
            async for event in events:
                if isinstance(event, Streamed) and event.text == "this":
                    seen.set()

    task = asyncio.create_task(read())
    await seen.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (session,) = await services.sessions.list_sessions("ada")
    answer = (await services.sessions.history("ada", session.id))[1]
    assert (answer.content, answer.status) == ("as far as this", "interrupted")
    assert engine.running == 0


async def test_what_is_stopped_while_it_is_stored_is_told_as_stored(services: Services, engine: ScriptedEngine) -> None:
    ensured = await services.sessions.create("ada")
    request = SendRequest("ada", "hello", session_id=ensured.session.id)
    chosen = await services.choosing.chosen("ada")
    storing, go_on = asyncio.Event(), asyncio.Event()
    told: list[ChatEvent] = []

    async def begin() -> Begun:
        storing.set()
        await go_on.wait()
        return await services.chat._asked(ensured, request, engine)

    async def read() -> None:
        async with aclosing(services.chat._exchanges.stream(begin(), engine, chosen)) as events:
            async for event in events:
                told.append(event)  # noqa: PERF401  it is cancelled on the way

    task = asyncio.create_task(read())
    await storing.wait()
    task.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    (stored,) = told
    assert isinstance(stored, Stored)
    question, answer = await services.sessions.history("ada", ensured.session.id)
    assert (question.id, question.content) == (stored.question.id, "hello")
    assert (answer.id, answer.content, answer.status) == (stored.answer.id, "", "interrupted")
    assert engine.requests == []


async def test_leaving_the_stream_early_keeps_what_came(services: Services, script: Script) -> None:
    script.next("one ", "two ", HANG)
    async with aclosing(services.chat.send(SendRequest("ada", "count"))) as events:
        async for event in events:
            if isinstance(event, Streamed):
                break
    (session,) = await services.sessions.list_sessions("ada")
    answer = (await services.sessions.history("ada", session.id))[1]
    assert (answer.content, answer.status) == ("one ", "interrupted")


async def test_an_engine_that_falls_silent_has_its_words_stored_meanwhile(services: Services, script: Script) -> None:
    script.next("said before the silence", HANG)

    async def read() -> None:
        async with aclosing(services.chat.send(SendRequest("ada", "hm", session_id="s"))) as events:
            async for _event in events:
                pass

    task = asyncio.create_task(read())
    async with asyncio.timeout(20):
        while True:
            await asyncio.sleep(0.05)
            history = await services.sessions.history("ada", "s") if await known(services, "s") else []
            if history and history[-1].content:
                break
    assert (history[-1].content, history[-1].status) == ("said before the silence", "streaming")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_what_the_engine_reports_is_kept_with_the_answer(services: Services, script: Script) -> None:
    script.next("hi", Delta(finish_reason="stop", usage=Usage(7, 1), model="tiny"))
    answer = finished(await send(services, "hello")).answer
    assert answer.model == "tiny"
    assert answer.metadata == {"finish_reason": "stop", "usage": {"prompt_tokens": 7, "completion_tokens": 1}}


async def test_half_a_surrogate_pair_does_not_stop_an_answer(services: Services, script: Script) -> None:
    script.next("a\ud83d", "b")
    assert finished(await send(services, "hello")).answer.content == "a\ufffdb"


async def test_a_session_remembers_its_last_exchange(services: Services) -> None:
    end = finished(await send(services, "x" * 600))
    session = await services.sessions.show("ada", end.session.id)
    assert session.context["last_query"] == "x" * 500
    assert len(session.context["last_response"]) == 500
    assert session.context["last_agent_used"] == "scripted"
    assert session.context["last_execution_time"] >= 0


async def test_everything_is_there_after_a_restart(opening: Opening) -> None:
    async with opening() as services:
        end = finished(await send(services, "remember me"))
    async with opening() as services:
        ensured = await services.sessions.ensure_default("ada")
        assert (ensured.session.id, ensured.created) == (end.session.id, False)
        history = await services.sessions.history("ada", end.session.id)
        assert history[0].content == "remember me"
        assert (await services.chat.affinity("ada", "default_assistant")).points == 2
    async with opening("bob") as services:
        assert await services.sessions.list_sessions("bob") == []
        assert (await services.chat.affinity("bob", "default_assistant")).points == 0


async def known(services: Services, session_id: str) -> bool:
    return any(session.id == session_id for session in await services.sessions.list_sessions("ada"))


async def test_a_model_is_given_what_fits_and_the_responder_everything(
    services: Services, engine: ScriptedEngine, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    await send(services, "My name is Ada")
    for _ in range(3):
        await send(services, "word " * 2_000)
    await send(services, "what is my name")
    assert "My name is Ada" not in {turn.content for turn in engine.requests[-1].turns}
    monkeypatch.setattr(ScriptedEngine, "has_context_window", False)
    await send(services, "and now?")
    assert "My name is Ada" in {turn.content for turn in engine.requests[-1].turns}


async def test_a_history_cleared_while_the_question_is_on_its_way_leaves_the_question(
    services: Services, engine: ScriptedEngine
) -> None:
    for remove in (services.removal.clear, services.removal.delete):
        await send(services, "before", session_id="s")
        async with aclosing(services.chat.send(SendRequest("ada", "now", session_id="s"))) as events:
            assert isinstance(await anext(events), Stored)
            await remove("ada", "s")
            assert isinstance(await anext(events), Streamed)
        assert [turn.content for turn in engine.requests[-1].turns][-1] == "now"


@pytest.mark.parametrize("deleted", [False, True])
async def test_an_answer_ends_in_the_history_that_was_cleared_under_it(
    services: Services, script: Script, deleted: bool
) -> None:
    script.next("cleared words")
    async with aclosing(services.chat.send(SendRequest("ada", "go", session_id="s"))) as events:
        assert isinstance(await anext(events), Stored)
        assert isinstance(await anext(events), Streamed)
        cleared = await services.removal.clear("ada", "s")
        assert cleared.history is not None
        if deleted:
            await services.removal.delete("ada", "s")
        end = [event async for event in events][-1]
    assert isinstance(end, Finished)
    held = await services.sessions.history("ada", cleared.history.id)
    assert [(message.content, message.status) for message in held] == [
        ("go", "complete"), ("cleared words", "complete")
    ]  # fmt: skip
    if not deleted:
        emptied = await services.sessions.show("ada", "s")
        assert (emptied.preview, dict(emptied.context)) == ("", {})
