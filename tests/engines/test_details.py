"""What servers tell of their models beside the protocol: how much is read at once, whether pictures are seen."""

from dataclasses import replace
from typing import Any

import pytest

from desktop_app.engines.openai.client import OpenAIEngine
from desktop_app.engines.openai.prompts import messages_for
from tests.engines.asking import a_request
from tests.engines.conftest import PATIENT
from tests.servers import fake_programs
from tests.servers.fake_programs import Program, listing


async def told(program: Program, model: str = "") -> tuple[int | None, bool]:
    async with fake_programs.running(program) as base_url:
        engine = OpenAIEngine(base_url, timeouts=PATIENT)
        found = await engine.context_window(model), await engine.takes_images(model)
        await engine.aclose()
    return found


def ollama(show: Any, running: Any = None) -> Program:
    listed = {"id": "gemma3:4b", "object": "model", "owned_by": "library"}
    return Program({"/v1/models": listing(listed), "/api/show": show, "/api/ps": {"models": running or []}})


SHOW = {"capabilities": ["completion", "vision"], "model_info": {"gemma3.context_length": 131072}}


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (ollama(SHOW), (4096, True)),
        (ollama(SHOW | {"parameters": "stop x\nnum_ctx    16384\n"}), (16384, True)),
        (ollama(SHOW, [{"name": "gemma3:4b", "context_length": 8192}]), (8192, True)),
        (ollama(SHOW | {"capabilities": ["completion"], "model_info": {"x.context_length": 2048}}), (2048, False)),
        (ollama((500, {"error": "no"})), (None, True)),
        (ollama({"capabilities": 5, "model_info": [], "parameters": {}}, [1, {"name": 5}]), (4096, True)),
        (fake_programs.llama_server(), (8192, False)),
        (fake_programs.vllm(), (40960, False)),
        (fake_programs.local_ai(), (None, False)),
    ],
)
async def test_what_programs_tell(program: Program, expected: tuple[int | None, bool]) -> None:
    assert await told(program) == expected


async def test_lm_studio_tells_of_each_model() -> None:
    assert await told(fake_programs.lm_studio(), "qwen2-vl-7b") == (32768, True)
    assert await told(fake_programs.lm_studio(), "llama-3.1-8b") == (4096, False)


async def test_a_server_that_is_too_old_to_count_at_once_counts_in_two_steps() -> None:
    steps = {"/apply-template": {"prompt": "<s>Hello"}, "/tokenize": {"tokens": [1, 2, 3]}}
    program = fake_programs.llama_server()
    async with fake_programs.running(replace(program, answers={**program.answers, **steps})) as base_url:
        engine = OpenAIEngine(base_url, timeouts=PATIENT)
        assert await engine.count_prompt(a_request("Hello")) == 3
        await engine.aclose()


async def test_both_ways_count_alike(llama_base_url: str) -> None:
    engine = OpenAIEngine(llama_base_url, timeouts=PATIENT)
    request = a_request("How many tokens are these?")
    assert await engine._details.tokens_of(messages_for(request)) == await engine.count_prompt(request)
    await engine.aclose()
