"""Draws what is selected and what was found on the rows in sight, whenever these change."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Slot

from desktop_app.ui.transcript.selection import Selection
from desktop_app.ui.widgets.recycled_list import RecycledList
from desktop_app.ui.widgets.text_column import TextColumn
from desktop_app.ui.widgets.text_marks import Mark, TextMarks
from desktop_app.ui.widgets.theme import theme_of


class Finder(Protocol):
    """Knows what was found."""

    def marks_in(self, row: int, texts: Sequence[str]) -> Sequence[Sequence[Mark]]:
        """Return the marks of each text of a row."""
        ...


class Marking(QObject):
    """Keeps the marks of recycled rows right."""

    def __init__(self, view: RecycledList, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self._list = view
        self._selection = selection
        self._marks = TextMarks()
        view.laid_out.connect(self.refresh)
        selection.changed.connect(self.refresh)

    @Slot()
    def refresh(self) -> None:
        """Draw the marks of all rows in sight."""
        if self._selection.is_empty() and not self._marks.any_drawn:
            return
        theme = theme_of(self._list.window())
        for row, widget in self._list.shown_rows().items():
            chosen = self._selection.range_in(row)
            texts = widget.texts()
            if chosen is None:
                for text in texts:
                    self._marks.show(text, (), theme)
                continue
            for text, start, end in TextColumn(texts, widget).spans(*chosen):
                self._marks.show(text, (Mark(start, end, "selected"),) if end > start else (), theme)
