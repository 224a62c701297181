"""Backup: snapshots made on demand and once a day, thinned, and restored from."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop_app.domain.clock import Clock
from desktop_app.domain.errors import UserError
from desktop_app.domain.snapshots import ListedSnapshot, Reason, is_due
from desktop_app.domain.users import same_person
from desktop_app.services.known_personas import KnownPersonas
from desktop_app.services.settings import load_settings, set_user
from desktop_app.store.database import Database
from desktop_app.store.health import has_messages
from desktop_app.store.restore import RestoreReport, RestoreStore
from desktop_app.store.snapshots import SnapshotStore


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did, and the snapshot of what was there before; None where there can be none.

    `profile` is the user who is shown from the next start on, where that is another one now.
    """

    before: ListedSnapshot | None
    report: RestoreReport
    profile: str | None


class BackupService:
    """Makes snapshots of the open store, and restores from them."""

    def __init__(self, database: Database, known: KnownPersonas, clock: Clock, settings: Path) -> None:
        """Work on the open store; `settings` is the file that says whose sessions are shown."""
        self._database = database
        self._known = known
        self._clock = clock
        self._settings = settings
        self._store = SnapshotStore(database.path)
        self._restoring = RestoreStore(database)

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

    async def newest(self) -> tuple[datetime, str] | None:
        """Return the moment and the name of the newest snapshot, None when there is none."""
        present = [] if self._database.path is None else await self._store.present()
        return (present[0].made_at, self._store.folder.file_of(present[0]).name) if present else None

    async def restore(self, user_id: str, words: str) -> Restored:
        """Bring back what the store lacks of a snapshot: a path, or the name of a snapshot as the list shows it.

        Nothing that is here is changed. What was deleted for good comes back too: that is asked for with this. A
        snapshot of the store as it is now is made first, where the store is a file.
        """
        now, file = self._clock.now(), await asyncio.to_thread(self._store.find, words)
        before = None
        if self._database.path is not None:
            await self._refuse_unless_good(file, self._database.path)
            before = await self._store.make(Reason.RESTORE, now)
        report = await self._restoring.restore(file, now)
        await self._known.load()
        return Restored(before, report, await self._adopted(user_id, report))

    async def _refuse_unless_good(self, file: Path, chat_file: Path) -> None:
        """Look before anything is made: one who tries a bad file again and again shall not fill the folder."""
        if await asyncio.to_thread(lambda: file.exists() and file.samefile(chat_file)):
            raise UserError("backup_in_use", file=file)
        found = await self._store.examine(file)
        if not found.ok:
            raise UserError("backup_damaged", file=file, problem=found.problems[0])

    async def _adopted(self, user_id: str, report: RestoreReport) -> str | None:
        """Show the snapshot's profile from now on where a fresh installation made up another one for its user.

        Else everything would be back and nothing to be seen.
        """
        found = same_person(user_id, report.users)
        if found is None or await has_messages(self._database, user_id):
            return None
        if (await asyncio.to_thread(load_settings, self._settings)).user != user_id:
            return None
        await asyncio.to_thread(set_user, self._settings, found)
        return found

    async def _make(self, reason: Reason) -> ListedSnapshot:
        made = await self._store.make(reason, self._clock.now())
        await self._store.thin(self._clock.now())
        return made
