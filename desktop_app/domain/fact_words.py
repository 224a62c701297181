"""The words by which facts are found, without what tells a word's forms apart."""

import re
import unicodedata

from desktop_app.domain.search_words import cjk_words

MOST_WORDS = 24
"""Different words of one text that are looked for, the first ones: a question is short."""
_LONGEST = 60
_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Return what two texts share when a person would call them the same."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return " ".join(plain.split())


def fact_words(*texts: str) -> list[str]:
    """Return the different words of texts in their order, without case, accents and endings."""
    found: dict[str, None] = {}
    for text in texts:
        plain = unicodedata.normalize("NFKD", cjk_words(text) or text).casefold()
        plain = "".join(char for char in plain if not unicodedata.combining(char)).replace("’", "'")
        for word in _WORD.findall(plain.replace("'s ", " ")):
            found[_stem(word[:_LONGEST])] = None
    return list(found)


def _stem(word: str) -> str:
    """Cut the commonest endings off, the same from a fact and from what is asked about it."""
    for ending, rest in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and not word.endswith("ss") and len(word) >= len(ending) + 3:
            word = word[: -len(ending)] + rest
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word
