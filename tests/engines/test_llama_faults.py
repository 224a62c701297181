"""What befalls the process of a model: it is killed, it hangs, it talks nonsense, its file is no model."""

import asyncio
import os
import signal
import struct
import time
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.domain.engines import EngineCondition
from desktop_app.domain.errors import UserError
from desktop_app.engines.llama.options import Patience
from tests.engines.asking import a_request, answer_of, first_words
from tests.engines.blows import halt, starve
from tests.engines.footprints import needs_proc
from tests.engines.llama_worker import Worker, a_worker, command_of, descriptors, down_to
from tests.servers.tiny_gguf import ANSWER, make_tiny_gguf

pytestmark = needs_proc
HASTY = Patience(load=60, silence=1, stop=1, close=1, restarts=(0, 0, 0))
READY_ONCE = 'import json, sys; sys.stdin.readline(); print(json.dumps({"address": "unix://"}), flush=True)\n'


async def struck(worker: Worker, blow: int) -> tuple[str, str]:
    """Strike the process in the midst of an answer; return what came and how the answer ended."""
    said: list[str] = []
    try:
        async with aclosing(worker.engine.stream(a_request())) as stream:
            async for delta in stream:
                if not said and blow == signal.SIGSTOP:
                    halt(worker.process.pid)
                elif not said:
                    os.kill(worker.process.pid, blow)
                said.append(delta.text)
    except UserError as error:
        assert error.message
        return "".join(said), error.code
    raise AssertionError("it got over that")


async def test_a_process_may_be_ended_in_any_way(endless_model: Path, tmp_path: Path) -> None:
    async with a_worker(endless_model, tmp_path) as worker:
        await worker.engine.start()
        before = descriptors()
        for blow in (signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM):
            process = worker.process
            text, code = await struck(worker, blow)
            assert text.startswith("Hello!")
            assert code == "model_stopped"
            await worker.gone(process)
            await worker.engine.start()
            await down_to(before)


async def test_a_process_that_hangs_is_stopped_at_once_and_ended_soon(endless_model: Path, tmp_path: Path) -> None:
    async with a_worker(endless_model, tmp_path, replace(HASTY, stop=0.1, close=0.1)) as worker:
        stream = worker.engine.stream(a_request())
        await first_words(stream)
        process = worker.process
        halt(process.pid)
        await stream.aclose()
        assert not process.ended.is_set(), "the stop waited for the process"
        await worker.gone(process)
        await worker.until(EngineCondition.IDLE)
        again = worker.engine.stream(a_request())
        assert await first_words(again) == "Hello!"
        await again.aclose()


async def test_a_process_that_hangs_and_is_not_stopped_is_given_up(endless_model: Path, tmp_path: Path) -> None:
    async with a_worker(endless_model, tmp_path, HASTY) as worker:
        await worker.engine.start()
        process = worker.process
        text, code = await struck(worker, signal.SIGSTOP)
        assert text.startswith("Hello!")
        assert code == "model_silent"
        await worker.gone(process)
        assert worker.states[-1].reason


async def test_a_stopped_answer_is_no_fault(endless_model: Path, tmp_path: Path) -> None:
    async with a_worker(endless_model, tmp_path) as worker:
        for _ in range(10):
            stream = worker.engine.stream(a_request())
            await first_words(stream)
            process = worker.process
            await stream.aclose()
        assert not process.ended.is_set()


async def test_one_that_dies_too_often_in_a_row_waits_to_be_asked(endless_model: Path, tmp_path: Path) -> None:
    async with a_worker(endless_model, tmp_path) as worker:
        for _ in range(4):
            assert (await struck(worker, signal.SIGKILL))[1] == "model_stopped"
        assert worker.conditions[-1:] == [EngineCondition.STOPPED]
        told = len(worker.states)
        assert (await answer_of(worker.engine, a_request())).code == "model_stopped_often"
        assert len(worker.states) == told, "it was started again unasked"
        await worker.engine.start()
        assert worker.conditions[-1:] == [EngineCondition.READY]


async def test_it_is_held_back_a_little_longer_after_each_death(endless_model: Path, tmp_path: Path) -> None:
    async with a_worker(endless_model, tmp_path, Patience(restarts=(0, 0.4))) as worker:
        for _ in range(2):
            await struck(worker, signal.SIGKILL)
        began = time.monotonic()
        await first_words(stream := worker.engine.stream(a_request()))
        assert time.monotonic() - began >= 0.3
        await stream.aclose()


async def test_a_whole_answer_makes_up_for_earlier_deaths(tiny_model: Path, tmp_path: Path) -> None:
    async with a_worker(tiny_model, tmp_path) as worker:
        for _ in range(6):
            await worker.engine.start()
            os.kill(worker.process.pid, signal.SIGKILL)
            await worker.until(EngineCondition.IDLE)
            assert (await answer_of(worker.engine, a_request())).text == ANSWER


async def test_one_that_gets_no_more_memory_ends_as_an_answer_or_as_a_sentence(
    endless_model: Path, tmp_path: Path
) -> None:
    async with a_worker(endless_model, tmp_path, HASTY) as worker:
        await worker.engine.start()
        before = descriptors()
        process = worker.process
        starve(process.pid)
        answer = await answer_of(worker.engine, a_request("a long question " * 200))
        assert answer.finish_reason == "length" or answer.code in {"model_stopped", "model_refused", "model_silent"}
        process.kill()
        await worker.gone(process)
        await worker.engine.start()
        await down_to(before)


async def test_a_model_that_gets_too_little_memory_is_not_loaded(tiny_model: Path, tmp_path: Path) -> None:
    async with a_worker(tiny_model, tmp_path, memory=200_000_000) as worker:
        for _ in range(2):
            answer = await answer_of(worker.engine, a_request())
            assert answer.code in {"model_too_large", "model_unusable", "model_stopped", "llama_missing"}


def broken_files(whole: bytes) -> dict[str, bytes]:
    key = struct.pack("<Q", 7) + b"general"
    return {
        "empty": b"",
        "text": b"This is a shopping list.\n" * 100,
        "noise": bytes(range(256)) * 400,
        "noise after the magic": b"GGUF" + bytes(range(256)) * 400,
        "half": whole[: len(whole) // 2],
        "half a header": whole[:3000],
        "a million million things": b"GGUF" + struct.pack("<IQQ", 3, 2**40, 2**40) + bytes(100),
        "a list without end": b"GGUF"
        + struct.pack("<IQQ", 3, 0, 1)
        + key
        + struct.pack("<IIQ", 9, 4, 2**40)
        + bytes(99),
        "a text without end": b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + key + struct.pack("<IQ", 8, 2**60) + bytes(99),
    }


async def test_what_is_no_model_is_told_and_left_alone(tiny_model: Path, tmp_path: Path) -> None:
    async with a_worker(tiny_model, tmp_path) as worker:
        await worker.engine.start()
        before = descriptors()
        for name, data in broken_files(tiny_model.read_bytes()).items():
            file = tmp_path / f"{name}.gguf"
            file.write_bytes(data)
            answer = await answer_of(worker.engine, a_request(model=str(file)))
            assert answer.code == "model_unusable", name
            assert file.read_bytes() == data
        await down_to(before)
        assert (await answer_of(worker.engine, a_request())).text == ANSWER


async def test_a_template_without_end_is_given_up(tmp_path: Path) -> None:
    endless = "{% for a in range(1000000000) %}{% for b in range(1000000000) %}x{% endfor %}{% endfor %}"
    make_tiny_gguf(tmp_path / "model.gguf", template=endless)
    async with a_worker(tmp_path / "model.gguf", tmp_path, Patience(load=1)) as worker:
        task = asyncio.create_task(answer_of(worker.engine, a_request()))
        assert (await task).code == "model_slow"
        assert not worker.engine._hosts[tmp_path / "model.gguf"].served


@pytest.mark.parametrize(
    ("script", "codes"),
    [
        ("", {"model_stopped"}),
        ("import sys; sys.exit(3)", {"model_stopped"}),
        ("import os; os.abort()", {"model_stopped"}),
        ("print('x' * 1000000)", {"model_stopped", "model_unusable"}),
        ("print('[1, 2]')", {"model_stopped"}),
        ("print('{}')", {"model_unusable"}),
        (READY_ONCE, {"model_stopped"}),
        (READY_ONCE + "import time; time.sleep(60)", {"model_stopped"}),
        ("import time; time.sleep(60)", {"model_slow"}),
    ],
)
async def test_a_process_that_says_something_else_is_not_believed(
    tiny_model: Path, tmp_path: Path, script: str, codes: set[str]
) -> None:
    patience = Patience(load=1, silence=1, close=0.2, restarts=(0, 0, 0))
    async with a_worker(tiny_model, tmp_path, patience, command_of(script)) as worker:
        before = descriptors()
        assert (await answer_of(worker.engine, a_request())).code in codes
        await down_to(before)
