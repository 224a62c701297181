"""How much a server's model reads at once, and what a conversation takes of it, where the server says so."""

from collections.abc import Mapping
from typing import Any

from desktop_app.engines.openai.payloads import count_in
from desktop_app.engines.protocol import ModelInfo

COUNT_PATH = "/chat/completions/input_tokens"
"""Where llama.cpp counts what it would be asked, without answering it."""
_WINDOWS = ("loaded_context_length", "max_model_len", "context_length", "context_window", "max_context_length")
"""What LM Studio, vLLM, OpenRouter, Groq and LM Studio again call it, what holds now before what could be."""


def window_of(model: ModelInfo) -> int | None:
    """Return how many tokens the model reads at once; None where its server does not say."""
    meta = model.details.get("meta")  # llama.cpp's: what it was started with, which may be less than the model could
    if isinstance(meta, Mapping) and (found := count_in(meta.get("n_ctx"))):
        return found
    return next((found for name in _WINDOWS if (found := count_in(model.details.get(name)))), None)


def counts_exactly(model: ModelInfo) -> bool:
    """Tell whether the model's server counts what it would be asked; others are not handed words to no purpose."""
    return model.details.get("owned_by") == "llamacpp"


def counted(payload: Mapping[str, Any]) -> int | None:
    """Return the count that a server gave."""
    return count_in(payload.get("input_tokens")) or None
