"""Refusals of prompts that are too long, in the words of several servers."""

import json

import pytest

from desktop_app.engines.openai.too_long import too_long_in

LLAMA = {
    "code": 400,
    "message": "the request exceeds the available context size, try increasing it",
    "type": "exceed_context_size_error",
    "n_prompt_tokens": 5_021,
    "n_ctx": 4_096,
}
OPENAI = {
    "message": "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
    "type": "invalid_request_error",
    "code": "context_length_exceeded",
}
VLLM = {
    "message": "This model's maximum context length is 4,096 tokens. However, you requested 5,000 tokens (4000 in the "
    "messages, 1000 in the completion).",
    "type": "BadRequestError",
    "code": 400,
}
TERSE = {"message": "too long", "code": "context_length_exceeded"}


@pytest.mark.parametrize(
    ("error", "tokens", "window"),
    [(LLAMA, 5_021, 4_096), (OPENAI, 9_001, 8_192), (VLLM, 5_000, 4_096), (TERSE, None, None)],
)
def test_the_numbers_are_read(error: dict[str, object], tokens: int | None, window: int | None) -> None:
    found = too_long_in(json.dumps({"error": error}).encode())
    assert found is not None
    assert found.code == "prompt_too_long"
    assert found.details == {"tokens": tokens, "window": window}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"error": "no"}',
        b'{"error": {"message": ["a list"], "code": {"an": "object"}}}',
        b'{"error": {"message": "no such model", "type": "not_found_error"}}',
    ],
)
def test_other_refusals_are_others(body: bytes) -> None:
    assert too_long_in(body) is None


def test_numbers_that_make_no_sense_are_none() -> None:
    odd = {"type": "exceed_context_size_error", "n_prompt_tokens": True, "n_ctx": -3, "message": 7}
    found = too_long_in(json.dumps({"error": odd}).encode())
    assert found is not None
    assert found.details == {"tokens": None, "window": None}
