"""What is asked beside the conversation, in llama.cpp's words."""

import json
from typing import Any

from desktop_app.domain.engines import Parameters
from desktop_app.domain.errors import UserError
from desktop_app.engines.protocol import EngineRequest

_NAMES = (
    "temperature",
    "top_p",
    "top_k",
    "min_p",
    "repeat_penalty",
    "presence_penalty",
    "frequency_penalty",
    "max_tokens",
    "seed",
)
"""Parameters that llama.cpp calls as we do."""


def extras(request: EngineRequest) -> dict[str, Any]:
    """Return the fields to add to the request; raise `UserError` for what is no JSON schema."""
    # With this its first words come at once, however long the prompt, and a sign of life every second after.
    return {"return_progress": True, "cache_prompt": True} | _sampling(request.parameters)


def _sampling(parameters: Parameters) -> dict[str, Any]:
    fields: dict[str, Any] = {name: value for name in _NAMES if (value := getattr(parameters, name)) is not None}
    if parameters.stop:
        fields["stop"] = list(parameters.stop)
    if parameters.grammar:
        fields["grammar"] = parameters.grammar
    if parameters.json_schema:
        fields["json_schema"] = _schema(parameters.json_schema)
    return fields


def _schema(text: str) -> dict[str, Any]:
    try:
        schema = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError("bad_json_schema", problem=str(error)) from error
    if not isinstance(schema, dict):
        raise UserError("bad_json_schema", problem="it is no object")
    return schema
