"""A question asked in other words, an answer made anew: beside what was there, which stays."""

from contextlib import aclosing

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.services.chat import AgainRequest, Finished, SendRequest, Stored
from desktop_app.services.services import Services
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
