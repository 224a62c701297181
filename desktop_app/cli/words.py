"""The few words that can stand before the window, read without the parser: the first paint would wait for it."""

from collections.abc import Sequence
from typing import NamedTuple

from desktop_app.domain.errors import UserError

COMMANDS = frozenset(
    {
        "backup", "chat", "doctor", "engines", "export", "facts", "models", "personas", "presets", "search", "selftest",
        "sessions",
    }
)  # fmt: skip
_LATER_START = "-session"
"""What the X session manager puts before an id of its own when it starts again what was open."""


class WindowWords(NamedTuple):
    """How the window was asked for."""

    data_dir: str | None = None
    user: str | None = None
    addresses: tuple[str, ...] = ()
    """What it shall open."""
    minimised: bool = False


def window_words(words: Sequence[str]) -> WindowWords | None:
    """Return what `words` say when they ask for the window in the plainest way; None for the parser to say."""
    found: dict[str, str] = {}
    opened: list[str] = []
    minimised = False
    rest = list(words)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name == "--minimised" and not equals:
            minimised = True
        elif not name.startswith("-"):
            opened.append(f"{name}{equals}{value}")
        elif name not in {"--data-dir", "--user", _LATER_START} or (not equals and not rest):
            return None
        else:
            found[name] = value if equals else rest.pop(0)
            if found[name].startswith("-") and not equals:
                return None
    addresses = _addresses(opened)
    if addresses is None:
        return None
    return WindowWords(found.get("--data-dir"), found.get("--user"), addresses, minimised)


def _addresses(words: Sequence[str]) -> tuple[str, ...] | None:
    """Return the addresses of what shall be opened, None where one of the words is something else."""
    if not words:
        return ()
    from desktop_app.domain.openables import MOST, address_of, is_openable

    if words[0] in COMMANDS or not all(map(is_openable, words)):
        return None
    if len(words) > MOST:
        raise UserError("opened_too_many", most=MOST)
    return tuple(map(address_of, words))
