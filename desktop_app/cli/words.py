"""The few words that can stand before the window, read without the parser: the first paint would wait for it."""

from collections.abc import Sequence


def window_words(words: Sequence[str]) -> tuple[str | None, str | None] | None:
    """Return data folder and user when `words` ask for the window in the plainest way; None for the parser to say."""
    found: dict[str, str] = {}
    rest = list(words)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name not in {"--data-dir", "--user"} or (not equals and not rest):
            return None
        found[name] = value if equals else rest.pop(0)
        if found[name].startswith("-") and not equals:
            return None
    return found.get("--data-dir"), found.get("--user")
