"""Search as one types: asks for what is in the field, a moment after the last key."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.services.services import Services
from desktop_app.ui.search.model import FoundModel, FoundRow, Hit
from desktop_app.ui.tasks import Tasks

PAUSE_MS = 60
"""Keys that follow each other faster than this are looked for together."""


class SearchViewModel(QObject):
    """What the sidebar's search field finds."""

    searched = Signal(str, bool)
    """The model shows what these words find; whether everything could be looked through."""

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found = FoundModel(parent=self)
        self._services = services
        self._tasks = tasks
        self._text = ""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.refresh)

    @Slot(str)
    def look_for(self, text: str) -> None:
        """Look for what is in the field; without words there is nothing to show."""
        self._text = text
        if text.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self._tasks.stop("search")
            self.found.show([])

    @Slot()
    def refresh(self) -> None:
        """Look again, after something was said or renamed; a search under way is given up."""
        if self._text.strip():
            self._tasks.start(self._search(self._text), name="search")

    async def _search(self, text: str) -> None:
        result = await self._services.search.search(self._services.user_id, text)
        hits: list[Hit] = [*result.sessions, *result.messages]
        self.found.show([FoundRow(hit, self._services.personas.stand_in(hit.persona).glyph) for hit in hits])
        self.searched.emit(text.strip(), result.complete)
