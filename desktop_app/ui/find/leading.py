"""Leads to what was found, as soon as it can be seen; and back to where one was before."""

from PySide6.QtCore import QObject, QTimer, Slot

from desktop_app.ui.find.found import Hit
from desktop_app.ui.find.marks import FindMarks
from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.places import Places
from desktop_app.ui.transcript.selection import Place
from desktop_app.ui.transcript.view import TranscriptView
from desktop_app.ui.widgets.text_column import TextColumn

_PATIENCE_MS = 3_000
"""How long is waited for a message to be read; by then one may be looking at something else."""
_EDGE = 24
_FROM_TOP = 3
"""What has to be scrolled into sight stands at this part of the height below the top."""


class Leading(QObject):
    """Scrolls the transcript."""

    def __init__(self, view: TranscriptView, model: TranscriptModel, marks: FindMarks, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._model = model
        self._marks = marks
        self._places = Places(view, model)
        self._wanted: Hit | None = None
        self._before: tuple[int, int] | None = None
        """The message at the top when one began, and where it stood; None when one was at the end."""
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self.give_up)
        view.laid_out.connect(self._on_laid_out)

    def remember(self) -> int | None:
        """Know where one is now; return the first message in sight."""
        rows = self._view.shown_rows()
        self._before = None
        if not rows:
            return None
        first = min(rows)
        if not self._view.at_end:
            self._before = self._model.id_of(first), rows[first].y()
        return self._model.id_of(first)

    def go_back(self) -> None:
        """Go where one was."""
        self.give_up()
        row = None if self._before is None else self._model.row_of(self._before[0])
        if self._before is None:
            self._view.scroll_to_end()
        elif row is not None:
            self._view.scroll_to_row(row, self._before[1])

    def go_to(self, hit: Hit) -> None:
        """Bring a place into sight, now or once its message is there."""
        self._wanted = hit
        self._patience.start()
        row = self._model.row_of(hit.message)
        if row is not None and row not in self._view.shown_rows():
            self._view.scroll_to_row(row)
        else:
            self._on_laid_out()

    @Slot()
    def give_up(self) -> None:
        """Lead nowhere any more."""
        self._wanted = None
        self._patience.stop()

    @Slot()
    def _on_laid_out(self) -> None:
        row = None if self._wanted is None else self._model.row_of(self._wanted.message)
        widget = None if row is None else self._view.shown_rows().get(row)
        if self._wanted is None or widget is None:
            return
        texts = widget.texts()
        found = self._marks.where(self._wanted, texts)
        if found is None:
            return  # the message is not read to there yet
        place = Place(self._wanted.message, TextColumn(texts, widget).place_of(*found))
        self.give_up()
        self._show(place)

    def _show(self, place: Place) -> None:
        rect = self._places.rect(place)
        if rect is not None and not _EDGE <= rect.top() <= rect.bottom() <= self._places.height - _EDGE:
            self._places.scroll_by(rect.top() - self._places.height // _FROM_TOP)
        self._places.bring_into_sight(place)
