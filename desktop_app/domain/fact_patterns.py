"""Patterns: the little language in which the rules for facts say how people tell them.

    my name is {value:name}          words, and what is taken along, of a kind
    i (live|am living) in {value}    a choice, and what stands in brackets may be missing: [just]
    my {key@relations} is called …   one of a list

Patterns are matched word by word, from the beginning of a clause; what is taken along reaches as far as its kind does.
There is no other freedom in them, so that no message can make one slow.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

MAX_NESTING: Final = 3
_TOKEN: Final = re.compile(r"\s*(?:([()\[\]|])|\{([a-z]+)(?:([:@])([a-z_]+))?\}|@([a-z_]+)|([^\s()\[\]|{}@]+))")


class PatternError(ValueError):
    """A pattern that is not written as this language wants it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What is taken along: as far as its `kind` reaches, or one of the `entries` of a list, each with its meaning."""

    name: str
    kind: str
    entries: "Mapping[tuple[str, ...], str] | None" = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways to go on; the empty one among them says that nothing of it need be there."""

    ways: tuple["Way", ...]


Way = tuple["str | Slot | Choice", ...]
"""Words and what stands between them, in their order."""
Words = Mapping[str, Mapping[tuple[str, ...], str]]
"""The lists by their names: the words of each entry, and what they mean."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern with the words that it may begin with; none of them means any word."""

    source: str
    way: Way
    begins: frozenset[str]

    @property
    def is_closed(self) -> bool:
        """Whether it ends with words of its own, rather than with what reaches as far as it can."""
        return not self.way or not isinstance(self.way[-1], Slot) or self.way[-1].entries is not None


def compile_pattern(source: str, lists: Words) -> Pattern:
    """Return the pattern that `source` writes; raise `PatternError` where it is wrong."""
    way = _Compiler(source, lists).whole()
    return Pattern(source, way, frozenset(_beginnings(way)))


def _beginnings(way: Way) -> set[str]:
    """Return the words of which a match begins with one; the empty set for any."""
    found: set[str] = set()
    for part in way:
        if isinstance(part, str):
            return found | {part}
        if isinstance(part, Slot):
            return found | {words[0] for words in part.entries} if part.entries is not None else set()
        ways = [_beginnings(each) for each in part.ways if each]
        if not all(ways):
            return set()
        found |= set().union(*ways)
        if () not in part.ways:
            return found
    return found


class _Compiler:
    """Reads one pattern from left to right."""

    def __init__(self, source: str, lists: Words) -> None:
        self._source = source
        self._lists = lists
        self._tokens = list(self._split())
        self._next = 0

    def whole(self) -> Way:
        choice = self._choice("", 0)
        if len(choice.ways) != 1 or not choice.ways[0]:
            self._refuse("is empty, or has a choice without brackets")
        return choice.ways[0]

    def _refuse(self, problem: str) -> NoReturn:
        raise PatternError(f"the pattern “{self._source}” {problem}")

    def _split(self) -> Iterator[re.Match[str]]:
        position, source = 0, self._source.strip()
        while position < len(source):
            token = _TOKEN.match(source, position)
            if token is None:
                self._refuse(f"is not understood from “{source[position : position + 20]}” on")
            yield token
            position = token.end()

    def _choice(self, closing: str, depth: int) -> Choice:
        if depth > MAX_NESTING:
            self._refuse(f"nests brackets more than {MAX_NESTING} deep")
        ways = [self._way(depth)]
        while self._take("|"):
            ways.append(self._way(depth))
        if closing and not self._take(closing):
            self._refuse(f"lacks a “{closing}”")
        if not closing and self._next < len(self._tokens):
            self._refuse("has a bracket too many")
        return Choice(tuple(ways))

    def _way(self, depth: int) -> Way:
        parts: list[str | Slot | Choice] = []
        while self._next < len(self._tokens) and self._tokens[self._next][1] not in (")", "]", "|"):
            parts.append(self._part(depth))
        return tuple(parts)

    def _part(self, depth: int) -> str | Slot | Choice:
        mark, slot, joint, kind, listed, word = self._tokens[self._next].groups()
        self._next += 1
        if word:
            return str(word)
        if listed:
            return Choice(tuple(self._listed(listed)))
        if slot:
            entries = self._listed(kind) if joint == "@" else None
            return Slot(slot, kind if joint == ":" else "words", entries)
        inside = self._choice(")" if mark == "(" else "]", depth + 1)
        if mark == "(" and () in inside.ways:
            self._refuse("has an empty choice")
        return inside if mark == "(" else Choice((*inside.ways, ()))

    def _listed(self, name: str) -> Mapping[tuple[str, ...], str]:
        if name not in self._lists:
            self._refuse(f"names the list “{name}”, which does not exist")
        return self._lists[name]

    def _take(self, mark: str) -> bool:
        if self._next < len(self._tokens) and self._tokens[self._next][1] == mark:
            self._next += 1
            return True
        return False
