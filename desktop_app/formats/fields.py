"""Takes typed fields out of YAML nodes, naming file and line of whatever does not fit."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from desktop_app.formats.yaml_source import AnyNode, ListNode, MapNode, TextNode

T = TypeVar("T")

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*\Z")


class Fields:
    """The fields of one mapping; every one that is not `allowed` is refused at once."""

    def __init__(self, node: AnyNode, allowed: Collection[str], what: str) -> None:
        if not isinstance(node, MapNode):
            node.refuse(f"{what} must be a mapping of keys and values")
        for key, place in node.keys.items():
            if key not in allowed:
                shown = key if key.isprintable() and len(key) <= 40 else key[:40].encode("unicode_escape").decode()
                place.refuse(f"{what} has no key “{shown}”; it may have: {', '.join(sorted(allowed))}")
        self.node = node
        self._what = what

    def __contains__(self, key: str) -> bool:
        return key in self.node.entries

    def require(self, key: str) -> AnyNode:
        """Return the value of `key`, which must be there."""
        if key not in self.node.entries:
            self.node.refuse(f"{self._what} needs “{key}”")
        return self.node.entries[key]

    def get(self, key: str) -> AnyNode | None:
        """Return the value of `key`, None where it is missing."""
        return self.node.entries.get(key)

    def line(self, key: str, limit: int) -> str:
        """Return required text of one line and at most `limit` characters."""
        return one_line(self.require(key), key, limit)

    def passage(self, key: str, limit: int) -> str:
        """Return required text of any number of lines and at most `limit` characters."""
        return passage(self.require(key), key, limit)

    def identifier(self, key: str, default: str | None = None) -> str:
        """Return a name of small letters, digits and underscores."""
        if default is not None and key not in self:
            return default
        return identifier(self.require(key), key)

    def whole_number(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """Return a whole number from `low` to `high`."""
        if default is not None and key not in self:
            return default
        return whole_number(self.require(key), key, low, high)

    def yes_or_no(self, key: str, *, default: bool) -> bool:
        """Return what `true` or `false` says."""
        if key not in self:
            return default
        node = self.require(key)
        text = text_of(node, key)
        if text not in ("true", "false"):
            node.refuse(f"“{key}” must be true or false")
        return text == "true"

    def each(self, key: str, read: Callable[[AnyNode], T]) -> tuple[T, ...]:
        """Return what `read` makes of each item of an optional list."""
        node = self.get(key)
        return () if node is None else tuple(read(item) for item in items_of(node, key))


def text_of(node: AnyNode, key: str) -> str:
    """Return the text of a scalar."""
    if not isinstance(node, TextNode):
        node.refuse(f"“{key}” must be text")
    return node.text


def items_of(node: AnyNode, key: str) -> tuple[AnyNode, ...]:
    """Return the items of a list."""
    if not isinstance(node, ListNode):
        node.refuse(f"“{key}” must be a list")
    return node.items


def entries_of(node: AnyNode, key: str) -> Mapping[str, AnyNode]:
    """Return the entries of a mapping whose keys are free."""
    if not isinstance(node, MapNode):
        node.refuse(f"“{key}” must be a mapping of keys and values")
    return node.entries


def one_line(node: AnyNode, key: str, limit: int) -> str:
    """Return trimmed printable text of one line and 1 to `limit` characters."""
    text = passage(node, key, limit)
    if not text.isprintable():
        node.refuse(f"“{key}” must be one line of characters that can be shown")
    return text


def passage(node: AnyNode, key: str, limit: int) -> str:
    """Return trimmed text of 1 to `limit` characters."""
    text = text_of(node, key).strip()
    if not text:
        node.refuse(f"“{key}” is empty")
    if len(text) > limit:
        node.refuse(f"“{key}” is over {limit} characters")
    return text


def exact_passage(node: AnyNode, key: str, limit: int) -> str:
    """Return text of 1 to `limit` characters; what is quoted stays to the letter, the rest is trimmed."""
    trimmed = passage(node, key, limit)
    if not isinstance(node, TextNode) or not node.quoted:
        return trimmed
    if len(node.text) > limit:
        node.refuse(f"“{key}” is over {limit} characters")
    return node.text


def identifier(node: AnyNode, key: str) -> str:
    """Return a name of small letters, digits and underscores."""
    text = text_of(node, key)
    if len(text) > 60 or not _IDENTIFIER.match(text):
        node.refuse(f"“{key}” must be a name of small letters, digits and underscores")
    return text


def signed_number(node: AnyNode, key: str, most: int) -> int:
    """Return a whole number from `-most` to `most`, written in plain digits."""
    text = text_of(node, key)
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 10 or int(digits) > most:
        node.refuse(f"“{key}” must be a whole number from {-most} to {most}")
    return int(text)


def whole_number(node: AnyNode, key: str, low: int, high: int) -> int:
    """Return a whole number from `low` to `high`, written in plain digits."""
    text = text_of(node, key)
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not low <= int(text) <= high:
        node.refuse(f"“{key}” must be a whole number from {low} to {high}")
    return int(text)
