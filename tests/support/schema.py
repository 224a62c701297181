"""Checks documents against a JSON Schema, as far as ours go; a rule that it does not know is an error."""

import json
import re
from pathlib import Path
from typing import Any

ARCHIVE: dict[str, Any] = json.loads(Path(__file__).with_name("chat_archive.schema.json").read_text("utf-8"))
_TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
_SAY_NOTHING = {"$schema", "$id", "$defs", "title", "description", "default", "contentEncoding", "if", "then", "$ref"}


def problems(document: object, schema: dict[str, Any] = ARCHIVE, place: str = "$") -> list[str]:
    """Return what is wrong with `document`."""
    if "$ref" in schema:
        return problems(document, ARCHIVE["$defs"][schema["$ref"].rpartition("/")[2]], place)
    found = []
    for rule, wanted in schema.items():
        if rule not in _SAY_NOTHING:
            found += [f"{place}: {rule}: {problem}" for problem in _broken(rule, wanted, document)]
    if "if" in schema and not problems(document, schema["if"], place):
        found += problems(document, schema["then"], place)
    for part in schema.get("allOf", ()):
        found += problems(document, part, place)
    if isinstance(document, dict):
        for name, inner in schema.get("properties", {}).items():
            found += problems(document[name], inner, f"{place}.{name}") if name in document else []
    if isinstance(document, list) and "items" in schema:
        for number, item in enumerate(document):
            found += problems(item, schema["items"], f"{place}[{number}]")
    return found


def _broken(rule: str, wanted: Any, value: Any) -> list[str]:
    match rule:
        case "type":
            kinds = [wanted] if isinstance(wanted, str) else wanted
            good = any(
                isinstance(value, _TYPES[kind]) and (kind == "boolean" or (value is not True and value is not False))
                for kind in kinds
            )
        case "const":
            good = value == wanted
        case "enum":
            good = value in wanted
        case "required":
            good = not isinstance(value, dict) or all(name in value for name in wanted)
        case "pattern":
            good = not isinstance(value, str) or re.search(wanted, value) is not None
        case "minLength":
            good = not isinstance(value, str) or len(value) >= wanted
        case "maxLength":
            good = not isinstance(value, str) or len(value) <= wanted
        case "minimum":
            good = not isinstance(value, (int, float)) or value >= wanted
        case "anyOf":
            good = any(not problems(value, part) for part in wanted)
        case "properties" | "items" | "allOf":
            good = True
        case _:
            return ["unknown rule"]
    return [] if good else [f"{str(value)[:60]!r} is not {str(wanted)[:60]}"]
