"""What was sent before, brought back into the composer one message after the other."""

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.messages import Sent
from desktop_app.services.composing import ComposingService
from desktop_app.ui.composer.written import Written
from desktop_app.ui.tasks import Tasks


class Recall(QObject):
    """Walks through the messages sent in one session; what is changed on the way is kept for the way back."""

    stepping = Signal()
    """Something else is about to be shown: what is shown now is to be kept by `keep`."""
    recalled = Signal(object)
    """The `Written` to show."""

    def __init__(self, composing: ComposingService, user_id: str, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._composing = composing
        self._user_id = user_id
        self._tasks = tasks
        self._passed: list[Written] = []
        """What was being written, and then what was sent, the newest first."""
        self._last: Sent | None = None
        self._here = 0

    def keep(self, shown: Written) -> None:
        """Keep what is shown, to show it again on the way back."""
        self._passed[self._here : self._here + 1] = [shown]

    def older(self, session_id: str) -> None:
        """Show what was sent before what is shown."""
        if self._here + 1 < len(self._passed):
            self._go(1)
        else:
            self._tasks.start(self._read(session_id), name="recall")

    def newer(self) -> None:
        """Show what was sent after what is shown, and in the end what was being written."""
        if self._here:
            self._go(-1)

    def begun(self) -> Written:
        """Return what was being written, where something else is shown instead; else nothing."""
        return self._passed[0] if self._here else Written()

    def end(self) -> Written:
        """Forget the walk, and return what was `begun`."""
        begun = self.begun()
        self._tasks.stop("recall")
        self._passed, self._last, self._here = [], None, 0
        return begun

    async def _read(self, session_id: str) -> None:
        found = await self._composing.sent_before(self._user_id, session_id, self._last)
        if found is not None:
            self._last = found
            self._go(1, Written(found.text))

    def _go(self, steps: int, *further: Written) -> None:
        self.stepping.emit()
        self._passed.extend(further)
        self._here += steps
        self.recalled.emit(self._passed[self._here])
