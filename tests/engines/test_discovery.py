"""Looking at servers: who answers is told by what it says, and what misbehaves costs no more than the time for it."""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable

import pytest

from desktop_app.domain.servers import FoundServer, Health, Program, ServerModel
from desktop_app.engines.openai.discovery import look_at
from tests.engines.footprints import memory_growth_below, needs_proc, nothing_kept_open
from tests.servers import fake_programs
from tests.support.servers import closed_port, mute_port

PATIENT = 20.0
BRIEF = 0.3
LATE = 5.0
"""Far more than the brief time, for machines that are busy with other things."""
JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"


async def looked_at(base_url: str, seconds: float = PATIENT, usual: Program = Program.OTHER) -> FoundServer:
    return await look_at(base_url, allowed_hosts=(), seconds=seconds, usual=usual)


@pytest.mark.parametrize(
    ("program", "name", "version", "models"),
    [
        (fake_programs.ollama, Program.OLLAMA, "0.12.6", [ServerModel("llama3.2:latest")]),
        (
            fake_programs.lm_studio,
            Program.LM_STUDIO,
            "",
            [
                ServerModel("qwen2-vl-7b", 32768, sees=True, loaded=False),
                ServerModel("llama-3.1-8b", 4096, sees=False, loaded=True),
            ],
        ),
        (
            fake_programs.llama_server,
            Program.LLAMA_SERVER,
            "b6000-abc",
            [ServerModel("/m/gemma.gguf", 8192, sees=False)],
        ),
        (fake_programs.vllm, Program.VLLM, "0.11.0", [ServerModel("Qwen/Qwen3-4B", 40960)]),
        (fake_programs.local_ai, Program.LOCAL_AI, "v3.5.0", [ServerModel("gpt-4")]),
        (fake_programs.text_generation_webui, Program.TEXT_GENERATION_WEBUI, "", [ServerModel("mistral.gguf")]),
        (fake_programs.gpt4all, Program.GPT4ALL, "", [ServerModel("Llama 3 8B")]),
        (fake_programs.jan, Program.OTHER, "", [ServerModel("jan-nano")]),
    ],
)
async def test_programs_are_told_apart_by_what_they_say(
    program: Callable[[], fake_programs.Program], name: Program, version: str, models: list[ServerModel]
) -> None:
    async with fake_programs.running(program()) as base_url:
        found = await looked_at(base_url)
    assert (found.program, found.health, found.version) == (name, Health.READY, version)
    assert list(found.models) == models
    assert found.problem is None


async def test_where_nothing_tells_the_usual_program_of_the_port_is_named() -> None:
    async with fake_programs.running(fake_programs.jan()) as base_url:
        assert (await looked_at(base_url, usual=Program.JAN)).program is Program.JAN


async def test_a_server_without_models_and_one_that_wants_a_key() -> None:
    empty = fake_programs.Program({"/v1/models": fake_programs.listing(), "/api/version": {"version": "0.12.6"}})
    async with fake_programs.running(empty) as base_url:
        found = await looked_at(base_url)
    assert (found.program, found.health, found.models) == (Program.OLLAMA, Health.NO_MODELS, ())
    assert found.problem is not None
    assert found.problem.code == "engine_no_models"
    locked = fake_programs.Program({"/v1/models": (401, {"error": "Unauthorized"})})
    async with fake_programs.running(locked) as base_url:
        assert (await looked_at(base_url)).health is Health.NEEDS_KEY
        assert locked.asked == ["/v1/models"]


async def test_a_program_that_tells_itself_is_asked_for_little_more() -> None:
    for program, more in (
        (fake_programs.ollama(), ["/api/version"]),
        (fake_programs.gpt4all(), []),
        (fake_programs.llama_server(), ["/props"]),
    ):
        async with fake_programs.running(program) as base_url:
            await looked_at(base_url)
        assert program.asked == ["/v1/models", *more]


async def test_what_lists_no_models_is_asked_for_nothing_more() -> None:
    other = fake_programs.Program({"/v1/models": {"hello": "I am something else"}, "/version": {"version": "1"}})
    async with fake_programs.running(other) as base_url:
        found = await looked_at(base_url)
    assert found.health is Health.STRANGE
    assert other.asked == ["/v1/models"]


async def test_another_computer_is_not_asked_before_it_is_allowed() -> None:
    found = await looked_at("http://169.254.169.254/v1")
    assert found.health is Health.NOT_ALLOWED
    assert found.problem is not None
    assert found.problem.details["host"] == "169.254.169.254"
    assert (await looked_at("ftp://x")).health is Health.STRANGE


async def test_silence() -> None:
    with closed_port() as base_url:
        assert (await looked_at(base_url)).health is Health.SILENT
    with mute_port() as base_url:
        assert (await looked_at(base_url, BRIEF)).health is Health.SILENT


async def _say(writer: asyncio.StreamWriter, *pieces: bytes, pause: float = 0) -> None:
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(pause)


async def _forever(writer: asyncio.StreamWriter, piece: bytes, pause: float = 0) -> None:
    while True:
        await _say(writer, piece, pause=pause)


HOSTILE: dict[str, Callable[[asyncio.StreamWriter], Awaitable[None]]] = {
    "takes the connection and says nothing": lambda _writer: asyncio.sleep(60),
    "says a letter a second": lambda writer: _forever(writer, b"H", 1),
    "sends headers for ever": lambda writer: _forever(writer, b"X: y\r\n"),
    "sends a list that never ends": lambda writer: _say(writer, JSON + b'{"data": ['),
    "sends a flood": lambda writer: _forever(writer, JSON + b" " * 65536),
    "sends a million brackets": lambda writer: _say(writer, JSON + b"[" * 1_000_000),
    "speaks another protocol": lambda writer: _say(writer, b"220 mail.example ESMTP\r\n"),
    "sends elsewhere": lambda writer: _say(writer, b"HTTP/1.1 307 X\r\nLocation: http://169.254.169.254/\r\n\r\n"),
    "shows a page": lambda writer: _say(writer, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>hi</html>"),
    "asks for a password": lambda writer: _say(writer, b"HTTP/1.1 401 X\r\nContent-Type: text/html\r\n\r\nlog in"),
    "sends a bomb": lambda writer: _say(writer, JSON.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")),
    "lists what is no model": lambda writer: _say(writer, JSON + b'{"data": [1, null, {"id": 7}, {"id": ""}]}'),
}


@needs_proc
@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_listener_costs_no_more_than_the_time_for_it(name: str) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked = {asyncio.ensure_future(HOSTILE[name](writer)), asyncio.ensure_future(reader.read())}
        _done, others = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        for each in others:
            each.cancel()
        await asyncio.gather(*asked, return_exceptions=True)

    async with memory_growth_below(64), fake_programs.listening(serve) as base_url, nothing_kept_open():
        began = time.monotonic()
        found = await looked_at(base_url, BRIEF)
        assert time.monotonic() - began < LATE
    assert found.health in {Health.SILENT, Health.STRANGE, Health.NO_MODELS}
    assert not found.models


async def test_a_server_that_answers_only_the_first_question_is_found_all_the_same() -> None:
    first = itertools.count()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if next(first):
            await reader.read()
        else:
            await _say(writer, JSON + b'{"data": [{"id": "m"}]}')

    async with fake_programs.listening(serve) as base_url:
        found = await looked_at(base_url, 0.5)
    assert (found.health, found.models) == (Health.READY, (ServerModel("m"),))
