"""Retention: expired sessions go to the trash, and the trash is emptied in its time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop_app.domain.actions import Cause, Trashed
from desktop_app.domain.clock import Clock
from desktop_app.domain.retention import is_expired
from desktop_app.domain.sessions import Session
from desktop_app.domain.settings import SessionSettings
from desktop_app.services.personas import PersonaService
from desktop_app.services.undo import UndoService
from desktop_app.store.retention import RetentionStore


@dataclass(frozen=True, slots=True)
class PruneReport:
    """What a clean-up did, or would do: sessions moved to the trash, deleted for good, and left alone."""

    expired: tuple[Session, ...]
    purged: int
    kept: int


class RetentionService:
    """Cleans up after all users of the store."""

    def __init__(
        self,
        retention: RetentionStore,
        undo: UndoService,
        personas: PersonaService,
        settings: SessionSettings,
        clock: Clock,
    ) -> None:
        self._retention = retention
        self._undo = undo
        self._personas = personas
        self._settings = settings
        self._clock = clock

    async def preview(self, protected: Collection[str] = ()) -> list[Session]:
        """Return the sessions that a clean-up would move to the trash; those with `protected` ids are left alone."""
        now = self._clock.now()
        kept = _before(now, timedelta(hours=1), self._settings.timeout_hours)
        temporary = _before(now, timedelta(hours=1), self._settings.temporary_timeout_hours)
        personas = self._personas.kept()
        return [
            session
            for session in await self._retention.idle_since(kept, temporary)
            if session.id not in protected and is_expired(session, self._settings, now, personas)
        ]

    async def prune(self, protected: Collection[str] = ()) -> PruneReport:
        """Move expired sessions to the trash and delete for good what has been there for its time."""
        now = self._clock.now()
        # First out, then in: what goes to the trash now stays there for its whole time.
        purge_before = _before(now, timedelta(days=1), self._settings.trash_days)
        purged = 0 if purge_before is None else await self._retention.purge(purge_before)
        expired = await self._retention.trash(await self.preview(protected), now)
        for user_id in dict.fromkeys(session.user_id for session in expired):
            mine = [session for session in expired if session.user_id == user_id]
            self._undo.record(user_id, Trashed.at(now, mine, Cause.EXPIRED))
        return PruneReport(tuple(expired), purged, await self._retention.count_live())

    async def rehearse(self, protected: Collection[str] = ()) -> PruneReport:
        """Return what `prune` would do, and do nothing."""
        expired = await self.preview(protected)
        purge_before = _before(self._clock.now(), timedelta(days=1), self._settings.trash_days)
        purged = 0 if purge_before is None else await self._retention.count_purgeable(purge_before)
        return PruneReport(tuple(expired), purged, await self._retention.count_live() - len(expired))


def _before(now: datetime, unit: timedelta, count: float) -> datetime | None:
    """Return the moment `count` units before `now`; None for 0 and for what lies before all calendars: never."""
    try:
        return now - unit * count if count > 0 else None
    except OverflowError:
        return None
