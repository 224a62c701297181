"""Mends slips of the fingers in words that the rules know."""

import re
from collections.abc import Iterator

from desktop_app.domain.responder import Voice

_SHORTEST = 5
_LONGEST = 14
_MOST_WORDS = 20
_LETTERS = "aeioubcdfghjklmnpqrstvwxyz"
"""In the order in which they are left out: vowels first."""


class Speller:
    """Knows the words of a voice's phrases; a letter too many, too few or two changed over are put right."""

    def __init__(self, voice: Voice, known: frozenset[str]) -> None:
        sources = (phrase.source for rule in voice.rules for phrase in rule.phrases)
        self._words = known.union(*(re.findall(r"(?<![{@:\w])[a-z]{3,}(?![\w}])", source) for source in sources))

    def mended(self, text: str) -> str:
        """Return `text` with slips mended, as it is where there are none."""
        words = text.split()
        if len(words) > _MOST_WORDS:
            return text
        return " ".join(map(self._mended, words))

    def _mended(self, word: str) -> str:
        core = word.strip(".,!?")
        if not (_SHORTEST <= len(core) <= _LONGEST and core.isascii() and core.isalpha() and core.islower()):
            return word
        if core in self._words or core.removesuffix("s") in self._words:
            return word
        return word.replace(core, next((near for near in _near(core) if near in self._words), core))


def _near(word: str) -> Iterator[str]:
    for at in range(len(word)):
        yield word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
        yield word[:at] + word[at + 1 :]
    for letter in _LETTERS:
        for at in range(len(word) + 1):
            yield word[:at] + letter + word[at:]
