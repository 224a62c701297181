"""Fills the gaps of replies; what a person wrote goes in as it is, never as a template."""

import re
from collections.abc import Callable

_GAP = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")


def fill(text: str, value_of: Callable[[str], str | None]) -> str | None:
    """Return `text` with each gap filled by `value_of`; None as soon as one has nothing to fill it."""
    pieces: list[str] = []
    position = 0
    for gap in _GAP.finditer(text):
        value = value_of(gap[1])
        if not value:
            return None
        pieces += (text[position : gap.start()], value)
        position = gap.end()
    return "".join(pieces) + text[position:]


def capitalised(text: str) -> str:
    """Return `text` with a capital first letter."""
    return text[:1].upper() + text[1:]


def listed(items: list[str]) -> str:
    """Return “a, b and c”."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1] if items else ""


def with_article(text: str) -> str:
    """Return `text` with “a” or “an” before it, by its first letter."""
    if text.casefold().startswith(("a ", "an ", "the ", "my ", "your ")):
        return text
    return f"{'an' if text[:1].casefold() in 'aeiou' else 'a'} {text}"
