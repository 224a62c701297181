"""How long a message is to a model, told when that begins to matter."""

from contextlib import suppress

from PySide6.QtCore import QLocale, QObject, Signal

from desktop_app.domain.context import Room, estimated_tokens
from desktop_app.domain.errors import UserError
from desktop_app.services.composing import ComposingService
from desktop_app.ui.composer.written import Written
from desktop_app.ui.tasks import Tasks

FROM = 0.5
"""The share of what a model can read at once from which on the estimate is shown."""


class Estimate(QObject):
    """Follows what is written in the open session."""

    changed = Signal(str, bool)
    """What to say beneath the message, empty for nothing, and whether the message is too long."""

    def __init__(self, composing: ComposingService, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._composing = composing
        self._tasks = tasks
        self._room: Room | None = None
        self._written = Written()

    def open(self, persona: str) -> None:
        """Tell from now on about a session with that persona."""
        self._tasks.start(self._measure(persona), name="measure the room")

    def look_at(self, written: Written) -> None:
        """Tell about what is written now."""
        self._written = written
        room = self._room
        if room is None:
            self.changed.emit("", False)
            return
        tokens = room.taken + estimated_tokens(written.text)
        if tokens <= room.tokens * FROM or written.is_blank():
            self.changed.emit("", False)
        else:
            self.changed.emit(self._words(tokens, room), tokens > room.tokens)

    async def _measure(self, persona: str) -> None:
        self._room = None
        with suppress(UserError):  # an engine that cannot be used is told about when it is asked
            self._room = await self._composing.room_for(persona)
        self.look_at(self._written)

    def _words(self, tokens: float, room: Room) -> str:
        about = round(tokens, -1 if tokens < 1_000 else -2)
        if tokens > room.tokens:
            words = self.tr("≈ {about} of {all} tokens: longer than the model can read at once")
        else:
            words = self.tr("≈ {about} of {all} tokens")
        locale = QLocale()
        shown = locale.toString(int(about)), locale.toString(int(room.tokens))
        return words.replace("{about}", shown[0]).replace("{all}", shown[1])
