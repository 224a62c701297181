"""Characters that nobody sees, or that make a text look like another one: found, and written so that they are seen.

Joiners inside of emoji and of scripts that need them, and the direction marks of right-to-left writing, are no secret.
"""

import re
import sys
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import category

_TURNING = "\u202a-\u202e\u2066-\u2069"
"""Make the letters that follow run in another direction."""
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
"""Commands to terminals and printers."""
_TAGS = "\U000e0000-\U000e007f\U000e0100-\U000e01ef"
"""Letters and variants without any shape, which a model reads all the same."""
_FILLERS = "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"
_FORMATS = "\u00ad\u034f\u061c\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"
_PILED = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
"""Marks above and below letters, of which zalgo texts have dozens."""
_JOINERS = "\u200c\u200d"
_DECEIVING = re.compile(f"[{_TURNING}{_CONTROLS}{_TAGS}]")
_SUSPECT = re.compile(f"[{_TURNING}{_CONTROLS}{_TAGS}{_FILLERS}{_FORMATS}{_JOINERS}]|[{_PILED}]{{5,}}")
_WRITTEN = re.compile("⟨U\\+([0-9A-F]{4,6})⟩")
_FLAG = "\U0001f3f4"
_FLAG_END = "\U000e007f"
_SIGNS = ("Mn", "Mc")
_TIED = (("\u0600", "\u08ff"), ("\u0900", "\u109f"), ("\u1780", "\u18af"))
"""Arabic and its neighbours, the scripts of India, Khmer and Mongolian."""
_MOST_MARKS = 4
"""Marks above and below one letter that a language needs at most; more of them run into other lines."""


class HiddenCharacter(NamedTuple):
    """Where one stands; `end` is behind it."""

    start: int
    end: int


def hidden_characters(text: str) -> list[HiddenCharacter]:
    """Return what `text` hides, from its beginning to its end."""
    return list(_found(_SUSPECT, text))


def shown_plainly(text: str) -> str:
    """Return `text` with what deceives the eye written out, such as ⟨U+202E⟩; the rest as it is.

    What stands before a place is written the same whatever follows it, so that a text can grow.
    """
    return _written_out(_DECEIVING, text) if _DECEIVING.search(text) else text


def shown_wholly(text: str) -> str:
    """Return `text` with everything hidden in it written out."""
    return _written_out(_SUSPECT, text)


def as_in(text: str, words: str) -> str:
    """Return `words` that were read off what was shown of `text` with its hidden characters as they are in it."""
    if "\u200b" in words and "\u200b" not in text:
        words = words.replace("\u200b", "")  # where very long runs may break

    def letter(found: re.Match[str]) -> str:
        number = int(found[1], 16)
        return chr(number) if number <= sys.maxunicode and chr(number) in text else found[0]

    return _WRITTEN.sub(letter, words)


def _written_out(pattern: re.Pattern[str], text: str) -> str:
    pieces, last = [], 0
    for start, end in _found(pattern, text):
        pieces += [text[last:start], *(f"⟨U+{ord(letter):04X}⟩" for letter in text[start:end])]
        last = end
    return "".join([*pieces, text[last:]])


def _found(pattern: re.Pattern[str], text: str) -> Iterator[HiddenCharacter]:
    for match in pattern.finditer(text):
        start, end = match.span()
        if end - start > 1:
            yield HiddenCharacter(start + _MOST_MARKS, end)
        elif not _is_needed(text, start):
            yield HiddenCharacter(start, end)


def _is_needed(text: str, place: int) -> bool:
    """Tell whether a character that has no shape is one that its neighbours are written with."""
    letter, before = text[place], text[place - 1 : place]
    if letter in _JOINERS:
        after = text[place + 1 : place + 2]
        return bool(before) and _joins(before) and (category(before) in _SIGNS or bool(after and _joins(after)))
    if "\U000e0020" <= letter <= _FLAG_END:
        return _is_in_flag(text, place)
    # Variants of Chinese and Japanese letters stand right behind them.
    return "\U000e0100" <= letter <= "\U000e01ef" and category(before or " ") == "Lo"


def _joins(letter: str) -> bool:
    """Tell whether letters of this kind are tied together by joiners: emoji, and scripts such as Persian and Hindi."""
    kind = category(letter)
    return kind in {"So", "Sk", *_SIGNS} or (kind == "Lo" and any(first <= letter <= last for first, last in _TIED))


def _is_in_flag(text: str, place: int) -> bool:
    """Tell whether a tag belongs to a flag such as Scotland's, which is written with seven of them at most."""
    flag = text.rfind(_FLAG, max(0, place - 7), place)
    return flag >= 0 and all("\U000e0020" <= each <= _FLAG_END for each in text[flag + 1 : place])
