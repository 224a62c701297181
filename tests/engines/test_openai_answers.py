"""Answers in all the shapes that servers give them; each is read as a person would wish."""

import pytest

from desktop_app.engines.openai.client import OpenAIEngine
from desktop_app.engines.protocol import Usage
from tests.engines.asking import a_request, answer_of

COUNTED = Usage(prompt_tokens=7, completion_tokens=3)


@pytest.mark.parametrize(
    ("model", "text", "finish_reason", "usage"),
    [
        ("echo", "You said: Hello there ", "stop", COUNTED),
        ("whole", "All at once.", "stop", COUNTED),
        ("reasoning", "Done.", "length", COUNTED),
        ("role", "Good day", "tool_calls", COUNTED),
        ("choicesnull", "fine", "stop", COUNTED),
        ("content123", "fine", "stop", COUNTED),
        ("nodone", "fine", "stop", COUNTED),
        ("nofinish", "fine", "stop", None),
        ("crlf", "xxx", "stop", COUNTED),
        ("multiline", "two\nlines", "stop", COUNTED),
        ("comments", "fine", "stop", COUNTED),
        ("drip", "😀 é", "stop", COUNTED),
        ("utf8split", "😀", "stop", COUNTED),
        ("badutf8", "a\ufffd\ufffdb", "stop", COUNTED),
        ("surrogate", "😀 \ufffdx\ufffd\ufffd", "stop", COUNTED),
        ("nul", "a\ufffdb", "stop", COUNTED),
    ],
)
async def test_reads(engine: OpenAIEngine, model: str, text: str, finish_reason: str, usage: Usage | None) -> None:
    answer = await answer_of(engine, a_request(model=model))
    assert answer.error is None
    assert answer.text == text
    assert answer.finish_reason == finish_reason
    assert answer.usage == usage
    assert answer.deltas[-1].model == "fake-1"


async def test_keeps_reasoning_apart(engine: OpenAIEngine) -> None:
    assert (await answer_of(engine, a_request(model="reasoning"))).reasoning == "Let me think."
    assert (await answer_of(engine, a_request(model="whole"))).reasoning == "Hm."


async def test_names_the_model_with_the_first_words(engine: OpenAIEngine) -> None:
    answer = await answer_of(engine, a_request(model="echo"))
    assert [delta.model for delta in answer.deltas if delta.text][:2] == ["fake-1", None]


async def test_counts_tokens_better_after_an_answer(engine: OpenAIEngine) -> None:
    text = "some words that a person might write " * 10
    before = await engine.count_tokens(text)
    await answer_of(engine, a_request(model="echo"))  # the server counts fewer tokens than the first guess
    assert 0 < await engine.count_tokens(text) < before
