"""Texts as PostgreSQL's index has them: words without case and accents, as SQLite's index sees them."""

import unicodedata

MAX_FOLDED = 250_000
"""Characters of a folded text that are indexed: PostgreSQL takes no more than a megabyte of words for one text."""
LONGEST_WORD = 255
"""Characters of a word that are indexed; by what follows, words are told apart in the folded text."""
_ACCENTS = range(0x0300, 0x0370)
_LETTERS = frozenset({"Co", "Mn", "Mc"})


class _Letters(dict[int, str | None]):
    """What becomes of each character, by its number: itself, nothing, or a space."""

    def __missing__(self, number: int) -> str | None:
        letter = chr(number)
        kind = unicodedata.category(letter)
        kept: str | None = letter if kind[0] in "LN" or kind in _LETTERS else " "
        self[number] = kept = None if number in _ACCENTS else kept
        return kept


_KEPT = _Letters()


def folded_words(text: str) -> str:
    """Return the words of `text` in their order, each with one space before it."""
    if text.isascii():
        plain = text.lower()
    else:
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    words = plain.translate(_KEPT).split()
    return unicodedata.normalize("NFC", "".join(f" {word}" for word in words))


def folded_text(*texts: str | None) -> str:
    """Return the words of texts that are indexed together; no phrase is found that reaches from one to the next."""
    parts = [folded_words(text[:MAX_FOLDED]) for text in texts if text]
    return " \n".join(parts)[:MAX_FOLDED] + " "


def indexed_words(folded: str) -> list[str]:
    """Return the different words of a folded text, as the index has them."""
    return list({word[:LONGEST_WORD] for word in folded.split()})
