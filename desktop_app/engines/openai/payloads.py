"""What a server's JSON says: pieces of an answer, usage, errors, models. Anything of another kind is passed over."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop_app.domain.texts import well_formed
from desktop_app.engines.openai.texts import plain_detail
from desktop_app.engines.protocol import ModelInfo, Usage

_NAME_LENGTH = 200
_MOST_TOKENS = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Piece:
    """What one chunk of a stream, or a whole answer, says."""

    text: str
    reasoning: str
    finish_reason: str | None
    usage: Usage | None
    model: str | None


def parsed(data: str | bytes) -> Mapping[str, Any] | None:
    """Return the JSON object in `data`, None when it is none."""
    try:
        payload = json.loads(data)
    except (ValueError, RecursionError):  # RecursionError: a hostile depth of brackets
        return None
    return payload if isinstance(payload, dict) else None


def piece_in(payload: Mapping[str, Any]) -> Piece:
    """Return what `payload` adds to the answer; whole answers have a `message` where chunks have a `delta`."""
    choice = _first(payload.get("choices"))
    part = object_in(choice.get("delta")) or object_in(choice.get("message"))
    return Piece(
        text=_string(part.get("content")),
        reasoning=_string(part.get("reasoning_content")) or _string(part.get("reasoning")),
        finish_reason=name_in(choice.get("finish_reason")),
        usage=_usage(payload.get("usage")),
        model=name_in(payload.get("model")),
    )


def has_message(payload: Mapping[str, Any]) -> bool:
    """Tell whether `payload` is a whole answer."""
    return isinstance(object_in(_first(payload.get("choices")).get("message")).get("content"), str)


def error_in(payload: Mapping[str, Any], secret: str = "") -> str | None:
    """Return the server's own words when `payload` reports an error, None when it does not; `secret` is blotted out."""
    error = payload.get("error")
    if error:
        words = object_in(error).get("message") or error
    elif payload.get("object") == "error":
        words = payload.get("message")
    else:
        return None
    return plain_detail(words if isinstance(words, str) else json.dumps(words), secret) or "no reason given"


def refusal_in(status: int, body: bytes, secret: str = "") -> str:
    """Return one line that says why the server answered with the HTTP error `status`; `secret` is blotted out."""
    payload = parsed(body)
    words = error_in(payload, secret) if payload is not None else None
    if words is None:
        detail = _string(payload.get("detail")) or _string(payload.get("message")) if payload is not None else ""
        words = plain_detail(detail or body.decode("utf-8", "replace"), secret)
    return f"HTTP {status}: {words}" if words else f"HTTP {status}"


def models_in(payload: Mapping[str, Any]) -> list[ModelInfo] | None:
    """Return the models that `payload` lists, None when it is no such list."""
    entries = payload.get("data")
    if not isinstance(entries, list):
        return None
    # llama.cpp lists its model twice, in the way of Ollama as well, and tells what it can do only there.
    others = payload.get("models")
    beside = {each.get("name"): each for each in map(object_in, others)} if isinstance(others, list) else {}
    models = []
    for entry in map(object_in, entries):
        name = name_in(entry.get("id"))
        if name:
            known = {key: value for key, value in beside.get(name, {}).items() if key == "capabilities"}
            models.append(ModelInfo(name, known | {key: value for key, value in entry.items() if key != "id"}))
    return models


def object_in(value: object) -> Mapping[str, Any]:
    """Return `value` where it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def _first(value: object) -> Mapping[str, Any]:
    return object_in(value[0]) if isinstance(value, list) and value else {}


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def name_in(value: object) -> str | None:
    """Return `value` as a name of bounded length, None when it is none.

    A model's name goes back to the server as it came, so it is not tidied beyond what text can hold.
    """
    return well_formed(value)[:_NAME_LENGTH] if isinstance(value, str) and value else None


def _usage(value: object) -> Usage | None:
    counts = object_in(value)
    prompt, completion = count_in(counts.get("prompt_tokens")), count_in(counts.get("completion_tokens"))
    return None if prompt is None or completion is None else Usage(prompt, completion)


def count_in(value: object) -> int | None:
    """Return `value` where it can be a number of tokens."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_TOKENS else None
