"""Draws what is selected and what was found on the rows in sight, whenever these change."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QTextEdit, QWidget

from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.selection import Selection
from desktop_app.ui.widgets.recycled_list import RecycledList
from desktop_app.ui.widgets.text_column import TextColumn
from desktop_app.ui.widgets.text_marks import Mark, TextMarks
from desktop_app.ui.widgets.theme import theme_of


class Finder(Protocol):
    """Knows what was found."""

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to mark."""
        ...

    def marks(self, message: int, texts: Sequence[QTextEdit]) -> Iterable[Sequence[Mark]]:
        """Return the marks of each text of a message."""
        ...


class Marking(QObject):
    """Keeps the marks of recycled rows right."""

    def __init__(self, view: RecycledList, model: TranscriptModel, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self._list = view
        self._model = model
        self._selection = selection
        self._finder: Finder | None = None
        self._marks = TextMarks()
        view.laid_out.connect(self.refresh)
        selection.changed.connect(self.refresh)

    def set_finder(self, finder: Finder) -> None:
        """Mark what `finder` finds, too."""
        self._finder = finder

    @Slot()
    def refresh(self) -> None:
        """Draw the marks of all rows in sight."""
        finder = self._finder if self._finder is not None and self._finder.is_needed else None
        if self._selection.is_empty() and finder is None and not self._marks.any_drawn:
            return
        theme = theme_of(self._list.window())
        for row, widget in self._list.shown_rows().items():
            texts = widget.texts()
            marks = self._selected(row, texts, widget)
            if finder is not None:
                for mine, found in zip(marks, finder.marks(self._model.id_of(row), texts), strict=True):
                    mine.extend(found)
            for text, mine in zip(texts, marks, strict=True):
                self._marks.show(text, mine, theme)

    def _selected(self, row: int, texts: Sequence[QTextEdit], widget: QWidget) -> list[list[Mark]]:
        chosen = self._selection.range_in(row)
        if chosen is None:
            return [[] for _text in texts]
        spans = TextColumn(texts, widget).spans(*chosen)
        return [[Mark(start, end, "selected")] if end > start else [] for _text, start, end in spans]
