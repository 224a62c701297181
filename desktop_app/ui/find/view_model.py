"""What is looked for in the open session: how often it is there, and which of the places one is at."""

import asyncio
import time
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QTimer, Signal, Slot

from desktop_app.domain.errors import UserError
from desktop_app.domain.finding import wanted
from desktop_app.domain.messages import Message, Said
from desktop_app.services.services import Services
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.find.found import Found, Hit
from desktop_app.ui.find.texts import Search, Text
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.transcript.body import SHOWN_AT_FIRST

SLICE_SECONDS = 0.004
"""How long is looked at once; meanwhile the window has to wait for what it does in Python."""
REST_SECONDS = 0.002
"""How long the window has for itself after that."""
_TOLD_SECONDS = 0.1
"""How often one is told what was found so far, in a long search."""
TYPING_MS = 40
"""What is typed within this time is looked for together."""
GROWING_MS = 300
"""How often is looked again while an answer grows."""
_TASK = "find in session"


class FindViewModel(QObject):
    """Looks through all of the shown branch, loaded or not, without holding up the window."""

    changed = Signal()
    """Another number of places was found, or one is at another of them."""
    went = Signal()
    """One shall be led to the present place."""

    def __init__(self, services: Services, tasks: Tasks, chat: ChatViewModel, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._chat = chat
        self._model = chat.messages
        self._texts: dict[int, Text] = {}
        self._from: int | None = None
        """The message from which on one looks."""
        self._leads = False
        """Whether one is to be led to what is found."""
        self.words = ""
        """What is looked for, as it is compared; empty where nothing is."""
        self.found = Found(())
        self.hit: Hit | None = None
        """The place one is at."""
        self.is_complete = True
        """Whether everything was looked through."""
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._begin)
        self._growing = QTimer(self, singleShot=True, interval=GROWING_MS)
        self._growing.timeout.connect(self._begin)
        self._model.modelReset.connect(self._on_replaced)
        self._model.rowsRemoved.connect(self._on_replaced)
        self._model.replaced_from.connect(self._on_replaced)
        self._model.rowsInserted.connect(self._on_rows_inserted)
        self._model.dataChanged.connect(self._on_data_changed)

    def prepare(self) -> None:
        """Read all that was said, while one thinks of what to type."""
        if not self._texts:
            self._tasks.start(self._read(), name=_TASK)

    def look_for(self, typed: str, since: int | None) -> None:
        """Look for what one typed; the first place is the next one from the message `since` on."""
        self.words = wanted(typed)
        self._from = since if self.hit is None else self.hit.message
        self._leads = True
        if self.words:
            self._typing.start()
        else:
            self._empty()

    def stop(self) -> None:
        """Look for nothing any more, and let go of the texts."""
        self.words = ""
        self._empty()
        self._texts.clear()

    def step(self, way: int) -> None:
        """Go to the next place or, with -1, to the one before; from the last one to the first."""
        if self.found.count:
            self.hit = self.found.beside(self.hit, way)
            self.changed.emit()
            self.went.emit()

    def _empty(self) -> None:
        self._tasks.stop(_TASK)
        self._typing.stop()
        self._growing.stop()
        self.found, self.hit, self.is_complete = Found(()), None, True
        self.changed.emit()

    @Slot()
    def _begin(self) -> None:
        if self.words:
            self._tasks.start(self._search(), name=_TASK)

    async def _search(self) -> None:
        if not self._texts:
            try:
                await self._read()
            except UserError:
                if not self._typing.isActive():  # else one asks again already
                    self._give_up()
                raise
        self.is_complete = False
        search = Search(tuple(self._texts.values()), self.words, SHOWN_AT_FIRST)
        told = time.monotonic()
        while not search.is_over:
            await asyncio.to_thread(search.go_on, SLICE_SECONDS)
            await asyncio.sleep(REST_SECONDS)
            if self._leads and time.monotonic() - told > _TOLD_SECONDS:
                told = time.monotonic()
                self._take(search.found)
        self.is_complete = True
        self._take(search.found)

    def _give_up(self) -> None:
        """Look for nothing until one asks again: nothing is known of what was said, not even that it is not there."""
        self.words = ""
        self.found, self.hit, self.is_complete = Found(()), None, True
        self.changed.emit()

    async def _read(self) -> None:
        session = self._chat.session
        if session is None:
            return
        session = await self._services.sessions.show(self._services.user_id, session.id)
        said = await self._services.search.said(session)
        self._texts = await asyncio.to_thread(lambda: {each.id: Text(each) for each in said})
        for message in self._model.messages():  # what is still being said is newer than what is stored of it
            self._know(message)

    def _take(self, found: Sequence[tuple[int, int]]) -> None:
        """Know what was found, and go to the next of it where that was asked for."""
        self.found = Found(found)
        hit = self.found.next_to(self.hit, 0 if self._from is None else self._row(self._from), self._row)
        leads = self._leads and hit is not None
        if hit is not None or self.is_complete:
            self.hit, self._leads = hit, False
        self.changed.emit()
        if leads:
            self.went.emit()

    @Slot()
    def _on_replaced(self) -> None:
        self._tasks.stop(_TASK)  # what it is reading, or looks through, is not shown any more
        self._texts.clear()
        self._again()

    @Slot(QModelIndex, int, int)
    def _on_rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._follow(first, last)

    @Slot(QModelIndex, QModelIndex)
    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self._follow(first.row(), last.row())

    def _follow(self, first: int, last: int) -> None:
        """Look again for what these rows say now, where that is not known."""
        if not self._texts:
            return
        for row in range(first, last + 1):
            message = self._model.message(row)
            if message is not None and self._know(message):
                self._again()

    def _know(self, message: Message) -> bool:
        """Know what a message says; tell whether that is news."""
        known = self._texts.get(message.id)
        if known is not None and known.said.content == message.content:
            return False
        self._texts[message.id] = Text(Said(message.id, message.role, message.content))
        return True

    def _row(self, message_id: int) -> int:
        return self._model.row_of(message_id) or 0

    def _again(self) -> None:
        if self.words and not self._growing.isActive():
            self._growing.start()
