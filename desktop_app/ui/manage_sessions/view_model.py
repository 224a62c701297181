"""All sessions of the user: read, arranged under tabs, kept as they change."""

import asyncio
from bisect import insort
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.domain.sessions import Session
from desktop_app.services.services import Services
from desktop_app.ui.manage_sessions.arrangement import Choice, Order, arranged, counts
from desktop_app.ui.manage_sessions.model import SessionTableModel
from desktop_app.ui.manage_sessions.rows import Column, ManagedRow, Tab, sorted_as
from desktop_app.ui.manage_sessions.sizes import Sizes
from desktop_app.ui.tasks import Tasks

FILTER_MS = 120
"""The filter waits until nothing was typed for this long."""
_BREATH = 250
"""Rows made between two turns of the event loop."""
_LOADING = "read all sessions"
_MEASURING = "measure sessions"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class ManageSessionsViewModel(QObject):
    """What the dialog shows; `table` holds the rows of the chosen tab."""

    counted = Signal(object)
    """How many sessions there are under each tab: a dict of `Tab` to number."""
    arranged = Signal()
    """The table shows what was asked for."""

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        parent: QObject | None = None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        super().__init__(parent)
        self.table = SessionTableModel(now, self)
        self.choice = Choice()
        self.is_loaded = False
        self._services = services
        self._tasks = tasks
        self._now = now
        self._rows: list[ManagedRow] = []
        self._sizes = Sizes(services)
        self._pause = QTimer(self, singleShot=True, interval=FILTER_MS)
        self._pause.timeout.connect(self._arrange)
        self._words = ""
        self._again = False

    def load(self) -> None:
        """Read all sessions anew; while they are being read, once more after that."""
        self._again = self._tasks.is_running(_LOADING)
        if not self._again:
            self._tasks.start(self._load(), name=_LOADING)

    def close(self) -> None:
        """Read no more."""
        self._pause.stop()
        self._tasks.stop(_LOADING)
        self._tasks.stop(_MEASURING)

    def update(self, session: Session) -> None:
        """Show how a session is now; while all are being read, read them once more after that."""
        if self._tasks.is_running(_LOADING):
            self.load()
            return
        self._rows = [row for row in self._rows if row.id != session.id]
        insort(self._rows, self._row(session), key=_age)
        self._count()
        self._arrange()
        self._tasks.start(self._measure(), name=_MEASURING)

    def set_open(self, session_id: str) -> None:
        """Know which session the window shows."""
        self.table.set_open(session_id)

    # What is to be seen

    def choose_tab(self, tab: Tab) -> None:
        """Show the sessions of another tab."""
        self.choice = replace(self.choice, tab=tab)
        self._arrange()

    def choose_order(self, order: Order) -> None:
        """Sort by another column, or the other way round."""
        self.choice = replace(self.choice, order=order)
        self._arrange()

    def search(self, words: str) -> None:
        """Show those that contain all the words, once nobody types any more."""
        self._words = words
        self._pause.start()

    @Slot()
    def _arrange(self) -> None:
        self._pause.stop()
        self.choice = replace(self.choice, words=self._words)
        self.table.show(arranged(self._rows, self.choice, self._sizes.known, self._now()), self.choice.tab)
        self.arranged.emit()

    def _count(self) -> None:
        self.counted.emit(counts(self._rows, self._now()))

    # Reading

    async def _load(self) -> None:
        await self._read()
        while self._again:
            self._again = False
            await self._read()
        self._tasks.retire(_LOADING)  # who wants them read from here on needs another

    async def _read(self) -> None:
        old = self._rows
        self._rows = await self._all_rows()
        self.is_loaded = True
        self._arrange()
        await asyncio.sleep(0)
        self._count()
        await self._measure()
        while old:  # many at once would take as long as making them did
            del old[-_BREATH:]
            await asyncio.sleep(0)

    async def _all_rows(self) -> list[ManagedRow]:
        found = await self._services.shelves.overview(self._services.user_id)
        found.reverse()  # so that they can be let go from the end as they are made into rows
        rows: list[ManagedRow] = []
        while found:
            rows += map(self._row, reversed(found[-_BREATH:]))
            del found[-_BREATH:]
            await asyncio.sleep(0)
        return rows

    async def _measure(self) -> None:
        await self._sizes.measure(self._rows)
        self.table.set_sizes(self._sizes.known)
        if self.choice.order.column is Column.SIZE:
            self._arrange()

    def _row(self, session: Session) -> ManagedRow:
        persona = self._services.personas.stand_in(session.persona)
        if session.trashed_at is not None:
            home, goes_at = Tab.TRASH, self._services.shelves.purged_at(session)
        else:
            home = Tab.ACTIVE if session.archived_at is None else Tab.ARCHIVED
            goes_at = self._services.sessions.expires_at(session)
        name = session.shown_name
        return ManagedRow(
            id=session.id,
            name=name,
            persona=persona.name,
            glyph=persona.glyph,
            created=session.created_at,
            last_activity=session.last_activity_at,
            messages=session.message_count,
            goes_at=goes_at,
            home=home,
            pinned=session.pinned,
            temporary=session.temporary,
            has_draft=session.has_draft,
            name_key=sorted_as(name),
            haystack=f"{name}\n{persona.name}\n{session.preview}".casefold(),
        )


def _age(row: ManagedRow) -> float:
    return -row.last_activity.timestamp()
