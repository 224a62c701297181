"""Values out of JSON documents that anybody may have written: what is of another type counts as not given."""

import math
from collections.abc import Mapping
from typing import Any

_LARGEST = 10**9


def text(value: object) -> str:
    """Return a text, the empty one for anything else."""
    return value if isinstance(value, str) else ""


def texts(value: object) -> tuple[str, ...]:
    """Return the texts in a list, or those in one text with commas between them."""
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    return tuple(item for item in value if isinstance(item, str) and item) if isinstance(value, list) else ()


def flag(value: object, *, default: bool = False) -> bool:
    """Return what is true or false, a number other than 0 being true."""
    return value != 0 if isinstance(value, bool | int | float) else default


def number(value: object) -> int | None:
    """Return a whole number of a size that makes sense, None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:10])
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(max(-_LARGEST, min(value, _LARGEST)))


def at_path(document: Mapping[str, Any], path: tuple[str, ...]) -> object:
    """Return what stands in `document` under one key after the other, None where nothing does."""
    found: object = document
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def put_at_path(document: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    """Put `value` where `at_path` finds it; None takes away what is there."""
    place = document
    for key in path[:-1]:
        inner = place.get(key)
        place[key] = inner = dict(inner) if isinstance(inner, Mapping) else {}
        place = inner
    if value is None:
        place.pop(path[-1], None)
    else:
        place[path[-1]] = value
