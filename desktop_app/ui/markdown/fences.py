"""Fenced code at the beginning of a text, found without reading it letter by letter."""

import re
from typing import NamedTuple

# Marks and empty lines are never given back: where no fence follows, a long row of them would be tried at any length.
_OPENING = re.compile(r"(?:[ \t]*+\n)*+(`{3,}+(?=[^`\n]*\n)|~{3,}+(?=[^\n]*\n))([^\n]*)\n")
_UNFINISHED = re.compile(r"(?:(?<=\n)|\A)[ \t]+\Z")
"""Spaces of which nobody knows yet what they are before."""


class Fence(NamedTuple):
    """Code between fences; `end` is where the text goes on, None while it may still become longer."""

    language: str
    code: str
    end: int | None


def fence_at(text: str, start: int) -> Fence | None:
    """Return the fence with which `text` goes on at `start`, None where something else stands."""
    opening = _OPENING.match(text, start)
    if opening is None:
        return None
    marker = opening[1]
    closing = re.compile(rf"^ {{0,3}}{marker}{marker[0]}*[ \t]*(\n|\Z)", re.MULTILINE).search(text, opening.end())
    words = opening[2].strip().split(" ")
    code = text[opening.end() : closing.start()] if closing else _UNFINISHED.sub("", text[opening.end() :])
    return Fence(words[0], code.removesuffix("\n"), closing.end() if closing and closing[1] else None)
