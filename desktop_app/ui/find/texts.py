"""The texts of a session while something is looked for in them."""

import re
import time
from collections.abc import Iterable, Sequence

from desktop_app.domain.finding import folded, runs, sieved
from desktop_app.domain.hidden_characters import shown_plainly
from desktop_app.domain.messages import Role, Said
from desktop_app.ui.markdown.blocks import MarkdownReader
from desktop_app.ui.markdown.visible import plain_lines, visible_lines

_BESIDE = re.compile(
    r"""[*~`\\\[\])](?:
    (?<=[^\W_][*~`\\\[])[*~`\\\[]*[^\W_]  # marks between letters
    |(?<=[\])])[*~`\\]*[^\W_])  # a letter after an address""",
    re.VERBOSE,
)
"""Where a word that one reads may go on behind something that one does not read."""
_ADDRESS = r"[^()\s]*(?:\s+\"[^\"\n]*\")?\)"
_UNREAD = re.compile(rf"\]\({_ADDRESS}|\]\[[^\]\n]*\]|[*~`\\\[\]]")
_STRANGE = re.compile(rf"[&\[\]](?:(?<=&)\#?\w+;|(?<=\[)\^|(?<=\])\((?!{_ADDRESS}))")
"""What is shown as something else, and addresses that are hard to tell from words."""


class Text:
    """One message: the lines that one reads once they were needed, until then a sieve for what may be in them."""

    __slots__ = ("_lines", "_sieved", "_strange", "said")

    def __init__(self, said: Said) -> None:
        self.said = said
        self._lines: str | None = None
        self._sieved = ""
        self._strange = False

    @property
    def is_read(self) -> bool:
        """Whether its lines are known."""
        return self._lines is not None

    def count(self, words: str) -> int:
        """Return how often words stand in the lines."""
        return 0 if self._lines is None else self._lines.count(words)

    def may_have(self, parts: Sequence[str]) -> bool:
        """Tell whether words made of these parts could be in it; never no where they are."""
        if not self._sieved:
            text = self.said.content if self.said.content.isascii() else shown_plainly(self.said.content)
            self._sieved = sieved(text)
            self._strange = _STRANGE.search(text) is not None
            if _BESIDE.search(text) is not None:
                self._sieved += sieved(_UNREAD.sub("", text))
        return self._strange or all(part in self._sieved for part in parts)

    def read(self, reader: MarkdownReader, most: int) -> None:
        """Learn the lines, of the first letters of a very long message."""
        shown = shown_plainly(self.said.content[:most])
        lines = plain_lines(shown) if self.said.role is Role.USER else visible_lines(reader, shown)
        self._lines = "\n".join(map(folded, lines))
        self._sieved = ""


class Search:
    """Looks for words in texts, a little at a time."""

    def __init__(self, texts: Iterable[Text], words: str, most: int) -> None:
        """Look only at the `most` first letters of each."""
        self._left = iter(texts)
        self._words = words
        self._parts = runs(words)
        self._reader = MarkdownReader()
        self._most = most
        self.found: list[tuple[int, int]] = []
        """The ids of messages, in their order, with how often the words are in each."""
        self.is_over = False

    def go_on(self, seconds: float) -> None:
        """Look on for about that long."""
        until = time.perf_counter() + seconds
        for text in self._left:
            if not text.is_read and text.may_have(self._parts):
                text.read(self._reader, self._most)
            count = text.count(self._words)
            if count:
                self.found.append((text.said.id, count))
            if time.perf_counter() > until:
                return
        self.is_over = True
