"""The scripted engine, on which other tests stand."""

import asyncio

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.engines.protocol import Delta, Usage
from desktop_app.engines.scripted import HANG, Pause, ScriptedEngine
from tests.engines.asking import a_request, answer_of, first_words


async def test_says_its_replies_in_order_and_remembers_what_was_asked() -> None:
    engine = ScriptedEngine([["One ", "two."], ["Three."]])
    assert (await answer_of(engine, a_request("a"))).text == "One two."
    answer = await answer_of(engine, a_request("b"))
    assert answer.deltas == [Delta("Three."), Delta(finish_reason="stop", usage=Usage(1, 1), model="scripted")]
    assert [request.turns[-1].content for request in engine.requests] == ["a", "b"]
    over = await answer_of(engine, a_request("c"))
    assert (over.text, over.code) == ("", "engine_failed")


async def test_begins_anew_when_told_to() -> None:
    engine = ScriptedEngine([["One."], ["Two."]], loop=True)
    assert [(await answer_of(engine, a_request())).text for _ in range(3)] == ["One.", "Two.", "One."]
    assert (await answer_of(ScriptedEngine(loop=True), a_request())).code == "engine_failed"


async def test_hands_deltas_over_as_they_are() -> None:
    last = Delta("b", reasoning="hm", finish_reason="length", usage=Usage(1, 2), model="m")
    assert (await answer_of(ScriptedEngine([["a", last]]), a_request())).deltas == [Delta("a"), last]


async def test_raises_what_it_is_told_to() -> None:
    engine = ScriptedEngine([["a", UserError("engine_failed", detail="x")], [ValueError("a bug")]])
    assert (await answer_of(engine, a_request())).text == "a"
    with pytest.raises(ValueError, match="a bug"):
        await answer_of(engine, a_request())
    assert engine.running == 0


async def test_rests() -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    await answer_of(ScriptedEngine([["a", Pause(0.05), "b"]]), a_request())
    assert loop.time() - began > 0.04  # a timer may be a little early


async def test_hangs_until_stopped() -> None:
    engine = ScriptedEngine([["a", HANG, "never"]])
    task = asyncio.create_task(answer_of(engine, a_request()))
    done, _ = await asyncio.wait({task}, timeout=0.05)
    assert not done
    assert engine.running == 1
    task.cancel()
    await asyncio.wait({task})
    assert engine.running == 0


async def test_echoes() -> None:
    answer = await answer_of(ScriptedEngine.echo(), a_request("Hello  there\nyou"))
    assert answer.text == "You said: Hello  there\nyou"
    assert [delta.text for delta in answer.deltas[:3]] == ["You", " said:", " Hello"]
    assert answer.usage == Usage(3, 5)


async def test_is_of_no_use_once_closed() -> None:
    engine = ScriptedEngine.echo()
    stream = engine.stream(a_request())
    await first_words(stream)
    await engine.aclose()
    with pytest.raises(UserError, match="engine_failed"):
        await anext(stream)
    assert (await answer_of(engine, a_request())).code == "engine_failed"
