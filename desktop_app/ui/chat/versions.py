"""Which of the messages in the transcript were said in several ways."""

from PySide6.QtCore import QObject, QTimer, Slot

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
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._on_soon)
        model.modelReset.connect(self._soon.start)
        model.rowsInserted.connect(self._soon.start)

    @Slot()
    def _on_soon(self) -> None:
        if self._model.rowCount():
            self._tasks.start(self._read(), name="read versions")

    async def _read(self) -> None:
        messages = self._model.messages()[-_MOST:]
        ids = [message.id for message in messages]
        found = await self._services.versions.of(self._services.user_id, messages[0].session_id, ids)
        self._model.turns.set_versions({each: found[each].ids if each in found else () for each in ids})
