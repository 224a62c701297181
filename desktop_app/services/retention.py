"""Retention: expired sessions go to the trash, and the trash is emptied in its time."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desktop_app.domain.actions import Cause, Trashed
from desktop_app.domain.attachments import UNSENT_FOR
from desktop_app.domain.clock import Clock
from desktop_app.domain.clock_guard import Doubt
from desktop_app.domain.errors import UserError
from desktop_app.domain.retention import is_many, span
from desktop_app.domain.sessions import Session
from desktop_app.domain.settings import SessionSettings
from desktop_app.services.clock_guard import ClockGuard
from desktop_app.services.lifetimes import LifetimeService
from desktop_app.services.undo import UndoService
from desktop_app.store.attachments import AttachmentStore
from desktop_app.store.clock_guard import ClockGuardStore
from desktop_app.store.database import Database
from desktop_app.store.personas import PersonaStore
from desktop_app.store.retention import RetentionStore


@dataclass(frozen=True, slots=True)
class PruneReport:
    """What a clean-up did, or would do: sessions moved to the trash, deleted for good, and left alone.

    `held` are expired ones that go only with the user's yes: because they are `many`, else because they would not be
    expired had the settings not been lowered. `in_use` are expired ones that go when they are no longer open.
    With a `doubt` about the clock nothing is moved and nothing deleted.
    """

    expired: tuple[Session, ...]
    purged: int
    kept: int
    held: tuple[Session, ...] = ()
    many: bool = False
    in_use: tuple[Session, ...] = ()
    doubt: Doubt | None = None


class RetentionService:
    """Cleans up after all users of the store."""

    def __init__(
        self,
        database: Database,
        undo: UndoService,
        lifetimes: LifetimeService,
        settings: SessionSettings,
        clock: Clock,
    ) -> None:
        self._retention = RetentionStore(database)
        self._attachments = AttachmentStore(database)
        self._personas = PersonaStore(database)
        self._undo = undo
        self._guard_store = ClockGuardStore(database)
        self._lifetimes = lifetimes
        self._settings = settings
        self._clock = clock
        self.guard = ClockGuard(self._guard_store, lifetimes, settings, clock)

    async def begin(self) -> None:
        """Look at the clock and at the settings, before anything is stamped in this run."""
        await self._lifetimes.load()
        # Where this cannot be written, what really was to be done will say so; the next clean-up looks again.
        with suppress(UserError):
            if await self.guard.look() is None:
                await self._lifetimes.compare(self.guard.moment)

    async def prune(self, protected: Collection[str] = (), *, yes: bool = False) -> PruneReport:
        """Move expired sessions to the trash and delete for good what has been there for its time.

        Those with `protected` ids are left alone; it is looked in there again right before anything is moved. `yes` is
        the user's, to all that would be asked: the clock is right, the settings hold for older sessions too, and
        however many expired ones may go.
        """
        if yes:
            await self.guard.confirm(self.guard.reading())
        if (doubt := await self.guard.look()) is not None:
            return PruneReport((), 0, await self._retention.count_live(), doubt=doubt)
        now = self.guard.moment
        await self._attachments.forget_unsent(now - UNSENT_FOR)
        await self._lifetimes.compare(now)
        await self._lifetimes.agree(now, anew=yes)
        # First out, then in: what goes to the trash now stays there for its whole time.
        purge_before = self._purge_before(now)
        purged = 0 if purge_before is None else await self._retention.purge(purge_before)
        gone = 0 if purge_before is None else await self._personas.purge(purge_before)
        if purged or gone:
            await self._retention.erase()
        due = await self._due(protected, now, many_may_go=yes)
        moved = await self._move(due.expired, now, protected)
        return replace(due, expired=moved, purged=purged, kept=due.kept - len(moved))

    async def rehearse(self, protected: Collection[str] = ()) -> PruneReport:
        """Return what `prune` would do with the user's yes, and do nothing; `held` is what it would not do without."""
        now = self._clock.now()
        due = await self._due(protected, now)
        purge_before = self._purge_before(now)
        purged = 0 if purge_before is None else await self._retention.count_purgeable(purge_before)
        expired = (*due.expired, *due.held)
        return replace(due, expired=expired, purged=purged, kept=due.kept - len(expired), doubt=self.guard.doubt)

    async def move_held(self, report: PruneReport, protected: Collection[str] = ()) -> PruneReport:
        """Move what a clean-up held back, now that the user said yes; what was used meanwhile stays."""
        now = self._clock.now()
        if not report.many:
            await self._lifetimes.agree(now)
        due = await self._due(protected, now)
        asked = {session.id for session in report.held}
        moved = await self._move([each for each in (*due.expired, *due.held) if each.id in asked], now, protected)
        return PruneReport(moved, 0, await self._retention.count_live())

    async def _due(self, protected: Collection[str], now: datetime, *, many_may_go: bool = False) -> PruneReport:
        """Return what has expired, sorted by what may happen to it."""
        found = [session for session in await self._idle(now) if self._lifetimes.would_expire(session, now)]
        free = [(each, self._lifetimes.is_expired(each, now)) for each in found if each.id not in protected]
        expired = tuple(session for session, is_expired in free if is_expired)
        held = tuple(session for session, is_expired in free if not is_expired)
        in_use = tuple(each for each in found if each.id in protected and self._lifetimes.is_expired(each, now))
        live = await self._retention.count_live()
        if not many_may_go and is_many(len(expired), live):
            return PruneReport((), 0, live, held=(*expired, *held), many=True, in_use=in_use)
        return PruneReport(expired, 0, live, held=held, in_use=in_use)

    async def _idle(self, now: datetime) -> list[Session]:
        lasting = _before(now, timedelta(hours=1), self._settings.timeout_hours)
        temporary = _before(now, timedelta(hours=1), self._settings.temporary_timeout_hours)
        return await self._retention.idle_since(lasting, temporary)

    async def _move(
        self, sessions: Collection[Session], now: datetime, protected: Collection[str]
    ) -> tuple[Session, ...]:
        if not sessions:
            return ()
        await self._guard_store.note_clean_up(now)
        moved = await self._retention.trash([each for each in sessions if each.id not in protected], now)
        for user_id in dict.fromkeys(session.user_id for session in moved):
            mine = [session for session in moved if session.user_id == user_id]
            self._undo.record(user_id, Trashed.at(now, mine, Cause.EXPIRED))
        return tuple(moved)

    def _purge_before(self, now: datetime) -> datetime | None:
        return _before(now, timedelta(days=1), self._settings.trash_days)


def _before(now: datetime, unit: timedelta, count: float) -> datetime | None:
    """Return the moment `count` units before `now`; None for 0 and for what lies before all calendars: never."""
    length = span(unit, count)
    try:
        return None if length is None else now - length
    except OverflowError:
        return None
