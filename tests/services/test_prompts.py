"""Prompts: no longer than the engine reads, beginning alike for several turns, sent once more where one was refused."""

from contextlib import aclosing

import pytest

from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.errors import UserError
from desktop_app.engines.protocol import Delta, Usage
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.services.chat import SendRequest
from desktop_app.services.services import Services
from tests.services.conftest import Opening
from tests.support.script import Script
from tests.support.values import a_session

pytestmark = pytest.mark.chat_file
WINDOW = 1_500


async def send(services: Services, text: str) -> None:
    async with aclosing(services.chat.send(SendRequest("ada", text, session_id="s"))) as events:
        async for _event in events:
            pass


def contents(engine: ScriptedEngine, number: int = -1) -> list[str]:
    return [turn.content for turn in engine.requests[number].turns]


async def test_prompts_begin_alike_for_several_turns_and_never_grow_too_long(
    services: Services, engine: ScriptedEngine
) -> None:
    engine.window = WINDOW
    for number in range(40):
        await send(services, f"question {number} " + "with some words " * 6)
    words = [sum(len(text.split()) for text in contents(engine, number)) for number in range(40)]
    assert max(words) <= WINDOW
    begins = [contents(engine, number)[0] for number in range(40)]
    assert begins[-1] != begins[0]
    assert len(set(begins)) <= 40 / 3
    assert all(begins.index(begin) + begins.count(begin) <= 40 for begin in begins)
    assert all(len(contents(engine, number)) % 2 == 1 for number in range(40)), "whole turns, then the question"


async def test_what_is_refused_as_too_long_is_shortened_and_sent_once_more(
    services: Services, engine: ScriptedEngine, script: Script
) -> None:
    for number in range(6):
        await send(services, f"question {number} " + "word " * 200)
    before = len(engine.requests)
    script.next(UserError("prompt_too_long", tokens=3_000, window=1_500))
    await send(services, "and now?")
    refused, sent = contents(engine, before), contents(engine, before + 1)
    assert len(engine.requests) == before + 2
    assert len(sent) < len(refused)
    assert sent == refused[-len(sent) :]
    await send(services, "and then?")
    read = sum(len(text.split()) for text in contents(engine))
    assert read < 1_500 < sum(len(text.split()) for text in refused), "what was learned is not forgotten"


async def test_without_numbers_it_is_shortened_as_well(
    services: Services, engine: ScriptedEngine, script: Script
) -> None:
    for number in range(6):
        await send(services, f"question {number} " + "word " * 200)
    before = len(engine.requests)
    script.next(UserError("prompt_too_long", tokens=None, window=None))
    await send(services, "and now?")
    assert len(contents(engine, before + 1)) < len(contents(engine, before))


async def test_it_is_sent_twice_at_most_and_a_question_alone_once(
    services: Services, engine: ScriptedEngine, script: Script
) -> None:
    refusal = UserError("prompt_too_long", tokens=9_000, window=4_000)
    script.next(refusal)
    with pytest.raises(UserError, match="prompt_too_long"):
        await send(services, "alone")
    assert len(engine.requests) == 1
    for number in range(4):
        await send(services, f"question {number} " + "word " * 200)
    before = len(engine.requests)
    script.next(refusal)
    script.next(refusal)
    with pytest.raises(UserError, match="prompt_too_long"):
        await send(services, "with more")
    assert len(engine.requests) == before + 2


async def test_what_engines_count_is_learned_and_kept(opening: Opening, script: Script) -> None:
    async with opening() as services:
        before = await services.composing.room_for(a_session())
        for _ in range(8):
            script.next("fine", Delta(finish_reason="stop", usage=Usage(3_000, 1)))
            await send(services, "word " * 50)
        learned = await services.composing.room_for(a_session())
    async with opening() as services:
        kept = await services.composing.room_for(a_session())
    assert before is not None
    assert learned is not None
    assert kept is not None
    assert (before.rate, learned.tokens) == (1, 4096)
    assert learned.rate > 2
    assert kept.rate == pytest.approx(learned.rate, rel=0.06)


async def test_the_engine_says_how_much_it_reads(services: Services, engine: ScriptedEngine) -> None:
    engine.window = 777
    room = await services.composing.room_for(a_session())
    assert room is not None
    assert room.tokens == 777
    assert services.engines.completed(EngineChoice()).name == "builtin"
