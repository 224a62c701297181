"""Reads the messages of the open session as they come into sight, and lets go of those that are far from it."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message
from desktop_app.domain.sessions import Session
from desktop_app.services.services import Services
from desktop_app.ui.chat.answers import RunningAnswers
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.transcript.model import TranscriptModel

PAGE = 50
"""Messages that are read with a session, from its end."""
NEAR = 15
"""Rows around what is in sight that are read before they come into it …"""
AHEAD = 45
"""… and as far as this once any of them has to be read."""
KEPT = 200
"""Rows on either side of what is in sight whose messages stay loaded."""
_READING, _LISTING = "read messages", "list messages"


class Pages(QObject):
    """Fills a `TranscriptModel` from the store."""

    failed = Signal(str)
    """Why messages could not be read."""
    outdated = Signal()
    """Messages are gone that were here a moment ago."""

    def __init__(
        self, services: Services, tasks: Tasks, model: TranscriptModel, answers: RunningAnswers, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._model = model
        self._answers = answers
        self._session_id = ""
        self._whole = False
        """Whether the ids of all messages are known."""
        self._sight = (0, 0)
        self._failing = False
        """Whether the last reading failed, which is told once."""
        self._missed: set[int] = set()

    async def last(self, session_id: str) -> list[Message]:
        """Return the end of a session, which `show` takes."""
        return await self._services.sessions.history(self._services.user_id, session_id, last=PAGE)

    def show(self, session_id: str, messages: Sequence[Message]) -> None:
        """Show the end of a session; the ids of what was said before follow in a moment."""
        self._tasks.stop(_READING)
        self._tasks.stop(_LISTING)
        self._session_id = session_id
        self._whole = len(messages) < PAGE
        self._failing = False
        self._sight = (max(len(messages) - 1, 0), max(len(messages) - 1, 0))
        self._model.reset(self._answers.overlaid(list(messages)))
        if not self._whole:
            self._tasks.start(self._list_or_tell(), name=_LISTING)

    async def update(self, session: Session) -> None:
        """Show the open session as it is stored now: all rows, and the messages in and around sight."""
        unchanged = self._whole and session.active_leaf_id == self._model.last_id()
        while True:
            ids = self._model.ids() if unchanged else await self._ids(session.id)
            last_id, near = self._model.last_id(), self._near(ids)
            messages = await self._read(session.id, near)
            if session.id != self._session_id:
                return
            if last_id == self._model.last_id():
                break
            unchanged = False  # something was said here meanwhile
        self._tasks.stop(_READING)  # what it has read may be older than this
        self._whole = True
        self._model.update_all(ids, self._answers.overlaid(messages))
        self.look(*self._sight)

    async def find(self, message_id: int) -> bool:
        """Load a message with those around it; tell whether it is on the shown branch."""
        if self._model.row_of(message_id) is None and not self._whole:
            await self._list()
        row = self._model.row_of(message_id)
        if row is not None:
            session_id = self._session_id
            messages = await self._read(session_id, self._model.missing(row - NEAR, row + NEAR))
            if session_id == self._session_id:
                self._model.load(self._answers.overlaid(messages))
        return row is not None

    @Slot(int, int)
    def look(self, first: int, last: int) -> None:
        """Load what is or will soon be in sight, now that these rows are."""
        self._sight = (first, last)
        if self._tasks.is_running(_READING):
            return  # it looks again when it has read a page
        if self._model.missing(first - NEAR, last + NEAR):
            self._tasks.start(self._fill(), name=_READING)

    @Slot()
    def try_again(self) -> None:
        """Read what could not be read before."""
        self._tasks.stop(_READING)  # what it is about to fail at would stay unread, although the store may be well now
        self._failing = False
        self._model.forget_unreadable()
        if not self._whole:
            self._tasks.start(self._list_or_tell(), name=_LISTING)
        self.look(*self._sight)

    async def _fill(self) -> None:
        """Read around what is in sight until nothing is missing there, wherever that moves meanwhile."""
        while wanted := self._wanted():
            try:
                messages = await self._read(self._session_id, wanted)
            except UserError as error:
                self._model.mark_unreadable(wanted)  # and so not wanted again; what is in sight by now may be
                self._tell(error)
                continue
            self._failing = False
            self._model.load(self._answers.overlaid(messages))
            self._miss(set(wanted) - {message.id for message in messages})
        self._tasks.retire(_READING)  # who looks elsewhere from here on needs another
        self._model.keep(self._sight[0] - KEPT, self._sight[1] + KEPT)

    def _wanted(self) -> list[int]:
        first, last = self._sight
        if not self._model.missing(first - NEAR, last + NEAR):
            return []
        return self._model.missing(first, last) or self._model.missing(first - AHEAD, last + AHEAD)

    def _near(self, ids: Sequence[int]) -> list[int]:
        """Return those of the ids that are in sight or soon will be, and the last ones."""
        first, last = self._sight
        around = ids[max(first - NEAR, 0) : last + NEAR + 1]
        return [*around, *ids[max(len(ids) - PAGE, last + NEAR + 1) :]]

    def _miss(self, ids: set[int]) -> None:
        """Have rows looked at again whose messages are gone; once, for a damaged store could go on naming them."""
        self._model.mark_unreadable(ids)
        if ids - self._missed:
            self._missed |= ids
            self.outdated.emit()

    def _tell(self, error: UserError) -> None:
        if not self._failing:
            self._failing = True
            self.failed.emit(error.message)

    async def _list_or_tell(self) -> None:
        try:
            await self._list()
        except UserError as error:
            self._tell(error)

    async def _list(self) -> None:
        session_id, ids, last_id = self._session_id, self._model.ids(), None
        while last_id != self._model.last_id():  # or something was said here meanwhile
            last_id = self._model.last_id()
            ids = await self._ids(session_id)
            if session_id != self._session_id:
                return
        self._whole = True
        self._model.show_ids(ids)

    async def _ids(self, session_id: str) -> Sequence[int]:
        return await self._services.sessions.shown_ids(self._services.user_id, session_id)

    async def _read(self, session_id: str, ids: Sequence[int]) -> list[Message]:
        return await self._services.sessions.messages(self._services.user_id, session_id, ids) if ids else []
