"""The lorebook in a persona's YAML file: read with the line of what is wrong, and made ready to be written."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Final

from desktop_app.domain.lorebooks import Lorebook, LoreEntry
from desktop_app.formats.fields import Fields, exact_passage, signed_number, text_of, whole_number
from desktop_app.formats.yaml_source import AnyNode

_LARGEST: Final = 10**9
_MAX_CONTENT: Final = 200_000
_MAX_LINE: Final = 1_000
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "secondary_rule": ("any", "all", "not_any", "not_all"),
    "position": ("before_char", "after_char"),
}
_BLANK: Final = LoreEntry((), "")
ENTRY_KEYS: Final = tuple(each.name for each in fields(LoreEntry) if each.name != "document")
BOOK_KEYS: Final = ("name", "description", "scan_depth", "token_budget", "recursive", "entries")


def read_lorebook_node(node: AnyNode) -> Lorebook:
    """Return the lorebook in a node; raise `UserError` naming the line of what is wrong."""
    book = Fields(node, BOOK_KEYS, "a lorebook")
    return Lorebook(
        name=_text(book, "name", _MAX_LINE),
        description=_text(book, "description", _MAX_CONTENT),
        scan_depth=_number(book, "scan_depth"),
        token_budget=_number(book, "token_budget"),
        recursive=book.yes_or_no("recursive", default=False),
        entries=book.each("entries", _entry),
    )


def lorebook_lines(book: Lorebook) -> dict[str, Any]:
    """Return what a file says of a lorebook; what is as usual is left out."""
    said: dict[str, Any] = {key: getattr(book, key) for key in BOOK_KEYS if getattr(book, key) not in ("", None, False)}
    said["entries"] = [
        {key: value for key in ENTRY_KEYS if (value := getattr(entry, key)) != getattr(_BLANK, key)}
        for entry in book.entries
    ]
    return said


def _entry(node: AnyNode) -> LoreEntry:
    entry = Fields(node, ENTRY_KEYS, "a lorebook entry")
    found: dict[str, Any] = {key: _value(entry, key) for key in ENTRY_KEYS if key in entry}
    return LoreEntry(**{"keys": (), "content": "", **found})


def _value(entry: Fields, key: str) -> object:
    usual = getattr(_BLANK, key)
    node = entry.require(key)
    if isinstance(usual, tuple):
        return entry.each(key, lambda item: exact_passage(item, key, _MAX_LINE))
    if isinstance(usual, bool):
        return entry.yes_or_no(key, default=usual)
    if key in _CHOICES:
        if text_of(node, key) not in _CHOICES[key]:
            node.refuse(f"“{key}” must be one of: {', '.join(_CHOICES[key])}")
        return text_of(node, key)
    return _READ.get(key, _passage)(node, key)


def _passage(node: AnyNode, key: str) -> str:
    return exact_passage(node, key, _MAX_CONTENT)


_READ: Final[Mapping[str, Callable[[AnyNode, str], object]]] = {
    "order": lambda node, key: signed_number(node, key, _LARGEST),
    "priority": lambda node, key: signed_number(node, key, _LARGEST),
    "scan_depth": lambda node, key: whole_number(node, key, 0, 999_999_999),
    "probability": lambda node, key: whole_number(node, key, 0, 100),
}


def _text(book: Fields, key: str, limit: int) -> str:
    node = book.get(key)
    return "" if node is None else exact_passage(node, key, limit)


def _number(book: Fields, key: str) -> int | None:
    return book.whole_number(key, 0, 999_999_999) if key in book else None
