"""A text cut into the pieces that a comparison keeps whole."""

import re
import unicodedata
from itertools import chain

from desktop_app.domain.search_words import is_unspaced

# A number with its points, a word with its apostrophes, a line end, a run of spaces, or any one character.
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)+|\w+(?:['’]\w+)*|\n|[^\S\n]+|.", re.DOTALL)
_FIRST_MARK = "\u0300"
_JOINER = "\u200d"
_SKIN_TONES = ("\U0001f3fb", "\U0001f3ff")


def words_of(text: str) -> list[str]:
    """Return words, spaces, line ends and signs, in order and without loss; Chinese and its like by character.

    What is drawn as one character, such as a letter with its accents or a family of emoji, stays in one piece.
    """
    found = _TOKEN.finditer(text)
    if text.isascii():
        return [each[0] for each in found]
    pieces: list[str] = []
    for piece in chain.from_iterable(_characters(each[0]) for each in found):
        if pieces and _continues(pieces[-1], piece):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def lines_of(text: str) -> list[str]:
    """Return lines with their ends, without loss."""
    return text.splitlines(keepends=True)


def _characters(word: str) -> tuple[str, ...]:
    return tuple(word) if is_unspaced(word) else (word,)


def _continues(before: str, piece: str) -> bool:
    """Tell whether `piece` is drawn in one with what stands before it."""
    first = piece[0]
    if first < _FIRST_MARK or before.isspace():
        return False
    if before[-1] == _JOINER or first == _JOINER or _SKIN_TONES[0] <= first <= _SKIN_TONES[1]:
        return True
    return unicodedata.category(first).startswith("M")
