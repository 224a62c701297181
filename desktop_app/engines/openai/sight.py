"""What a model is good for, as far as a server says so in its list of models: seeing pictures, talking at all."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from desktop_app.domain.servers import talks_by_name
from desktop_app.engines.protocol import ModelInfo

_WORDS = {"vision", "multimodal", "image", "images", "vlm"}
_NAMES = re.compile(
    r"llava|vision|pixtral|moondream|minicpm-?v|internvl|smolvlm|gemma-?3|gpt-4o|idefics|cogvlm|(?<![a-z])vlm?(?![a-z])",
    re.IGNORECASE,
)
"""Names that models which see pictures go by, for the many servers that say nothing."""


def sees(model: ModelInfo) -> bool:
    """Tell whether a model takes pictures."""
    told = sees_as_told(model)
    return bool(_NAMES.search(model.id)) if told is None else told


def talks(model: ModelInfo) -> bool:
    """Tell whether a model answers in words."""
    kind = model.details.get("type")
    return kind in {"llm", "vlm"} or (kind != "embeddings" and talks_by_name(model.id))


def sees_as_told(model: ModelInfo) -> bool | None:
    """Return what the server says; None where it says nothing of the kind."""
    details: Mapping[str, Any] = model.details
    architecture = details.get("architecture")
    modalities = architecture.get("input_modalities") if isinstance(architecture, Mapping) else None
    # llama.cpp and Ollama, OpenRouter, LM Studio, Mistral.
    for said in (details.get("capabilities"), details.get("modalities"), modalities, details.get("input_modalities")):
        if isinstance(said, Mapping):
            return any(bool(value) and str(key).lower() in _WORDS for key, value in said.items())
        if isinstance(said, Iterable) and not isinstance(said, str):
            return any(str(word).lower() in _WORDS for word in said)
    kind = details.get("type")
    return kind == "vlm" if kind in {"vlm", "llm"} else None
