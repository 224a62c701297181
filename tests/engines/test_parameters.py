"""How to answer, as servers are told; and what they say of how long it took."""

import json
from dataclasses import replace
from typing import Any

import pytest

from desktop_app.domain.engines import Parameters
from desktop_app.domain.stopwatch import Stopwatch
from desktop_app.engines.openai.client import OpenAIEngine
from desktop_app.engines.openai.server_times import ServerTimes, server_times_in, timings_of
from desktop_app.engines.protocol import Usage
from tests.engines.asking import Answer, a_request, answer_of
from tests.engines.conftest import PATIENT
from tests.servers import fake_programs
from tests.servers.fake_openai import Exchange, FakeOpenAI, chunk
from tests.servers.tiny_gguf import ANSWER


async def asked(engine: OpenAIEngine, parameters: Parameters, model: str = "echo") -> Answer:
    return await answer_of(engine, replace(a_request(model=model), parameters=parameters))


def told(server: FakeOpenAI) -> dict[str, Any]:
    known = {"model", "messages", "stream", "stream_options"}
    return {key: value for key, value in server.received[-1].body.items() if key not in known}


async def test_only_what_was_chosen_is_told(engine: OpenAIEngine, server: FakeOpenAI) -> None:
    await asked(engine, Parameters())
    assert told(server) == {}
    await asked(engine, Parameters(temperature=0.0, seed=0, context_tokens=100, threads=2, gpu_layers=1))
    assert told(server) == {"temperature": 0.0, "seed": 0}
    await asked(
        engine,
        Parameters(
            top_p=0.5, top_k=7, min_p=0.1, repeat_penalty=1.2, presence_penalty=0.3, max_tokens=9, stop=("A", "B")
        ),
    )
    assert told(server) == {
        "top_p": 0.5,
        "top_k": 7,
        "min_p": 0.1,
        "repeat_penalty": 1.2,
        "repetition_penalty": 1.2,
        "presence_penalty": 0.3,
        "max_tokens": 9,
        "stop": ["A", "B"],
    }


async def test_gpt4all_is_told_not_to_stop_after_a_few_words() -> None:
    program = fake_programs.gpt4all()
    async with fake_programs.running(program) as base_url:
        engine = OpenAIEngine(base_url, timeouts=PATIENT)
        for parameters, tokens in ((Parameters(), 4096), (Parameters(max_tokens=7), 7)):
            await asked(engine, parameters, "")
            assert program.bodies[-1]["max_tokens"] == tokens
        await engine.aclose()


async def test_a_schema_is_a_format_of_the_answer(engine: OpenAIEngine, server: FakeOpenAI) -> None:
    await asked(engine, Parameters(json_schema='{"type": "object"}'))
    wanted = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": {"type": "object"}}}
    assert told(server) == {"response_format": wanted}
    for broken in ("{", "[1]", "[" * 100_000):
        assert (await asked(engine, Parameters(json_schema=broken))).code == "bad_json_schema"


async def test_a_grammar_is_for_llama_cpp_alone(engine: OpenAIEngine, server: FakeOpenAI, llama_base_url: str) -> None:
    answer = await asked(engine, Parameters(grammar='root ::= "yes"'))
    assert answer.code == "grammar_not_taken"
    assert not [received for received in server.received if received.method == "POST"]
    llama = OpenAIEngine(llama_base_url, timeouts=PATIENT)
    assert (await asked(llama, Parameters(grammar='root ::= "Hello!"'), "")).text == "Hello!"
    await llama.aclose()


async def test_llama_cpp_does_as_it_is_told(llama_base_url: str) -> None:
    llama = OpenAIEngine(llama_base_url, timeouts=PATIENT)
    short = await asked(llama, Parameters(max_tokens=2, temperature=0.0, seed=7), "")
    assert ANSWER.startswith(short.text)
    assert (short.finish_reason, short.usage) == ("length", replace(short.usage or Usage(0, 0), completion_tokens=2))
    assert (await asked(llama, Parameters(stop=("very",)), "")).text == ANSWER.partition("very")[0]
    timings = short.deltas[-1].timings
    assert timings is not None
    assert timings.tokens == 2
    assert 0 < timings.first_token <= timings.total
    assert timings.cached_tokens is not None
    await llama.aclose()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Unsupported parameter: 'top_k'", "parameter_refused"),
        ("1 validation error: temperature must be at most 2", "parameter_refused"),
        ("the model stopped_k", "engine_refused"),
    ],
)
async def test_a_refused_parameter_is_named(server: FakeOpenAI, engine: OpenAIEngine, words: str, code: str) -> None:
    async def refuse(exchange: Exchange) -> None:
        await exchange.respond(json.dumps({"error": {"message": words}}).encode(), "400 Bad Request")

    server._cases = {**server._cases, "strict": refuse}
    answer = await asked(engine, Parameters(top_k=7, temperature=3.0, stop=("k",)), "strict")
    assert answer.code == code
    assert answer.error is not None
    assert words in answer.error.message
    if code == "parameter_refused":
        assert answer.error.details["names"] in {"top_k", "temperature"}


async def test_thoughts_in_the_text_are_told_apart(server: FakeOpenAI, engine: OpenAIEngine) -> None:
    async def think(exchange: Exchange) -> None:
        await exchange.start()
        for piece in ("<th", "ink>Let me ", "see.</thi", "nk>\n\nYes", "."):
            await exchange.say(piece)
        await exchange.finish()

    server._cases = {**server._cases, "thinker": think}
    answer = await answer_of(engine, a_request(model="thinker"))
    assert (answer.text, "".join(delta.reasoning for delta in answer.deltas)) == ("Yes.", "Let me see.")


async def test_servers_that_measure_are_believed(server: FakeOpenAI, engine: OpenAIEngine) -> None:
    async def measured(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.say("one")
        usage = {"prompt_tokens": 9, "completion_tokens": 11, "prompt_tokens_details": {"cached_tokens": 5}}
        await exchange.event(
            {**chunk({}, "stop"), "usage": usage, "timings": {"predicted_ms": 1000, "predicted_n": 11}}
        )
        await exchange.end()

    server._cases = {**server._cases, "measured": measured}
    timings = (await answer_of(engine, a_request(model="measured"))).deltas[-1].timings
    assert timings is not None
    assert (timings.tokens, timings.cached_tokens) == (11, 5)
    assert timings.tokens_per_second == pytest.approx(11)


@pytest.mark.parametrize(
    "odd",
    [
        {"timings": 5, "usage": []},
        {"timings": {"predicted_n": -1, "predicted_ms": True, "cache_n": "x"}},
        {"timings": {"predicted_ms": 1e999, "predicted_n": 2**40}, "usage": {"prompt_tokens_details": 1}},
    ],
)
def test_odd_times_are_passed_over(odd: dict[str, Any]) -> None:
    assert server_times_in(odd) == ServerTimes()


def test_what_no_server_tells_is_measured() -> None:
    watch = Stopwatch()
    for _piece in ("a", "b"):
        watch.note()
    timings = timings_of(watch, None, ServerTimes())
    assert (timings.tokens, timings.cached_tokens) == (2, None)
    assert 0 <= timings.first_token <= timings.total
