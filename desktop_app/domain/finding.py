"""Finding words in a text as one reads it: without regard to case and accents, and to how wide a gap is.

Every letter is compared by itself: é is found by e and İ by i, but ß only by ß, as in the search over all sessions.
"""

import re
import unicodedata

_GAP = re.compile(r"\s{2,}|[^\S ]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_ACCENTS = range(0x0300, 0x0370)
_VARIANTS = range(0xFE00, 0xFE10)
_PICTURE = "\ufffc"


class _Letters(dict[int, str | None]):
    """What each character is compared as, by its number: a letter, a space, or nothing."""

    def __missing__(self, number: int) -> str | None:
        self[number] = kept = _folded_letter(chr(number))
        return kept


_LETTERS = _Letters()


def sieved(text: str) -> str:
    """Return a text without case and accents: roughly what can be found in it, at little cost."""
    plain = text.lower()
    return plain if plain.isascii() else _NOT_ASCII.sub(lambda run: run[0].translate(_LETTERS), plain)


def folded(text: str) -> str:
    """Return a line of text as it is compared."""
    return _GAP.sub(" ", sieved(text))


def wanted(words: str) -> str:
    """Return what one typed as it is compared; empty when there is nothing to look for."""
    return folded(words).strip()


def runs(words: str) -> list[str]:
    """Return the runs of letters and digits in `wanted` words: each stands in the sieved text that they are in."""
    return "".join(letter if letter.isalnum() else " " for letter in words).split()


def places(text: str, words: str) -> list[tuple[int, int]]:
    """Return where in one line of text (from, to) the `wanted` words stand, none within another."""
    found = []
    at, line = -1, folded(text)
    while words and (at := line.find(words, at + 1 if at < 0 else at)) >= 0:
        found.append((at, at + len(words)))
        at += len(words)
    if not found or len(line) == len(text):
        return found
    where = _where(text)
    return [(where[start], _with_marks(text, where[end - 1] + 1)) for start, end in found]


def _folded_letter(letter: str) -> str | None:
    if letter.isspace():
        return " "
    number = ord(letter)
    if number in _ACCENTS or number in _VARIANTS or letter == _PICTURE or unicodedata.category(letter) == "Cf":
        return None
    parts = unicodedata.normalize("NFD", letter)
    if len(parts) > 1 and all(ord(mark) in _ACCENTS for mark in parts[1:]):
        letter = parts[0]
    plain = letter.casefold()
    return plain if len(plain) == 1 else letter.lower() if len(letter.lower()) == 1 else letter


def _where(text: str) -> list[int]:
    """Return the place in `text` of each letter of its folded form."""
    where: list[int] = []
    gap = False
    for place, letter in enumerate(text):
        kept = letter.lower() if letter.isascii() else _LETTERS[ord(letter)]
        if kept is None:
            continue
        if kept.isspace() and gap:
            continue
        gap = kept.isspace()
        where.append(place)
    return where


def _with_marks(text: str, end: int) -> int:
    """Return where a letter ends with the marks on it."""
    while end < len(text) and _LETTERS[ord(text[end])] is None and text[end] != _PICTURE:
        end += 1
    return end
