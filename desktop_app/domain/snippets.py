"""The part of a text in which something was found, on one line, with what was found marked."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from desktop_app.domain.search import Term
from desktop_app.domain.search_words import is_unspaced

_LOOK_BACK = 30
"""Characters shown before what was found first, so that it stands in the first line of a narrow list."""
_MOST_MARKS = 64
_LOOKS = re.compile(r"(?<!\w)\*\*|\*\*(?!\w)|`+")
"""Marks that Markdown shows as looks; 2**10 is none."""


class Snippet(NamedTuple):
    """A line of text, and where in it (from, to) the words stand that were looked for."""

    text: str
    ranges: tuple[tuple[int, int], ...] = ()


def snippet(text: str, terms: Sequence[Term], width: int = 160) -> Snippet:
    """Return about `width` characters of `text` around the first place where a term stands, else its beginning."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    folded = _folded(text)
    searches = [_Search(term) for term in terms]
    first = min((start for search in searches for start, _end in search.places(folded, 0, 1)), default=0)
    start = _word_begin(text, first - _LOOK_BACK) if first > _LOOK_BACK else 0
    end = _word_end(text, start + width)
    marks = sorted(place for search in searches for place in search.places(folded[:end], start, _MOST_MARKS))
    return _on_one_line(text, start, end, marks)


def _on_one_line(text: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> Snippet:
    """Return text[start:end] with every run of white space as one space, and the marks where they are then."""
    pieces: list[str] = ["…"] if start else []
    ranges: list[tuple[int, int]] = []
    length, at = len(pieces), start
    looks = {place for found in _LOOKS.finditer(text, start, min(end + 1, len(text))) for place in range(*found.span())}

    def take(piece_start: int, piece_end: int) -> None:
        nonlocal length
        piece = text[piece_start:piece_end]
        if looks:
            piece = "".join(letter for place, letter in enumerate(piece, piece_start) if place not in looks)
        flat = " ".join(piece.split())
        if flat and piece[0].isspace() and length:
            flat = " " + flat
        if piece and piece[-1].isspace() and (flat or length):
            flat += " "
        pieces.append(flat)
        length += len(flat)

    for mark_start, mark_end in marks:
        if mark_start < at:  # it lies in the one before
            continue
        take(at, mark_start)
        before = length
        take(mark_start, mark_end)
        ranges.append((before, length))
        at = mark_end
    take(at, end)
    line = "".join(pieces).rstrip()
    return Snippet(line + ("…" if end < len(text) else ""), tuple(ranges))


class _Search:
    """Looks for one term the way the index does: letters without case and marks, whatever is no letter between."""

    def __init__(self, term: Term) -> None:
        words = "".join(c if c.isalnum() else " " for c in _folded(term.text)).split()
        self._words = words
        self._unspaced = term.unspaced
        self._prefix = term.prefix

    def places(self, folded: str, start: int, most: int) -> Iterator[tuple[int, int]]:
        """Yield up to `most` places from `start` on."""
        found = 0
        while self._words and found < most and (start := folded.find(self._words[0], start)) >= 0:
            end = self._end_at(folded, start)
            if end is not None:
                yield start, end
                found += 1
            start = end or start + 1

    def _end_at(self, folded: str, start: int) -> int | None:
        """Return where the term ends that may begin at `start`; None when it does not stand there."""
        if start and self._goes_on(folded[start], folded[start - 1]):
            return None
        at = start
        for number, word in enumerate(self._words):
            if number:
                gap = at
                while at < len(folded) and not folded[at].isalnum():
                    at += 1
                if not folded.startswith(word, at) or (at == gap and not self._unspaced):
                    return None
            at += len(word)
        begun = at
        while at < len(folded) and self._goes_on(folded[at - 1], folded[at]):
            at += 1
        return at if self._prefix or at == begun else None

    def _goes_on(self, letter: str, beside: str) -> bool:
        """Tell whether two letters beside each other are of one word."""
        if self._unspaced and (is_unspaced(letter) or is_unspaced(beside)):
            return False
        return letter.isalnum() and beside.isalnum()


def _folded(text: str) -> str:
    """Return a text of the same length without case and marks."""
    return text.lower() if text.isascii() else "".join(map(_folded_letter, text))


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    plain = unicodedata.normalize("NFD", letter)[0].lower()
    return plain if len(plain) == 1 else letter


def _word_begin(text: str, at: int) -> int:
    """Return where a word begins close after `at`, or `at` itself in a run without spaces."""
    near = text[at : at + _LOOK_BACK - 4]
    for offset, letter in enumerate(near):
        if letter.isspace():
            return at + offset + 1
    return at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = max(text.rfind(" ", at - 20, at + 1), text.rfind("\n", at - 20, at + 1))
    return space if space > 0 else at
