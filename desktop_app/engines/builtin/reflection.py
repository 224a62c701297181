"""Turns what a person said around: my becomes your, I am becomes you are."""

import re
from collections.abc import Mapping

from desktop_app.engines.builtin.reading import Clause, Word

MAX_ECHOED_WORDS = 14

_ECHOABLE = re.compile(r"[^\W_][\w'’.\-]*%?|'s")
_MASHED = re.compile(r"[bcdfghjklmnpqrstvwxz]{7,}|(.)\1{3,}|asdf|qwer|zxcv|hjkl", re.IGNORECASE)


class Mirror:
    """Reflects clauses by the table of the rules."""

    def __init__(self, reflections: Mapping[str, str], verbs: frozenset[str], before_object: frozenset[str]) -> None:
        self._table = reflections
        self._verbs = verbs
        self._before_object = before_object

    def reflect(self, clause: Clause) -> str | None:
        """Return `clause` as the other person would say it; None where an echo would be wrong or silly."""
        words = clause.words
        if not 0 < len(words) <= MAX_ECHOED_WORDS or not all(map(_is_sound, words)):
            return None
        plain = [word.plain for word in words]
        if plain in (["you"], ["me"], ["i"]):
            return None
        if "you" in plain and {"i", "me", "we", "us"} & set(plain):
            return None  # who is who cannot be told by rules
        turned: list[str] = []
        for at, word in enumerate(words):
            before = plain[at - 1] if at else ""
            after = plain[at + 1] if at + 1 < len(plain) else ""
            turned.append(self._turned(word, before, after))
        return " ".join(turned).replace(" 's", "'s")

    def _turned(self, word: Word, before: str, after: str) -> str:
        plain = word.plain
        if plain == "am" or (plain == "was" and "i" in (before, after)):
            return "are" if plain == "am" else "were"
        if plain == "are" and "you" in (before, after):
            return "am"
        if plain == "were" and "you" in (before, after):
            return "was"
        if plain == "you":
            is_object = before in self._before_object or (after not in self._verbs and before != "")
            return "me" if is_object else "I"
        return self._table.get(plain, word.shown)


def _is_sound(word: Word) -> bool:
    """Tell whether `word` is one that a person might hear said back."""
    return bool(_ECHOABLE.fullmatch(word.plain)) and len(word.plain) < 30 and not is_mashed(word.plain)


def is_mashed(plain: str) -> bool:
    """Tell whether a word looks as if a hand had fallen on the keyboard."""
    if _MASHED.search(plain):
        return True
    return len(plain) > 3 and plain.isascii() and plain.isalpha() and not re.search("[aeiouy]", plain)
