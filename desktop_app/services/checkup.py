"""The check-up: once a day the chat file is looked over while it is in use, and the search index is kept whole."""

from datetime import datetime, timedelta
from functools import partial

from desktop_app.domain.clock import Clock
from desktop_app.domain.errors import UserError
from desktop_app.store.checkup import Finding, is_index_stale, look_over
from desktop_app.store.counting import count, keep_tally
from desktop_app.store.database import Database
from desktop_app.store.health import index_problem
from desktop_app.store.marks import MarkStore
from desktop_app.store.repairs import RepairStore
from desktop_app.store.stoppable import in_thread

_MARK = "checked_at"
_MOST_CHECKED = 5_000
_EVERY = timedelta(days=1)


class CheckupService:
    """Looks at the open store without getting into anybody's way."""

    def __init__(self, database: Database, marks: MarkStore, clock: Clock) -> None:
        self._database = database
        self._marks = marks
        self._repairs = RepairStore(database)
        self._clock = clock

    @property
    def missing(self) -> UserError | None:
        """What there is to say where messages are gone that were stored; only the first who opens the store knows."""
        count, file = self._database.missing, self._database.path
        return UserError("store_went_back", count=count, file=file) if count else None

    async def is_index_stale(self) -> bool:
        """Tell whether messages or sessions are missing from the search index, or too many are in it."""
        if self._database.path is None:
            return False
        if await in_thread(partial(is_index_stale, self._database.path)):
            return True
        # What it says can only be checked in turn with what is written, which must not wait long.
        small = (await count(self._database)).messages <= _MOST_CHECKED
        return small and await self._is_due() and bool(await index_problem(self._database))

    async def rebuild_index(self) -> None:
        """Rebuild the search index; everything can be read meanwhile, and what is written waits for its end."""
        await self._repairs.rebuild_index()

    async def look_over(self) -> Finding | None:
        """Look for damage; None where that was done within a day."""
        if self._database.path is None or not await self._is_due():
            return None
        finding = await in_thread(partial(look_over, self._database.path))
        # Damage is told again at each start until it is repaired.
        if not finding.is_damage:
            await self._marks.write({_MARK: self._clock.now().isoformat()})
        return finding

    async def keep_tally(self) -> None:
        """Remember how much there is, for the day on which it is gone."""
        await keep_tally(self._database)

    async def _is_due(self) -> bool:
        found = (await self._marks.read(_MARK)).get(_MARK)
        try:
            checked = datetime.fromisoformat(str(found))
            return not timedelta() <= self._clock.now() - checked < _EVERY
        except (TypeError, ValueError):
            return True
