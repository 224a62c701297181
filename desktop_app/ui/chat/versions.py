"""Which of the messages in the transcript were said in several ways."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Slot

from desktop_app.domain.messages import Message
from desktop_app.services.services import Services
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.transcript.model import TranscriptModel

_MOST = 400
"""Messages that are asked about at once, from the end."""


class ShownVersions(QObject):
    """Keeps the transcript's knowledge of versions up to date: asks for those of its messages when they change."""

    def __init__(self, services: Services, tasks: Tasks, model: TranscriptModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._model = model
        self._unasked: set[int] = set()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._on_soon)
        model.modelReset.connect(self._on_rows)
        model.rowsInserted.connect(self._on_rows)
        model.loaded.connect(self._ask_for)

    @Slot()
    def _on_rows(self) -> None:
        self._ask_for(self._model.messages()[-_MOST:])

    @Slot(object)
    def _ask_for(self, messages: Sequence[Message]) -> None:
        self._unasked |= {message.id for message in messages}
        self._soon.start()

    @Slot()
    def _on_soon(self) -> None:
        if self._unasked and not self._tasks.is_running("read versions"):
            self._tasks.start(self._read(), name="read versions")

    async def _read(self) -> None:
        while self._unasked:
            ids, self._unasked = self._unasked, set()
            shown = [message for message in self._model.messages() if message.id in ids]
            if shown:
                session_id, asked = shown[0].session_id, [message.id for message in shown]
                found = await self._services.versions.of(self._services.user_id, session_id, asked)
                self._model.turns.set_versions({each: found[each].ids if each in found else () for each in asked})
