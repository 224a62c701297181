"""Marks on text: what is selected, what was found; drawn over the text without changing it."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple
from weakref import WeakKeyDictionary

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from desktop_app.ui.widgets.theme import Theme

Look = Literal["found", "current", "selected"]


class Mark(NamedTuple):
    """From one place of a text to another."""

    start: int
    end: int
    look: Look


_Drawn = tuple[tuple[Mark, ...], int, str]
"""Marks, the revision of the text that they were made for, and the theme."""


class TextMarks:
    """Draws marks on texts, and does nothing where they are drawn already."""

    def __init__(self) -> None:
        self._drawn: WeakKeyDictionary[QTextEdit, _Drawn] = WeakKeyDictionary()

    @property
    def any_drawn(self) -> bool:
        """Whether a mark may still be drawn somewhere."""
        return bool(self._drawn)

    def show(self, text: QTextEdit, marks: Sequence[Mark], theme: Theme) -> None:
        """Draw these marks and no others; later ones over earlier ones."""
        wanted = (tuple(marks), text.document().revision(), theme.name)
        drawn = self._drawn.get(text)
        if drawn == wanted or (drawn is None and not marks):
            return
        parts = [part for mark in marks for part in _parts(text, mark)]
        text.setExtraSelections([_selection(text, part, theme) for part in parts])
        if marks:
            self._drawn[text] = wanted
        else:
            del self._drawn[text]


def _parts(text: QTextEdit, mark: Mark) -> Iterator[Mark]:
    """Yield a mark in parts that begin with items of lists: Qt hides the markers of items that lie within one."""
    block = text.document().findBlock(mark.start)
    if mark.look != "selected" or block.blockFormat().nonBreakableLines():
        yield mark
        return
    start = mark.start
    while block.isValid() and block.position() < mark.end:
        if block.textList() is not None or block.previous().textList() is not None:
            if start < block.position() - 1:
                yield mark._replace(start=start, end=block.position() - 1)
            start = max(block.position(), mark.start)
        block = block.next()
    yield mark._replace(start=start)


def _selection(text: QTextEdit, mark: Mark, theme: Theme) -> QTextEdit.ExtraSelection:
    selection = QTextEdit.ExtraSelection()
    cursor = QTextCursor(text.document())
    last = text.document().characterCount() - 1
    cursor.setPosition(min(mark.start, last))
    cursor.setPosition(min(mark.end, last), QTextCursor.MoveMode.KeepAnchor)
    look = QTextCharFormat()
    look.setBackground(QColor({"selected": theme.selection, "found": theme.found, "current": theme.current}[mark.look]))
    if mark.look == "current":
        look.setForeground(QColor(theme.current_text))
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        look.setUnderlineColor(QColor(theme.current_text))
    selection.cursor, selection.format = cursor, look
    return selection
