"""Reads YAML that someone else wrote: plain text, lists and mappings, each with the line it stands on.

Parley's files need no more than that, so whatever makes YAML dangerous or surprising is refused while the parser's
events pass by, before anything grows from them: anchors, aliases, tags, merge keys, directives, several documents.
Every scalar stays the text that was written; `no`, `1.10` and `12:30:45` mean nothing else here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

import yaml

from desktop_app.domain.errors import UserError

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12
MAX_NODES = 20_000

_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # escapes can write what UTF-8 cannot


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a file, and where it stands."""

    file: str
    line: int

    def refuse(self, problem: str) -> NoReturn:
        """Raise the `UserError` that names this file and line."""
        raise UserError("bad_persona_file", file=self.file, line=self.line, problem=problem)


@dataclass(frozen=True, slots=True)
class TextNode(Node):
    """A scalar, as it was written; `block` tells that it stands below its key, each line on a line of the file.

    What is `quoted` is meant to the letter.
    """

    text: str
    block: bool = False
    quoted: bool = False

    def lines(self) -> Iterator["TextNode"]:
        """Return each line that is neither empty nor a comment, with its own place."""
        for offset, line in enumerate(self.text.splitlines()):
            if line.strip() and not line.lstrip().startswith("#"):
                yield TextNode(self.file, self.line + (offset + 1 if self.block else 0), line.strip())


@dataclass(frozen=True, slots=True)
class ListNode(Node):
    """A sequence."""

    items: tuple["AnyNode", ...]


@dataclass(frozen=True, slots=True)
class MapNode(Node):
    """A mapping; `keys` holds the lines of its keys."""

    entries: dict[str, "AnyNode"]
    keys: dict[str, TextNode]


AnyNode = TextNode | ListNode | MapNode


def read_yaml(data: bytes, file_name: str, *, times: int = 1) -> AnyNode:
    """Return the one document in `data`; raise `UserError` naming the line of whatever is not plain YAML.

    The file may be as many `times` larger as is said.
    """
    start = Node(file_name, 1)
    if len(data) > times * MAX_BYTES:
        start.refuse(f"the file is over {times * MAX_BYTES // 1024} kB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        Node(file_name, data.count(b"\n", 0, error.start) + 1).refuse("the text is not UTF-8")
    try:
        return _Builder(file_name, _events(text), times * MAX_NODES).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        Node(file_name, line).refuse(f"this is not YAML ({error.problem or error.context})")
    except yaml.YAMLError as error:  # the reader's own errors carry a position instead of a mark
        position = getattr(error, "position", 0)
        Node(file_name, text.count("\n", 0, position) + 1).refuse("there is a character that YAML does not allow")


def _events(text: str) -> Iterator[yaml.Event]:
    """Parse with the C parser where PyYAML has one: it is some twenty times faster."""
    loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return iter(yaml.parse(text, Loader=loader))


class _Builder:
    """Makes nodes of events, refusing the dangerous ones as they come."""

    def __init__(self, file_name: str, events: Iterator[yaml.Event], most: int) -> None:
        self._file = file_name
        self._events = events
        self._most = most
        self._nodes = 0

    def document(self) -> AnyNode:
        root: AnyNode | None = None
        for event in self._events:
            here = self._at(event)
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    here.refuse("there may be only one document in the file")
                if event.version or event.tags:
                    here.refuse("directives (lines with %) are not allowed")
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, depth=1)
        return root or Node(self._file, 1).refuse("the file is empty")

    def _at(self, event: yaml.Event) -> Node:
        return Node(self._file, event.start_mark.line + 1 if event.start_mark else 1)

    def _node(self, event: yaml.Event, depth: int) -> AnyNode:
        here = self._at(event)
        self._nodes += 1
        if self._nodes > self._most:
            here.refuse("the file has too many entries")
        if depth > MAX_DEPTH:
            here.refuse(f"lists and mappings are nested more than {MAX_DEPTH} deep")
        if isinstance(event, yaml.AliasEvent):
            here.refuse("aliases (*name) are not allowed")
        if getattr(event, "anchor", None):
            here.refuse("anchors (&name) are not allowed")
        if getattr(event, "tag", None):
            here.refuse("tags (!name) are not allowed")
        if isinstance(event, yaml.ScalarEvent):
            if _UNSHOWABLE.search(event.value):
                here.refuse("there is a control character in the text")
            quoted = event.style in ("'", '"')
            return TextNode(self._file, here.line, event.value, block=event.style == "|", quoted=quoted)
        if isinstance(event, yaml.SequenceStartEvent):
            return ListNode(self._file, here.line, tuple(self._children(depth, yaml.SequenceEndEvent)))
        return self._mapping(here, depth)

    def _children(self, depth: int, end: type[yaml.Event]) -> Iterator[AnyNode]:
        while not isinstance(event := next(self._events), end):
            yield self._node(event, depth + 1)

    def _mapping(self, here: Node, depth: int) -> MapNode:
        entries: dict[str, AnyNode] = {}
        keys: dict[str, TextNode] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key, TextNode):
                key.refuse("a key must be plain text")
            if key.text == "<<":
                key.refuse("merge keys (<<) are not allowed")
            if key.text in entries:
                key.refuse(f"“{_shown(key.text)}” is given twice")
            keys[key.text] = key
            entries[key.text] = self._node(next(self._events), depth + 1)
        return MapNode(self._file, here.line, entries, keys)


def _shown(text: str) -> str:
    """Return `text` short enough for a sentence."""
    return text if len(text) <= 40 else text[:39] + "…"
