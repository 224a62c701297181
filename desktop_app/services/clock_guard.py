"""The clock guard at work: looks at the clock, pauses the clean-up while it is in doubt, takes the user's word."""

from datetime import datetime, timedelta

from desktop_app.domain.clock import Clock, Reading, read
from desktop_app.domain.clock_guard import LARGEST_DRIFT, Doubt, doubt, drift, longest_absence
from desktop_app.domain.settings import SessionSettings
from desktop_app.services.lifetimes import LifetimeService
from desktop_app.store.clock_guard import ClockGuardStore, Standing

_SEEN_EVERY = timedelta(hours=1)
"""How exactly the store knows when Parley last ran."""


class ClockGuard:
    """Watches the clock of one process; what it finds is shared by all processes on the store."""

    def __init__(
        self, store: ClockGuardStore, lifetimes: LifetimeService, settings: SessionSettings, clock: Clock
    ) -> None:
        self._store = store
        self._lifetimes = lifetimes
        self._absence = longest_absence(settings.trash_days)
        self._clock = clock
        # A moment of this run at which the clock was right.
        self._trusted: Reading | None = None
        self._looked: Reading | None = None
        # Since when the wall clock has gone on evenly: if it is right now, it was right all that time.
        self._even_since = read(clock)
        self.doubt: Doubt | None = None
        """What the last look found."""
        self.last_seen: datetime | None = None
        """When Parley last ran by a clock that was right, as far as the last look knows."""

    async def look(self) -> Doubt | None:
        """Return why the clock cannot be believed, None when it can."""
        now = read(self._clock)
        if abs(drift(self._even_since, now)) > LARGEST_DRIFT:
            self._even_since = now
        standing = await self._store.standing()
        self.last_seen = standing.last_seen
        if self.doubt is not None and standing.doubt is None:
            self._trusted = None  # another process was told that the clock is right
        self.doubt = await self._judge(standing, now)
        self._looked = now
        if self.doubt is None and self._trusted is None:
            self._trusted = now
        return self.doubt

    @property
    def moment(self) -> datetime:
        """When the last look was: what follows from it goes by this, as the clock may have been set since."""
        return (self._looked or read(self._clock)).wall

    async def confirm(self, asked: Reading) -> bool:
        """Believe the clock on the user's word; not when it was set again since it was `asked` about."""
        now = read(self._clock)
        if abs(drift(asked, now)) > LARGEST_DRIFT:
            return False
        if await self.look() is not None:
            await self._settle(now)
        self._trusted, self.doubt = now, None
        return True

    def reading(self) -> Reading:
        """Return what the clock shows, to ask about."""
        return read(self._clock)

    async def _judge(self, standing: Standing, now: Reading) -> Doubt | None:
        found = doubt(self._trusted, standing.last_seen, now, self._absence)
        if found is not None:
            if standing.doubt is None:
                await self._store.begin(found, now.wall, now.wall - self._unwatched(now))
            return found
        if standing.doubt is Doubt.JUMPED and self._trusted is None:
            return standing.doubt  # whether the time is back, only those know who saw it leave
        if standing.doubt is not None:
            await self._settle(now)
        elif standing.last_seen is None or now.wall - standing.last_seen > _SEEN_EVERY:
            await self._store.seen(now.wall)
        return None

    async def _settle(self, now: Reading) -> None:
        await self._store.settle(
            now.wall, self._even_since.wall, lambda session: self._lifetimes.is_expired(session, now.wall)
        )

    def _unwatched(self, now: Reading) -> timedelta:
        """Return how long nobody looked: what was stamped in that time may be wrong."""
        return timedelta(0) if self._looked is None else now.steady - self._looked.steady
