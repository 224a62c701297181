"""A hostile server in a process of its own: stopping an answer takes no time, whatever is sent, and costs no memory.

The other process keeps its own work out of what is measured here.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.engines.openai.client import OpenAIEngine
from tests.engines.asking import a_request, answer_of
from tests.engines.conftest import PATIENT
from tests.engines.footprints import memory_growth_below, needs_proc, nothing_kept_open
from tests.servers.fake_cases import CASES

TURNS = 25
"""Turns of the event loop until an answer that is stopped is gone."""
STOPPED_WITHIN = 0.3
MEGABYTES = 64
MOMENTS = (0.0, 0.003, 0.03)


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """Give the address of the server that misbehaves as the model's name says."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.servers.fake_openai"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    with process.stdout:
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()
            process.wait()


async def turns_to_stop(engine: OpenAIEngine, model: str, seconds: float) -> int:
    """Ask, stop after that long, and return the turns of the event loop that the stop took."""
    task = asyncio.create_task(answer_of(engine, a_request(model=model)))
    await asyncio.sleep(seconds)
    task.cancel()
    turns = 0
    while not task.done():
        await asyncio.sleep(0)
        turns += 1
    return turns


@needs_proc
async def test_every_answer_can_be_stopped_within_a_few_turns_and_little_memory(base_url: str) -> None:
    engine = OpenAIEngine(base_url, timeouts=PATIENT)
    async with memory_growth_below(MEGABYTES), nothing_kept_open():
        slow = {
            (model, seconds): turns
            for model in CASES
            for seconds in MOMENTS
            if (turns := await turns_to_stop(engine, model, seconds)) > TURNS
        }
    await engine.aclose()
    assert not slow


@needs_proc
@pytest.mark.full
async def test_every_answer_can_be_stopped_in_a_third_of_a_second(base_url: str) -> None:
    engine = OpenAIEngine(base_url, timeouts=PATIENT)
    async with memory_growth_below(MEGABYTES), nothing_kept_open():
        for model in CASES:
            for seconds in (*MOMENTS, 0.2):
                task = asyncio.create_task(answer_of(engine, a_request(model=model)))
                await asyncio.sleep(seconds)
                began = time.monotonic()
                task.cancel()
                await asyncio.wait({task})
                assert time.monotonic() - began < STOPPED_WITHIN, (model, seconds)
    await engine.aclose()
