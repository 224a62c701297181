"""Servers that fail, lie or flood: one plain error each, what came is kept, nothing is left behind."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.engines.openai.client import OpenAIEngine
from tests.engines.asking import a_request, answer_of
from tests.engines.conftest import PATIENT
from tests.engines.footprints import memory_growth_below, needs_proc, nothing_kept_open
from tests.servers.fake_cases import CASES
from tests.servers.fake_openai import FakeOpenAI
from tests.servers.llama_server import start_llama_server, stop_llama_server

SHORT = 0.2
ROUNDS = 3

FAULTS = {
    # model: text that is kept, code, words of the sentence
    "garbage": ("before after", "engine_damaged", "1 pieces"),
    "badjson": ("before after", "engine_damaged", "5 pieces"),
    "onlygarbage": ("", "engine_garbled", "no words"),
    "notjson": ("", "engine_garbled", "not JSON"),
    "nomessage": ("", "engine_garbled", "no message"),
    "html200": ("", "engine_garbled", "a web page"),
    "http204": ("", "engine_garbled", "HTTP 204"),
    "nothttp": ("", "engine_garbled", "not HTTP"),
    "gzipbomb": ("", "engine_garbled", "compressed"),
    "http500html": ("", "engine_refused", "(HTTP 500: Out of memory & luck)"),
    "http400json": ("", "engine_refused", "(HTTP 400: too long)"),
    "err429": ("", "engine_refused", "(HTTP 429: slow down)"),
    "error200": ("", "engine_refused", "(Unexpected endpoint)"),
    "errchunk": ("before", "engine_refused", "(slot lost sorry)"),
    "redirect": ("", "engine_redirected", "elsewhere"),
    "neither": ("half an ans", "engine_cut_off", "ended the answer early"),
    "lengthlie": ("half", "engine_cut_off", "ended the answer early"),
    "drop": ("before", "engine_cut_off", "ended the answer early"),
    "hangup": ("", "engine_cut_off", "ended the answer early"),
    "hugeline": ("before", "engine_garbled", "too long"),
    "hugeevent": ("", "engine_garbled", "too long"),
    "hugebody": ("", "engine_garbled", "too long"),
    "newlines": ("", "engine_garbled", "no answer"),
    "headerflood": ("", "engine_garbled", "not HTTP"),
}


@pytest.fixture
async def hasty(server: FakeOpenAI) -> AsyncIterator[OpenAIEngine]:
    """A client that soon loses patience."""
    engine = OpenAIEngine(server.base_url, timeouts=replace(PATIENT, first_byte=SHORT, silence=SHORT, trailer=SHORT))
    yield engine
    await engine.aclose()


@needs_proc
@pytest.mark.parametrize("model", FAULTS)
async def test_explains(engine: OpenAIEngine, server: FakeOpenAI, model: str) -> None:
    text, code, words = FAULTS[model]
    async with memory_growth_below(64), nothing_kept_open():
        for _ in range(ROUNDS):
            answer = await answer_of(engine, a_request(model=model))
            assert answer.text == text
            assert answer.error is not None
            assert (answer.code, answer.error.details.get("base_url")) == (code, server.base_url)
            assert words in answer.error.message
            assert "\n" not in answer.error.message
            assert "<" not in answer.error.message


@needs_proc
async def test_stops_an_endless_answer(engine: OpenAIEngine, server: FakeOpenAI) -> None:
    async with memory_growth_below(64), nothing_kept_open():
        answer = await answer_of(engine, a_request(model="endless"))
        assert answer.code == "engine_answer_too_long"
        assert len(answer.text) == 4_000_000
        await server.all_gone()


@needs_proc
@pytest.mark.parametrize("model", ["endlessthoughts", "endlesstag", "blanks"])
async def test_stops_endless_thoughts_and_endless_nothing(engine: OpenAIEngine, server: FakeOpenAI, model: str) -> None:
    async with memory_growth_below(64), nothing_kept_open():
        answer = await answer_of(engine, a_request(model=model))
        assert answer.code in {"engine_answer_too_long", "engine_garbled"}
        assert not answer.text.strip()
        assert sum(len(delta.reasoning) for delta in answer.deltas) <= 4_000_000
        await server.all_gone()


@needs_proc
@pytest.mark.parametrize(("model", "text"), [("never", ""), ("headersonly", ""), ("stall", "before")])
async def test_loses_patience(hasty: OpenAIEngine, model: str, text: str) -> None:
    async with nothing_kept_open():
        answer = await answer_of(hasty, a_request(model=model))
        assert (answer.text, answer.code) == (text, "engine_timeout")
        assert answer.error is not None
        assert "within 0.2 seconds" in answer.error.message


async def test_has_more_patience_before_the_first_words(server: FakeOpenAI) -> None:
    engine = OpenAIEngine(server.base_url, timeouts=replace(PATIENT, silence=SHORT))
    answer = await answer_of(engine, a_request(model="slowstart"))
    assert (answer.text, answer.code) == ("fine", "")
    await engine.aclose()


async def test_needs_no_word_after_the_finish_reason(hasty: OpenAIEngine) -> None:
    answer = await answer_of(hasty, a_request(model="lingering"))
    assert (answer.text, answer.finish_reason, answer.code) == ("fine", "stop", "")


@needs_proc
@pytest.mark.parametrize("model", ["never", "headersonly", "stall", "ticking", "endless", "newlines", "hugeline"])
async def test_can_be_stopped_at_any_moment(engine: OpenAIEngine, server: FakeOpenAI, model: str) -> None:
    async with nothing_kept_open():
        for milliseconds in (0, 1, 3, 10, 30):
            task = asyncio.create_task(answer_of(engine, a_request(model=model)))
            await asyncio.sleep(milliseconds / 1000)
            task.cancel()
            await asyncio.wait({task}, timeout=20)
            assert task.done()
        await server.all_gone()


@needs_proc
@pytest.mark.full
async def test_leaves_nothing_behind_however_often_and_whenever_it_is_stopped(
    engine: OpenAIEngine, server: FakeOpenAI
) -> None:
    chance = random.Random(20260504)
    async with memory_growth_below(64), nothing_kept_open():
        for model in list(CASES) * 12:
            task = asyncio.create_task(answer_of(engine, a_request(model=model)))
            await asyncio.sleep(chance.choice((0, 0.001, 0.003, 0.01)))
            task.cancel()
            await asyncio.wait({task}, timeout=20)
            assert task.done(), model
        await server.all_gone()


async def test_says_that_nothing_answers() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    engine = OpenAIEngine(f"http://127.0.0.1:{port}/v1", "m", timeouts=PATIENT)
    answer = await answer_of(engine, a_request())
    assert answer.code == "engine_unreachable"
    assert answer.error is not None
    assert f"http://127.0.0.1:{port}/v1" in answer.error.message
    await engine.aclose()


@needs_proc
async def test_loses_patience_with_a_connection_that_is_never_accepted() -> None:
    # A listener with a full queue answers nobody, like a host behind a firewall that drops packets.
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        waiting = []
        for _ in range(4):
            waiting.append(socket.socket())
            waiting[-1].setblocking(False)
            waiting[-1].connect_ex(address)
        try:
            engine = OpenAIEngine(f"http://127.0.0.1:{address[1]}/v1", "m", timeouts=replace(PATIENT, connect=SHORT))
            answer = await answer_of(engine, a_request())
            assert answer.code == "engine_timeout"
            await engine.aclose()
        finally:
            for one in waiting:
                one.close()


async def test_says_when_encryption_fails() -> None:
    async def speak_plainly(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(speak_plainly, "127.0.0.1", 0) as plain:
        port = plain.sockets[0].getsockname()[1]
        engine = OpenAIEngine(f"https://127.0.0.1:{port}/v1", "m", timeouts=PATIENT)
        answer = await answer_of(engine, a_request())
        await engine.aclose()
    assert answer.error is not None
    assert answer.code == "engine_garbled"
    assert "no secure connection: wrong version number" in answer.error.message


async def test_an_engine_that_was_closed_says_so(engine: OpenAIEngine) -> None:
    await engine.aclose()
    assert (await answer_of(engine, a_request(model="echo"))).code == "engine_failed"


@needs_proc
async def test_keeps_what_came_when_the_server_is_killed(tmp_path: Path) -> None:
    process, base_url = start_llama_server(tmp_path, endless=True)  # of a short answer all might be here before
    try:
        engine = OpenAIEngine(base_url, timeouts=PATIENT)
        text = ""
        async with nothing_kept_open():
            process_gone = False
            stream = engine.stream(a_request())
            with pytest.raises(Exception, match="engine_cut_off"):
                async for delta in stream:
                    text += delta.text
                    if text and not process_gone:
                        process.kill()
                        process.wait(20)
                        process_gone = True
            await stream.aclose()
        assert text.startswith("Hello!")
        assert (await answer_of(engine, a_request())).code == "engine_unreachable"
        await engine.aclose()
    finally:
        stop_llama_server(process)
