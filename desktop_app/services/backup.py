"""Backup: snapshots made on demand and once a day, and thinned."""

from pathlib import Path

from desktop_app.domain.clock import Clock
from desktop_app.domain.snapshots import Reason, is_due
from desktop_app.store.database import Database
from desktop_app.store.health import has_messages
from desktop_app.store.snapshots import ListedSnapshot, SnapshotStore


class BackupService:
    """Makes snapshots of the open store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._store = SnapshotStore(database.path)

    async def create(self, target: Path | None = None) -> ListedSnapshot:
        """Make a snapshot now, in the folder of the snapshots or in the file `target`, which is then never thinned."""
        if target is not None:
            return await self._store.save(target, self._clock.now())
        return await self._make(Reason.DEMAND)

    async def create_daily(self) -> ListedSnapshot | None:
        """Make the daily snapshot when it is due; None when it is not, or when there is nothing to copy yet."""
        if self._database.path is None or not is_due(await self._store.present(), self._clock.now()):
            return None
        if not await has_messages(self._database):
            return None
        return await self._make(Reason.DAILY)

    async def _make(self, reason: Reason) -> ListedSnapshot:
        made = await self._store.make(reason, self._clock.now())
        await self._store.thin(self._clock.now())
        return made
