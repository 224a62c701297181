"""How a model is to answer, in the words of the protocol; and refusals of it, explained."""

import json
import re
from collections.abc import Mapping
from typing import Any

from desktop_app.domain.engines import Parameters
from desktop_app.domain.errors import UserError
from desktop_app.engines.protocol import ModelInfo

_NAMES = {
    # Of the protocol itself ...
    "temperature": ("temperature",),
    "top_p": ("top_p",),
    "presence_penalty": ("presence_penalty",),
    "frequency_penalty": ("frequency_penalty",),
    "max_tokens": ("max_tokens",),
    "seed": ("seed",),
    # ... and what most local servers take besides; vLLM and text-generation-webui have another word for the last one.
    "top_k": ("top_k",),
    "min_p": ("min_p",),
    "repeat_penalty": ("repeat_penalty", "repetition_penalty"),
}
_REFUSALS = (400, 422)
ENOUGH_TOKENS = 4096
"""The length of answers that is asked for where a server would stop after a few words."""


def is_terse(model: ModelInfo) -> bool:
    """Tell whether the model's server is GPT4All, which says sixteen tokens and no more unless told otherwise."""
    return model.details.get("owned_by") == "humanity"


def payload_of(parameters: Parameters, base_url: str, *, is_llama: bool) -> dict[str, Any]:
    """Return what a request says of `parameters`: nothing of those that nobody chose.

    Raises `UserError` for a schema that is no JSON, and for a grammar where the server is not llama.cpp's.
    """
    chosen = {name: getattr(parameters, name) for name in _NAMES}
    payload = {word: value for name, value in chosen.items() if value is not None for word in _NAMES[name]}
    if parameters.stop:
        payload["stop"] = list(parameters.stop)
    if parameters.json_schema:
        schema = {"name": "answer", "strict": True, "schema": _schema(parameters.json_schema)}
        payload["response_format"] = {"type": "json_schema", "json_schema": schema}
    if parameters.grammar:
        if not is_llama:
            raise UserError("grammar_not_taken", base_url=base_url)
        payload["grammar"] = parameters.grammar
    return payload


def explained(refusal: UserError, payload: Mapping[str, Any]) -> UserError:
    """Return why a server refused a request: what it was told by `payload`, where its words name any of that."""
    if refusal.code != "engine_refused" or refusal.details.get("status") not in _REFUSALS:
        return refusal
    words = str(refusal.details["detail"])
    named = [name for name in payload if re.search(rf"\b{name}\b", words)]
    if not named:
        return refusal
    return UserError("parameter_refused", **{**refusal.details, "names": ", ".join(sorted(named))})


def _schema(text: str) -> dict[str, Any]:
    try:
        schema = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError("bad_json_schema", problem="it is not JSON") from error
    if not isinstance(schema, dict):
        raise UserError("bad_json_schema", problem="it is no object in braces")
    return schema
