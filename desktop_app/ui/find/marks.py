"""Where in the texts of a row the words stand that are looked for."""

from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from PySide6.QtWidgets import QTextEdit

from desktop_app.domain.finding import places
from desktop_app.ui.find.found import Hit
from desktop_app.ui.find.view_model import FindViewModel
from desktop_app.ui.widgets.text_marks import Mark

_Ranges = Sequence[tuple[int, int]]


class FindMarks:
    """Marks what was found in the texts of any row; knows what it found in them before."""

    def __init__(self, finding: FindViewModel) -> None:
        self._finding = finding
        self._known: WeakKeyDictionary[QTextEdit, tuple[str, int, _Ranges]] = WeakKeyDictionary()

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to mark."""
        return bool(self._finding.words)

    def marks(self, message: int, texts: Sequence[QTextEdit]) -> Iterator[list[Mark]]:
        """Yield the marks of each text of a message."""
        hit, number = self._finding.hit, 0
        for text in texts:
            marked = []
            for start, end in self._ranges(text):
                marked.append(Mark(start, end, "current" if hit == Hit(message, number) else "found"))
                number += 1
            yield marked

    def where(self, hit: Hit, texts: Sequence[QTextEdit]) -> tuple[QTextEdit, int] | None:
        """Return the text in which a place is, and where it begins; None where it is not to be seen."""
        left = hit.number
        for text in texts:
            ranges = self._ranges(text)
            if left < len(ranges):
                return text, ranges[left][0]
            left -= len(ranges)
        return None

    def _ranges(self, text: QTextEdit) -> _Ranges:
        words, revision = self._finding.words, text.document().revision()
        known = self._known.get(text)
        if known is None or known[:2] != (words, revision):
            known = (words, revision, list(_found(text, words)))
            self._known[text] = known
        return known[2]


def _found(text: QTextEdit, words: str) -> Iterator[tuple[int, int]]:
    """Yield where words stand in a document, which counts characters beyond 16 bits as two."""
    block = text.document().begin()
    while block.isValid():
        line, start = block.text(), block.position()
        for begin, end in places(line, words):
            yield start + _units(line[:begin]), start + _units(line[:end])
        block = block.next()


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
