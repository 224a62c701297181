"""Words in a line with commas between them; those that hold commas stand in quotation marks."""

import csv
from collections.abc import Iterable


def joined(words: Iterable[str]) -> str:
    """Return words in one line."""
    return ", ".join(_quoted(word) for word in words)


def separated(written: str) -> tuple[str, ...]:
    """Return the words of a line, each once."""
    parts = next(csv.reader([written.replace("\n", " ").replace("\r", " ")], skipinitialspace=True), [])
    return tuple(dict.fromkeys(word for part in parts if (word := part.strip())))


def _quoted(word: str) -> str:
    if "," in word or word.startswith('"'):
        return '"' + word.replace('"', '""') + '"'
    return word
