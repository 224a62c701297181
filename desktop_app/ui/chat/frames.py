"""Shows a growing answer now and then, as often as one can see."""

from PySide6.QtCore import QObject, QTimer, Slot

from desktop_app.ui.chat.answers import RunningAnswers
from desktop_app.ui.transcript.model import TranscriptModel

FRAME_MS = 50
"""Pieces of an answer are gathered for this long before they are shown."""


class Frames(QObject):
    """Brings into the transcript what came of an answer; one of another session is not in it, and passed over."""

    def __init__(self, answers: RunningAnswers, shown: TranscriptModel, parent: QObject) -> None:
        super().__init__(parent)
        self._answers = answers
        self._shown = shown
        self._session_id = ""
        self._wait = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._wait.timeout.connect(self._on_due)

    def begin(self, session_id: str) -> None:
        """Show soon what has come in that session."""
        self._session_id = session_id
        if not self._wait.isActive():
            self._wait.start()

    @Slot()
    def _on_due(self) -> None:
        answer = self._answers.get(self._session_id)
        if answer is not None:
            self._shown.replace(answer)
