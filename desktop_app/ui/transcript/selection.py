"""What is selected in the transcript: from one place to another, in rows that may be out of sight."""

from typing import NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.ui.transcript.model import TranscriptModel

END = 2**31 - 1
"""The place at the end of a message, however long it is or becomes."""


class Place(NamedTuple):
    """A place in the text of a message."""

    message: int
    offset: int


class Part(NamedTuple):
    """What is selected of one row."""

    row: int
    message: int
    start: int
    end: int


class Selection(QObject):
    """An anchor, where selecting began, and a focus, which moves; both stay with their messages whatever happens."""

    changed = Signal()

    def __init__(self, model: TranscriptModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._anchor: Place | None = None
        self._focus: Place | None = None
        model.modelReset.connect(self._on_reset)
        model.rowsRemoved.connect(self._on_reset)

    @property
    def anchor(self) -> Place | None:
        """Where selecting began."""
        return self._anchor

    @property
    def focus(self) -> Place | None:
        """The end that moves."""
        return self._focus

    def is_empty(self) -> bool:
        """Tell whether nothing is selected."""
        return self._anchor == self._focus

    def select(self, anchor: Place | None, focus: Place | None) -> None:
        """Select what lies between two places."""
        if (anchor, focus) != (self._anchor, self._focus):
            self._anchor, self._focus = anchor, focus
            self.changed.emit()

    @Slot()
    def clear(self) -> None:
        """Select nothing."""
        self.select(None, None)

    def select_all(self) -> None:
        """Select everything that was said, and what is still being said."""
        count = self._model.rowCount()
        if count:
            self.select(Place(self._model.id_of(0), 0), Place(self._model.id_of(count - 1), END))

    def ends(self) -> tuple[Part, Part] | None:
        """Return what is selected of the first and of the last row, None where nothing is selected."""
        if self._anchor is None or self._focus is None or self.is_empty():
            return None
        rows = self._model.row_of(self._anchor.message), self._model.row_of(self._focus.message)
        if rows[0] is None or rows[1] is None:
            return None
        (first, start), (last, end) = sorted([(rows[0], self._anchor), (rows[1], self._focus)])
        if first == last:
            part = Part(first, start.message, start.offset, end.offset)
            return part, part
        return Part(first, start.message, start.offset, END), Part(last, end.message, 0, end.offset)

    def range_in(self, row: int) -> tuple[int, int] | None:
        """Return what is selected of a row."""
        ends = self.ends()
        if ends is None or not ends[0].row <= row <= ends[1].row:
            return None
        return ends[0].start if row == ends[0].row else 0, ends[1].end if row == ends[1].row else END

    @Slot()
    def _on_reset(self) -> None:
        """Let go of what is not shown any more."""
        for place in (self._anchor, self._focus):
            if place is not None and self._model.row_of(place.message) is None:
                self.clear()
