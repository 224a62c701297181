"""The messages that were sent while an answer was still coming, and wait for its end."""

from PySide6.QtCore import QObject, Signal

from desktop_app.ui.composer.written import Written


class Queue(QObject):
    """At most one message a session; what else is sent meanwhile becomes another paragraph of it."""

    changed = Signal(str)
    """The id of a session whose waiting message is another one now, or none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[str, Written] = {}

    def add(self, session_id: str, written: Written) -> None:
        """Let a message wait."""
        self._waiting[session_id] = self.get(session_id).before(written)
        self.changed.emit(session_id)

    def get(self, session_id: str) -> Written:
        """Return what waits in a session, which may be nothing."""
        return self._waiting.get(session_id, Written())

    def take(self, session_id: str) -> Written:
        """Return what waits in a session, which from now on waits no more."""
        taken = self._waiting.pop(session_id, None)
        if taken is None:
            return Written()
        self.changed.emit(session_id)
        return taken
