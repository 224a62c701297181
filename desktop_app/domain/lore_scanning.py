"""The texts in which the keys of lore are looked for."""

from collections.abc import Sequence
from dataclasses import dataclass

LENGTH_OF_PIECES = 4
_MOST_CHARACTERS = 24_000
"""How much of the newest messages is looked through, beginning with the newest; and of what entries say."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """A text to look for keys in: as it was written, and in small letters."""

    text: str
    folded: str


class Scanner:
    """The newest messages, and what the entries that joined say."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._said = ""
        self._new = ""
        self._windows: dict[tuple[int, bool], Scanned] = {}
        self._pieces: dict[int | None, frozenset[str]] = {}
        self.latest = texts[-1] if texts else ""

    def add(self, texts: Sequence[str]) -> None:
        """Let what entries say be looked through as well."""
        self._new = _ends_of("\n".join(texts), _MOST_CHARACTERS)
        self._said = _ends_of(f"{self._new}\n{self._said}", _MOST_CHARACTERS)
        self._windows = {which: window for which, window in self._windows.items() if not which[1]}
        self._pieces = {which: pieces for which, pieces in self._pieces.items() if which is not None}

    def window(self, depth: int, *, recursion: bool = False) -> Scanned:
        """Return the last `depth` messages as one text, with what entries say where `recursion` asks for it."""
        which = (self._within(depth), recursion)
        if which not in self._windows:
            text = self._text(which[0])
            text = f"{text}\n{self._said}" if recursion else text
            self._windows[which] = Scanned(text, text.casefold())
        return self._windows[which]

    def pieces(self, depth: int | None) -> frozenset[str]:
        """Return all pieces of four small letters in the last `depth` messages; None for what joined last.

        A longer key whose beginning is none of these pieces need not be looked for.
        """
        which = None if depth is None else self._within(depth)
        if which not in self._pieces:
            text = self._new if which is None else self._text(which)
            folded = text.casefold()
            pieces = {folded[at : at + LENGTH_OF_PIECES] for at in range(len(folded) - LENGTH_OF_PIECES + 1)}
            self._pieces[which] = frozenset(pieces)
        return self._pieces[which]

    def _within(self, depth: int) -> int:
        return min(depth, len(self._texts))

    def _text(self, depth: int) -> str:
        left, kept = _MOST_CHARACTERS, []
        for text in reversed(self._texts[len(self._texts) - depth :]):
            kept.append(_ends_of(text, left))
            left -= len(kept[-1])
        return "\n".join(kept)


def _ends_of(text: str, length: int) -> str:
    """Return a text, or where it is too long its beginning and its end."""
    if len(text) <= length:
        return text
    half = max(length, 0) // 2
    return f"{text[:half]}\n{text[len(text) - half :]}" if half else ""
