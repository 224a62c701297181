"""Refusals of prompts that are longer than a model reads at once, with the numbers that servers give."""

import re
from collections.abc import Mapping
from typing import Any

from desktop_app.domain.errors import UserError
from desktop_app.engines.openai.payloads import count_in, parsed

_CODES = frozenset({"exceed_context_size_error", "context_length_exceeded"})
"""What llama.cpp calls it, and what OpenAI and its followers do."""
_MAXIMUM = re.compile(r"maximum context length (?:is|of) ([\d,]{1,12})")
_REQUESTED = re.compile(r"(?:resulted in|requested|prompt contains at least|has) ([\d,]{1,12})(?: input)? tokens")


def too_long_in(body: bytes) -> UserError | None:
    """Return the error to raise where a server refused a prompt as too long; None where it refused something else."""
    error = (parsed(body) or {}).get("error")
    if not isinstance(error, Mapping):
        return None
    words = error.get("message")
    words = words if isinstance(words, str) else ""
    named = {name for name in (error.get("type"), error.get("code")) if isinstance(name, str)}
    if not named & _CODES and _MAXIMUM.search(words) is None:
        return None
    return UserError(
        "prompt_too_long",
        tokens=_number(error.get("n_prompt_tokens"), _REQUESTED, words),
        window=_number(error.get("n_ctx"), _MAXIMUM, words),
    )


def _number(told: Any, pattern: re.Pattern[str], words: str) -> int | None:  # noqa: ANN401  any JSON
    if not isinstance(told, int) or isinstance(told, bool):
        found = pattern.search(words)
        told = int(found[1].replace(",", "") or 0) if found else None
    return count_in(told) or None
