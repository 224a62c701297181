"""llama.cpp's own server: what is true of it beyond the contract."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from desktop_app.engines.openai.client import OpenAIEngine
from tests.engines.asking import a_request, answer_of, first_words
from tests.engines.conftest import PATIENT
from tests.servers.llama_server import SLOTS
from tests.servers.tiny_gguf import ANSWER, CONTEXT


@pytest.fixture
async def llama(llama_base_url: str) -> AsyncIterator[OpenAIEngine]:
    engine = OpenAIEngine(llama_base_url, timeouts=PATIENT)
    yield engine
    await engine.aclose()


async def test_says_what_the_model_holds_word_for_word(llama: OpenAIEngine) -> None:
    answer = await answer_of(llama, a_request())
    assert answer.text == ANSWER
    assert answer.finish_reason == "stop"
    assert answer.usage is not None
    assert answer.usage.completion_tokens == len(ANSWER.split(" ")) + 1  # the end is a token too
    assert answer.deltas[-1].model == (await llama.models())[0].id


async def test_stopping_frees_the_servers_slot(llama: OpenAIEngine) -> None:
    for _ in range(SLOTS * 4):
        stream = llama.stream(a_request())
        await first_words(stream)
        await stream.aclose()
    assert (await answer_of(llama, a_request())).text == ANSWER


async def test_a_conversation_over_the_models_context_is_refused_with_its_numbers(llama: OpenAIEngine) -> None:
    answer = await answer_of(llama, a_request("word " * 10_000))
    assert answer.code == "prompt_too_long"
    assert answer.error is not None
    tokens, window = answer.error.details["tokens"], answer.error.details["window"]
    assert isinstance(tokens, int)
    assert isinstance(window, int)
    assert tokens > window > 0
    assert await llama.context_window() == window


async def test_learns_how_its_tokenizer_counts(llama: OpenAIEngine) -> None:
    text = "plain words " * 100  # this model's tokens are single bytes
    for _ in range(12):
        await answer_of(llama, a_request(text))
    assert 0.8 * len(text) < await llama.count_tokens(text) < 1.1 * len(text)


async def test_it_says_what_it_reads_at_once_and_counts_exactly(llama: OpenAIEngine) -> None:
    assert await llama.context_window() == CONTEXT
    request = a_request("plain words")
    counted = await llama.count_prompt(request)
    answer = await answer_of(llama, request)
    assert answer.usage is not None
    assert counted == answer.usage.prompt_tokens
    begun = "Hello! I am"  # this model's tokens are single bytes
    assert await llama.count_prompt(replace(request, begun=begun)) == counted + len(begun)


async def test_a_wrong_path_is_explained(llama_base_url: str) -> None:
    engine = OpenAIEngine(llama_base_url + "/no/such/path", "m", timeouts=PATIENT)
    assert (await answer_of(engine, a_request())).code == "engine_refused"
    await engine.aclose()
