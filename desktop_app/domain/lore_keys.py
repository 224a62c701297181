"""The keys of one entry of lore, made ready to be looked for."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.lore_patterns import is_written_as_pattern, safe_pattern
from desktop_app.domain.lore_scanning import LENGTH_OF_PIECES, Scanned
from desktop_app.domain.lorebooks import Decorator, LoreEntry

_KNOWN: Final = frozenset(
    (
        "activate",
        "activate_only_after",
        "activate_only_every",
        "additional_keys",
        "dont_activate",
        "dont_activate_after_match",
        "exclude_keys",
        "ignore_on_max_context",
        "keep_activate_after_match",
        "scan_depth",
    )
)
"""Decorators that are followed; the others are left out of the text and change nothing."""
_PATTERN_CHARACTERS = 4_000
_EVERYTHING = 10_000
"""Messages: more than are ever looked through."""
_SPACED = re.compile(r"[^\W_\u2e80-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")
"""A letter of a script that writes spaces between words."""


@dataclass(frozen=True, slots=True)
class _Key:
    """One key: a text as it is looked for, or a pattern."""

    said: str
    wanted: str
    pattern: re.Pattern[str] | None = None


class LoreKeys:
    """When an entry joins the prompt."""

    def __init__(self, entry: LoreEntry) -> None:
        self.entry = entry
        self.text = entry.text.strip()
        told = _followed(entry.decorators)
        self._told = told
        self._keys = self._made(entry.keys)
        self._secondary = self._made(entry.secondary_keys) if entry.selective else ()
        self._additional = self._made(_listed(told.get("additional_keys", "")))
        self._excluded = self._made(_listed(told.get("exclude_keys", "")))
        self._always = entry.constant or "activate" in told
        plain = all(key.pattern is None and len(key.wanted) >= LENGTH_OF_PIECES for key in self._keys)
        self.beginnings = frozenset(_beginning(key) for key in self._keys) if plain and not self._always else None
        """What every text that has one of the keys has a piece of; None where that is not known."""

    @property
    def depth(self) -> int | None:
        """How many messages back its keys are looked for; None where the book decides."""
        if "keep_activate_after_match" in self._told:
            return _EVERYTHING
        return _number(self._told.get("scan_depth"), self.entry.scan_depth)

    def may_join(self, answers: int, texts: Sequence[str], until: float) -> bool:
        """Tell whether it may join after so many answers, whatever was said."""
        told = self._told
        every = _number(told.get("activate_only_every"), 1) or 1
        if "dont_activate" in told or answers < (_number(told.get("activate_only_after"), 0) or 0) or answers % every:
            return False
        if "dont_activate_after_match" not in told:
            return True
        earlier = "\n".join(texts[:-1])[-_PATTERN_CHARACTERS:]
        scanned = Scanned(earlier, earlier.casefold())
        return not any(self._is_in(key, scanned, until) for key in self._keys)

    def found_in(self, scanned: Scanned, until: float) -> str | None:
        """Return the key that is in a text where the others fit as well, empty for an entry that is always there.

        From the moment `until` on patterns are passed over. None where it does not join.
        """

        def found(keys: Sequence[_Key]) -> Sequence[bool]:
            return [self._is_in(key, scanned, until) for key in keys]

        first = "" if self._always else self._first(scanned, until)
        if first is None or any(found(self._excluded)):
            return None
        if self._additional and not any(found(self._additional)):
            return None
        if self._secondary and not self._always and not _FITS[self.entry.secondary_rule](found(self._secondary)):
            return None
        return first

    def _first(self, scanned: Scanned, until: float) -> str | None:
        return next((key.said for key in self._keys if self._is_in(key, scanned, until)), None)

    def _is_in(self, key: _Key, scanned: Scanned, until: float) -> bool:
        if key.pattern is not None:
            return time.monotonic() < until and key.pattern.search(scanned.text[:_PATTERN_CHARACTERS]) is not None
        text = scanned.text if self.entry.case_sensitive else scanned.folded
        return _has_words(text, key.wanted) if self.entry.whole_words else key.wanted in text

    def _made(self, keys: Sequence[str]) -> tuple[_Key, ...]:
        made = []
        for key in map(str.strip, keys):
            pattern = None
            if self.entry.use_regex or is_written_as_pattern(key):
                pattern = safe_pattern(key, case_sensitive=self.entry.case_sensitive)
            if key:
                made.append(_Key(key, key if self.entry.case_sensitive else key.casefold(), pattern))
        return tuple(made)


def _followed(decorators: Sequence[Decorator]) -> dict[str, str]:
    """Return the decorators that are followed; a fallback only where none before it was."""
    told: dict[str, str] = {}
    is_done = True
    for each in decorators:
        if each.fallback and is_done:
            continue
        is_done = each.name in _KNOWN
        if is_done:
            told[each.name] = each.value
    return told


def _beginning(key: _Key) -> str:
    return key.wanted.casefold()[:LENGTH_OF_PIECES]


def _listed(value: str) -> list[str]:
    return [part for part in map(str.strip, value.split(",")) if part]


def _number(written: str | None, otherwise: int | None) -> int | None:
    return int(written) if written and written.isascii() and written.isdigit() and len(written) < 6 else otherwise


def _has_words(text: str, wanted: str) -> bool:
    """Tell whether `wanted` stands in `text` by itself; scripts without spaces have no ends of words."""
    begins, ends = _SPACED.match(wanted[0]) is not None, _SPACED.match(wanted[-1]) is not None
    at = text.find(wanted)
    while at >= 0:
        after = at + len(wanted)
        free_before = not begins or at == 0 or not _is_of_word(text[at - 1])
        free_after = not ends or after == len(text) or not _is_of_word(text[after])
        if free_before and free_after:
            return True
        at = text.find(wanted, at + 1)
    return False


def _is_of_word(character: str) -> bool:
    return _SPACED.match(character) is not None


_FITS: Final[dict[str, Callable[[Sequence[bool]], bool]]] = {
    "any": any,
    "all": all,
    "not_any": lambda found: not any(found),
    "not_all": lambda found: not all(found),
}
