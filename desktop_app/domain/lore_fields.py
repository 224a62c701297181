"""Where the fields of lorebooks stand in the documents of other programs, and how they are written there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from desktop_app.domain.loose_values import flag, number, text, texts
from desktop_app.domain.lorebooks import LoreEntry


@dataclass(frozen=True, slots=True)
class FieldCodec:
    """Where a field stands and how it is read and written; what is not there is read as None."""

    path: tuple[str, ...]
    read: Callable[[object], Any]
    write: Callable[[Any], object] = lambda value: value


DEFAULT_ENTRY: Final = LoreEntry((), "")
NEEDED: Final = frozenset(
    {"keys", "content", "enabled", "order", "use_regex", "constant", "selective", "position", "id"}
)
"""What each new entry says; the rest only where it is not as usual."""
_RULES: Final = ("any", "not_all", "not_any", "all")
"""The ways in which SillyTavern takes secondary keys, by their numbers."""
_POSITIONS: Final = ("before_char", "after_char")


def _whole(usual: int) -> Callable[[object], int]:
    return lambda value: usual if (found := number(value)) is None else found


def _depth(value: object) -> int | None:
    found = number(value)
    return None if found is None or found < 0 else found


def _percent(value: object) -> int:
    return min(max(_whole(100)(value), 0), 100)


def _rule(value: object) -> str:
    found = number(value)
    return _RULES[found] if found is not None and 0 <= found < len(_RULES) else "any"


def _named_position(value: object) -> str:
    return "after_char" if value == "after_char" or (number(value) or 0) > 0 else "before_char"


def _identity(value: object) -> str:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else text(value)


def _written_identity(value: str) -> object:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else value or None


def _enabled(value: object) -> bool:
    return flag(value, default=True)


def _texts(*path: str) -> FieldCodec:
    return FieldCodec(path, texts, list)


def _text(*path: str) -> FieldCodec:
    return FieldCodec(path, text)


def _flag(*path: str) -> FieldCodec:
    return FieldCodec(path, flag)


def _secondary_rule(*path: str) -> FieldCodec:
    return FieldCodec(path, _rule, _RULES.index)


_BOOK: Final[Mapping[str, FieldCodec]] = MappingProxyType(
    {
        "keys": _texts("keys"),
        "content": _text("content"),
        "secondary_keys": _texts("secondary_keys"),
        "selective": _flag("selective"),
        "secondary_rule": _secondary_rule("extensions", "selectiveLogic"),
        "enabled": FieldCodec(("enabled",), _enabled),
        "constant": _flag("constant"),
        "order": FieldCodec(("insertion_order",), _whole(0)),
        "position": FieldCodec(("position",), _named_position),
        "priority": FieldCodec(("priority",), _whole(0)),
        "case_sensitive": _flag("case_sensitive"),
        "whole_words": _flag("extensions", "match_whole_words"),
        "use_regex": _flag("use_regex"),
        "scan_depth": FieldCodec(("extensions", "scan_depth"), _depth),
        "probability": FieldCodec(("extensions", "probability"), _percent),
        "recursive_only": _flag("extensions", "delay_until_recursion"),
        "exclude_recursion": _flag("extensions", "exclude_recursion"),
        "prevent_recursion": _flag("extensions", "prevent_recursion"),
        "id": FieldCodec(("id",), _identity, _written_identity),
        "name": _text("name"),
        "comment": _text("comment"),
    }
)
_WORLD_INFO: Final[Mapping[str, FieldCodec]] = MappingProxyType(
    {
        "keys": _texts("key"),
        "content": _text("content"),
        "secondary_keys": _texts("keysecondary"),
        "selective": _flag("selective"),
        "secondary_rule": _secondary_rule("selectiveLogic"),
        "enabled": FieldCodec(("disable",), lambda value: not flag(value), lambda value: not value),
        "constant": _flag("constant"),
        "order": FieldCodec(("order",), _whole(0)),
        "position": FieldCodec(("position",), _named_position, _POSITIONS.index),
        "priority": FieldCodec(("extensions", "priority"), _whole(0)),
        "case_sensitive": _flag("caseSensitive"),
        "whole_words": _flag("matchWholeWords"),
        "use_regex": _flag("extensions", "use_regex"),
        "scan_depth": FieldCodec(("scanDepth",), _depth),
        "probability": FieldCodec(("probability",), _percent),
        "recursive_only": _flag("delayUntilRecursion"),
        "exclude_recursion": _flag("excludeRecursion"),
        "prevent_recursion": _flag("preventRecursion"),
        "id": FieldCodec(("uid",), _identity, _written_identity),
        "name": _text("extensions", "name"),
        "comment": _text("comment"),
    }
)
ENTRY_FIELDS: Final[Mapping[str, Mapping[str, FieldCodec]]] = MappingProxyType(
    {"book": _BOOK, "world_info": _WORLD_INFO}
)
BOOK_FIELDS: Final[Mapping[str, FieldCodec]] = MappingProxyType(
    {
        "name": _text("name"),
        "description": _text("description"),
        "scan_depth": FieldCodec(("scan_depth",), _depth),
        "token_budget": FieldCodec(("token_budget",), _depth),
        "recursive": _flag("recursive_scanning"),
    }
)
