"""Phrases: the little language in which the responder's rules say what a person may write.

    what is my (name|first name)      words, and a choice of words
    (hi|hello) [there]                what stands in brackets may be missing
    * weather *                       a star is any number of words
    my {who@relations} is {value}     a brace takes words along: one of a list, ...
    call me {value:name}              ... or of a kind (word, words, name, number, rest)

A phrase matches a whole clause of words in small letters. It becomes a regular expression whose open places are few
and bounded, so no message can make it slow.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NoReturn

MAX_OPEN_PLACES: Final = 4
MAX_NESTING: Final = 4

KINDS: Final[Mapping[str, str]] = {
    "words": r"(?:\S+ ){1,20}?",
    "word": r"\S+ ",
    "few": r"(?:\S+ ){1,3}?",
    "name": r"(?:\S+ ){1,3}?",
    "proper": r"(?:\S+ ){1,3}?",
    "number": r"[+-]?\d[\d.,]*[%]? ",
    "rest": r"(?:\S+ ){1,80}",
}
"""What a brace may take; the reader of messages checks further that a `name` is one and a `proper` has capitals."""

_WILD: Final = r"(?:\S+ ){0,60}?"
_TOKEN: Final = re.compile(r"\s*(?:([()\[\]|*])|\{([a-z_]+)(?:([:@])([a-z_]+))?\}|(@)([a-z_]+)|([^\s()\[\]|*{}@]+))")
_COMMON: Final = frozenset(
    ("a", "an", "and", "are", "am", "did", "do", "does", "i", "in", "is", "it", "me", "my", "not", "of", "on", "the")
).union(("to", "was", "what", "you", "your"))


class PhraseError(ValueError):
    """A phrase that is not written as this language wants it."""


@dataclass(frozen=True)
class Phrase:
    """A compiled phrase.

    `anchors` are words of which a matching clause has at least one; none means that it may match any clause.
    `captures` gives each brace's kind. The regular expression is only made when a clause has an anchor.
    """

    source: str
    expression: str
    anchors: frozenset[str]
    captures: Mapping[str, str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The regular expression; it expects each word to be followed by one space."""
        return re.compile(self.expression)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of an expression, and one set of words of which it needs at least one (empty: it needs none)."""

    expression: str
    anchors: frozenset[str] = frozenset()


def compile_phrase(source: str, lists: Mapping[str, tuple[str, ...]]) -> Phrase:
    """Return the phrase that `source` writes, with `lists` for its `@names`; raise `PhraseError` where it is wrong."""
    return _Compiler(source, lists).phrase()


class _Compiler:
    """Reads one phrase from left to right."""

    def __init__(self, source: str, lists: Mapping[str, tuple[str, ...]]) -> None:
        self._source = source
        self._lists = lists
        self._captures: dict[str, str] = {}
        self._open_places = 0
        self._tokens = self._split()
        self._next = 0

    def phrase(self) -> Phrase:
        whole = self._choice(closing="", depth=0)
        if not whole.expression or not self._tokens:
            self._refuse("is empty")
        if self._open_places > MAX_OPEN_PLACES:
            self._refuse(f"has more than {MAX_OPEN_PLACES} open places")
        return Phrase(self._source, whole.expression, whole.anchors, self._captures)

    def _refuse(self, problem: str) -> NoReturn:
        raise PhraseError(f"the phrase “{self._source}” {problem}")

    def _split(self) -> list[re.Match[str]]:
        tokens: list[re.Match[str]] = []
        position = 0
        while position < len(self._source.rstrip()):
            token = _TOKEN.match(self._source, position)
            if token is None:
                self._refuse(f"is not understood from “{self._source[position : position + 20]}” on")
            tokens.append(token)
            position = token.end()
        return tokens

    def _choice(self, closing: str, depth: int) -> _Part:
        """Read alternatives up to the `closing` bracket (the end, where that is empty)."""
        if depth > MAX_NESTING:
            self._refuse(f"nests brackets more than {MAX_NESTING} deep")
        parts = [self._sequence(depth)]
        while self._take("|"):
            parts.append(self._sequence(depth))
        if closing and not self._take(closing):
            self._refuse(f"lacks a “{closing}”")
        if not closing and self._next < len(self._tokens):
            self._refuse("has a bracket too many")
        if len(parts) == 1:
            return parts[0]
        if not all(part.expression for part in parts):
            self._refuse("has an empty choice")
        return _either(parts)

    def _sequence(self, depth: int) -> _Part:
        parts: list[_Part] = []
        while self._next < len(self._tokens) and self._tokens[self._next][1] not in (")", "]", "|"):
            parts.append(self._item(depth))
        anchors = min((part.anchors for part in parts if part.anchors), key=_cost, default=frozenset())
        return _Part("".join(part.expression for part in parts), anchors)

    def _item(self, depth: int) -> _Part:
        token = self._tokens[self._next]
        self._next += 1
        mark, slot, joint, kind, at, name, word = token.groups()
        if word:
            return _Part(re.escape(word) + " ", frozenset((word,)))
        if at:
            return self._listed(name)
        if slot:
            return self._capture(slot, joint, kind)
        if mark == "*":
            self._open_places += 1
            return _Part(f"(?P<_{self._next}>{_WILD})")
        inside = self._choice(")" if mark == "(" else "]", depth + 1)
        return inside if mark == "(" else _Part(f"(?:{inside.expression})?")

    def _capture(self, slot: str, joint: str | None, kind: str | None) -> _Part:
        if slot in self._captures:
            self._refuse(f"takes “{slot}” twice")
        self._captures[slot] = kind if joint == ":" and kind else "words"
        if joint == "@":
            part = self._listed(kind or "")
            return _Part(f"(?P<{slot}>{part.expression})", part.anchors)
        if self._captures[slot] not in KINDS:
            self._refuse(f"takes a “{kind}”, which is none of: {', '.join(sorted(KINDS))}")
        self._open_places += self._captures[slot] != "word"
        return _Part(f"(?P<{slot}>{KINDS[self._captures[slot]]})")

    def _listed(self, name: str) -> _Part:
        if name not in self._lists:
            self._refuse(f"names the list “{name}”, which does not exist")
        parts = []
        for entry in self._lists[name]:
            words = entry.split()
            expression = "".join(re.escape(word) + " " for word in words)
            parts.append(_Part(expression, frozenset(words[:1])))
        return _either(parts)

    def _take(self, mark: str) -> bool:
        if self._next < len(self._tokens) and self._tokens[self._next][1] == mark:
            self._next += 1
            return True
        return False


def _either(parts: list[_Part]) -> _Part:
    """Join alternatives; they need a word of any of their sets, or none when one of them needs none."""
    expression = "(?:" + "|".join(part.expression for part in parts) + ")"
    if not all(part.anchors for part in parts):
        return _Part(expression)
    return _Part(expression, frozenset().union(*(part.anchors for part in parts)))


def _cost(anchors: frozenset[str]) -> int:
    """Rate a set of anchors: few and uncommon words are tried least often in vain."""
    return len(anchors) + 20 * len(anchors & _COMMON)
