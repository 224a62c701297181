"""The pictures of formulas, drawn when they are first asked for."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.domain.formulas import Formula, FormulaDrawing
from desktop_app.services.formulas import FormulaService
from desktop_app.ui.tasks import Tasks

KEPT = 500
"""Drawings that are kept, and more only where more are in sight; a screen shows some dozens."""
_TASK = "draw formulas"
_GATHER_MS = 30
"""Formulas drawn within this time are shown together."""
_REST_MS = 120_000
"""When nothing was drawn for this long, the memory that drawing takes is given back."""


class FormulaPictures(QObject):
    """Knows which formulas are drawn; asks for the others without anybody waiting."""

    drawn = Signal()
    """Formulas that were asked for have been drawn."""

    def __init__(self, service: FormulaService, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._tasks = tasks
        self._known: dict[Formula, FormulaDrawing | None] = {}
        self._wanted: dict[Formula, None] = {}
        self._asked: set[Formula] = set()
        """Since the last ones were shown; those before are asked for again in a moment, where they are in sight."""
        self._asked_before: set[Formula] = set()
        self._gather = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._gather.timeout.connect(self._on_gathered)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._on_rest)

    def drawing(self, formula: Formula) -> FormulaDrawing | None:
        """Return a formula's drawing, None where there is none, or none yet: then `drawn` tells when."""
        self._asked.add(formula)
        if formula in self._known:
            return self._known[formula]
        self._wanted[formula] = None
        if not self._tasks.is_running(_TASK):
            self._tasks.start(self._draw(), name=_TASK)
        return None

    async def _draw(self) -> None:
        while self._wanted:
            formula = next(iter(self._wanted))
            try:
                drawing = await self._service.draw(formula)
            finally:
                del self._wanted[formula]
            self._make_room()
            self._known[formula] = drawing
            if drawing is not None and not self._gather.isActive():
                self._gather.start()
        self._rest.start()

    def _make_room(self) -> None:
        """Forget the oldest drawing that nobody asks for: one that is in sight would only be asked for again."""
        if len(self._known) >= KEPT:
            unseen = (each for each in self._known if each not in self._asked and each not in self._asked_before)
            oldest = next(unseen, None)
            if oldest is not None:
                del self._known[oldest]

    @Slot()
    def _on_gathered(self) -> None:
        self._asked_before, self._asked = self._asked, set()
        self.drawn.emit()

    @Slot()
    def _on_rest(self) -> None:
        if not self._tasks.is_running(_TASK):
            self._tasks.start(self._service.rest(), name="rest from formulas")
