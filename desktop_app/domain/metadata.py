"""Metadata: what may be kept with a session, so that every store gives it back as it was."""

import json
import math
from collections.abc import Mapping
from typing import Any

from desktop_app.domain.errors import UserError
from desktop_app.domain.texts import is_well_formed

MAX_DEPTH = 32
MAX_LENGTH = 64_000
"""Characters of all metadata of a session, written as JSON."""
_LARGEST = 2**63


def checked_metadata(metadata: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return `metadata` as it is; raise `UserError` unless it is plain JSON that any reader understands alike."""
    given = dict(metadata or {})
    _check(given, 0)
    if len(json.dumps(given)) > MAX_LENGTH:
        raise _refused(f"it takes over {MAX_LENGTH} characters")
    return given


def _check(value: object, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise _refused(f"it is nested over {MAX_DEPTH} deep")
    match value:
        case None | bool():
            pass
        case str():
            if not is_well_formed(value):
                raise _refused("a text in it has half characters or NUL")
        case int():
            if not -_LARGEST <= value < _LARGEST:
                raise _refused("a number in it takes over 64 bits")
        case float():
            if not math.isfinite(value):
                raise _refused("a number in it is not finite")
        case list():
            for each in value:
                _check(each, depth + 1)
        case dict():
            _check_keys(value)
            for each in value.values():
                _check(each, depth + 1)
        case _:
            raise _refused(f"JSON knows no {type(value).__name__}")


def _check_keys(table: Mapping[object, object]) -> None:
    for key in table:
        if not isinstance(key, str) or not is_well_formed(key):
            raise _refused("a key in it is no plain text")


def _refused(problem: str) -> UserError:
    return UserError("metadata_not_json", problem=problem)
