"""Settings as TOML: read with the line of every mistake, written without losing what the user put there."""

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from desktop_app.domain.errors import UserError
from desktop_app.domain.settings import Settings

_Section = TypeVar("_Section")
_LINE = re.compile(r"^(?P<problem>.*?) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$", re.DOTALL)


def read_settings(data: bytes, file: str) -> Settings:
    """Return the settings in `data`; keys that are not known are passed over.

    Raises `UserError` naming `file` and the line for what is no TOML, and the key for a value of the wrong kind.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UserError("bad_settings_file", file=file, line=line, problem="not UTF-8 text") from error
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = _LINE.match(str(error))
        line = int(found["line"]) if found and found["line"] else text.count("\n") + 1
        problem = found["problem"].lower() if found else "nested too deeply"
        raise UserError("bad_settings_file", file=file, line=line, problem=problem) from error
    return _read_section(Settings, document, "", file)


def default_document(user: str) -> str:
    """Return the text of a fresh settings file in which every key is explained."""
    lines = ["# Parley's settings. Parley keeps whatever else you write here.", ""]
    for section in fields(Settings):
        if is_dataclass(get_type_hints(Settings)[section.name]):
            lines += ["", f"[{section.name}]"]
        lines += _explained(section.name, user)
    return "\n".join(lines) + "\n"


def with_user(text: str, user: str) -> str:
    """Return the settings file `text` with the user's profile set, all else left as it is."""
    return with_value(text, "", "user", user)


def with_value(text: str, section: str, key: str, value: object) -> str:
    """Return the settings file `text` with one key of a section set, all else left as it is."""
    import tomlkit  # only who changes something writes

    document = tomlkit.parse(text)
    if section and section not in document:
        document[section] = tomlkit.table()
    (document[section] if section else document)[key] = value
    return tomlkit.dumps(document)


def _explained(name: str, user: str) -> list[str]:
    hint = get_type_hints(Settings, include_extras=True)[name]
    if get_origin(hint) is Annotated:
        return [*_comment(hint), f"{name} = {_as_toml(user)}"]
    lines = []
    hints = get_type_hints(hint, include_extras=True)
    for field in fields(hint):
        lines += [*_comment(hints[field.name]), f"{field.name} = {_as_toml(field.default)}"]
    return lines


def _comment(hint: Any) -> list[str]:  # noqa: ANN401  a type with its explanation
    import textwrap  # only a first start writes

    text = f"{hint.__metadata__[0]}."
    return [f"# {line}" for line in textwrap.wrap(text, 98, break_long_words=False, break_on_hyphens=False)]


def _as_toml(value: object) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, tuple):
        return "[" + ", ".join(_as_toml(each) for each in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _read_section(kind: type[_Section], table: Mapping[str, Any], prefix: str, file: str) -> _Section:
    values: dict[str, Any] = {}
    for name, hint in get_type_hints(kind).items():
        if name not in table:
            continue
        key = f"{prefix}{name}"
        if isinstance(hint, type) and is_dataclass(hint):
            if not isinstance(table[name], dict):
                raise UserError("bad_setting", file=file, key=key, expected="a section", found=_shown(table[name]))
            values[name] = _read_section(hint, table[name], f"{key}.", file)
        else:
            values[name] = _checked(table[name], hint, key, file)
    return kind(**values)


def _checked(value: object, hint: object, key: str, file: str) -> object:
    """Return `value` where it is of the kind that `hint` says; else raise `UserError`."""
    if hint is float:
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0:
            return float(value)
        expected = "a number from 0 upwards"
    elif hint is bool:
        if isinstance(value, bool):
            return value
        expected = "true or false"
    elif get_origin(hint) is Literal:
        if value in get_args(hint):
            return value
        expected = "one of " + ", ".join(f'"{choice}"' for choice in get_args(hint))
    elif hint is str:
        if isinstance(value, str):
            return value
        expected = "text in quotes"
    else:
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        expected = "a list of texts in quotes"
    raise UserError("bad_setting", file=file, key=key, expected=expected, found=_shown(value))


def _shown(value: object) -> str:
    # Whatever may hold a password: the user's part of an address.
    text = re.sub(r"//.*@", "//…@", repr(value))
    return text if len(text) <= 60 else text[:59] + "…"
