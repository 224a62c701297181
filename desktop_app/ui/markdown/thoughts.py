"""What a model thinks before it answers, found without reading it letter by letter."""

import re
from typing import NamedTuple

_OPENING = re.compile(r"(?:[ \t]*\n)* {0,3}<(think|thinking)>")
_BLANK = re.compile(r"[ \t]*\n")


class Thought(NamedTuple):
    """The words between the tags; `end` is where the text goes on, None while they may still become more."""

    words: str
    end: int | None


def thought_at(text: str, start: int) -> Thought | None:
    """Return the thought with which `text` goes on at `start`, None where something else stands."""
    opening = _OPENING.match(text, start)
    if opening is None:
        return None
    closing = text.find(f"</{opening[1]}>", opening.end())
    if closing < 0:
        return Thought(text[opening.end() :], None)
    end = closing + len(f"</{opening[1]}>")
    blank = _BLANK.match(text, end)
    return Thought(text[opening.end() : closing], blank.end() if blank else end)
