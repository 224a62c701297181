"""How long a message is to a model, and whether it sees pictures, told when that begins to matter."""

from contextlib import suppress

from PySide6.QtCore import QLocale, QObject, Signal

from desktop_app.domain.context import Room
from desktop_app.domain.errors import UserError
from desktop_app.domain.sessions import Session
from desktop_app.services.composing import ComposingService
from desktop_app.ui.composer.written import Written
from desktop_app.ui.tasks import Tasks

FROM = 0.5
"""The share of what a model can read at once from which on the estimate is shown."""


_LOOK = "ask whether pictures are seen"


class Estimate(QObject):
    """Follows what is written in the open session."""

    changed = Signal(str, bool)
    """What to say beneath the message, empty for nothing, and whether the message is too long."""

    def __init__(self, composing: ComposingService, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._composing = composing
        self._tasks = tasks
        self._session: Session | None = None
        self._room: Room | None = None
        self._sees: bool | None = None
        self._written = Written()

    def open(self, session: Session) -> None:
        """Tell from now on about that session."""
        self._session = session
        self._room = self._sees = None
        self._tasks.stop(_LOOK)  # what it is about to learn is of the session before
        self._tasks.start(self._measure(session), name="measure the room")

    def look_at(self, written: Written) -> None:
        """Tell about what is written now."""
        self._written = written
        words, too_long = self._length(written)
        blind = self._blind_words(written)
        self.changed.emit(" · ".join(filter(None, (words, blind))), too_long)

    def _length(self, written: Written) -> tuple[str, bool]:
        """Return what to say of how long a message is, and whether it is too long."""
        room = self._room
        if room is None:
            return "", False
        text = room.taken_with(written.text)
        attached = sum(each.size for each in written.attachments if not each.is_image)
        tokens = room.taken_with(written.text, attached)
        if tokens <= room.tokens * FROM or written.is_blank():
            return "", False
        return self._words(text, tokens, room), tokens > room.tokens

    def _blind_words(self, written: Written) -> str:
        """Return what to say of pictures that will not be seen; whether they will is asked when there is one."""
        if not any(each.is_image for each in written.attachments):
            return ""
        if self._sees is None and not self._tasks.is_running(_LOOK):
            self._tasks.start(self._ask_whether_it_sees(), name=_LOOK)
        return "" if self._sees in {None, True} else self.tr("What answers here sees no pictures, only their names")

    async def _ask_whether_it_sees(self) -> None:
        session = self._session
        if session is None:
            return
        with suppress(UserError):
            self._sees = await self._composing.sees_pictures(session)
            self.look_at(self._written)

    async def _measure(self, session: Session) -> None:
        with suppress(UserError):  # an engine that cannot be used is told about when it is asked
            self._room = await self._composing.room_for(session)
        self.look_at(self._written)

    def _words(self, text: float, tokens: float, room: Room) -> str:
        if text > room.tokens:
            words = self.tr("≈ {about} of {all} tokens: longer than the model can read at once")
        elif tokens > room.tokens:
            words = self.tr("≈ {about} of {all} tokens: of what is attached, the model will read the beginning")
        else:
            words = self.tr("≈ {about} of {all} tokens")
        locale = QLocale()
        about = locale.toString(int(round(tokens, -1 if tokens < 1_000 else -2)))
        return words.replace("{about}", about).replace("{all}", locale.toString(int(room.tokens)))
