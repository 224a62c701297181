"""JSON from strangers, bounded in size, number and depth before anything grows from it."""

import json
import math
from typing import Any, Final

from desktop_app.domain.errors import UserError
from desktop_app.domain.text_files import text_in
from desktop_app.domain.texts import is_well_formed, well_formed

MAX_JSON: Final = 8 * 2**20
MAX_VALUES: Final = 200_000
MAX_DEPTH: Final = 60
MAX_TEXT: Final = 200_000
"""Characters of one text that a persona takes over."""
_MARKS: Final = (b",", b"[", b"{", b":")


def read_object(name: str, data: bytes, wanted: str = "not_a_card") -> dict[str, Any]:
    """Return the JSON object in `data`; raise `UserError`, calling the file `name`, where there is none.

    `wanted` is the code of the error for a file that is of another kind.
    """
    if len(data) > MAX_JSON:
        raise UserError("card_too_large", name=name, problem=f"over {MAX_JSON // 2**20} MB of text")
    if sum(map(data.count, _MARKS)) > MAX_VALUES * 2:
        raise UserError("card_too_large", name=name, problem=f"over {MAX_VALUES:,} values")
    found = text_in(data)
    if found is None:
        raise UserError(wanted, name=name, problem="it is no text")
    try:
        # Line ends within a text are against the rules of JSON, and found in cards all the same.
        document = json.loads(found.text, strict=False, parse_constant=_nothing, parse_float=_finite)
    except RecursionError:
        raise _too_deep(name) from None
    except ValueError as error:
        where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise UserError(wanted, name=name, problem=f"it is no JSON{where}") from None
    if not isinstance(document, dict):
        raise UserError(wanted, name=name, problem="it is a JSON document without fields")
    mended: dict[str, Any] = _mended(document, name, 1)
    return mended


def written(document: object) -> bytes:
    """Return a JSON document as people can read it."""
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _nothing(_word: str) -> None:
    """Read NaN and the infinities, which are no JSON, as nothing."""


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _mended(value: Any, name: str, depth: int) -> Any:  # noqa: ANN401  values of every kind
    """Return a value without characters that no store can hold; raise `UserError` where it is too deep."""
    if depth > MAX_DEPTH:
        raise _too_deep(name)
    if isinstance(value, str):
        return value if is_well_formed(value) else well_formed(value)
    if isinstance(value, list):
        for place, item in enumerate(value):
            value[place] = _mended(item, name, depth + 1)
    elif isinstance(value, dict):
        for key in [key for key in value if not is_well_formed(key)]:
            value[well_formed(key)] = value.pop(key)
        for key, item in value.items():
            value[key] = _mended(item, name, depth + 1)
    return value


def _too_deep(name: str) -> UserError:
    return UserError("card_too_large", name=name, problem=f"nested more than {MAX_DEPTH} deep")
