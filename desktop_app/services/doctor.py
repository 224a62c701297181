"""Doctor: is everything in order, one check at a time; and what can be put in order without losing anything."""

import asyncio
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.errors import UserError
from desktop_app.domain.salvage import SalvageReport
from desktop_app.services.access import Access
from desktop_app.services.checks import DAMAGE, Check, named_counts, space_check, sqlite_check, store_checks
from desktop_app.services.engines import EngineService
from desktop_app.services.network import NetworkService
from desktop_app.services.salvage import DAMAGED, SalvageService
from desktop_app.services.settings import load_settings
from desktop_app.services.snapshots import SnapshotService
from desktop_app.store.attachment_health import AttachmentHealth
from desktop_app.store.database import Database
from desktop_app.store.messages import MessageStore
from desktop_app.store.persona_health import PersonaHealth
from desktop_app.store.repairs import RepairStore
from desktop_app.store.versions import schema_version, server_version

_SHARED = stat.S_IRWXG | stat.S_IRWXO


class DoctorService:
    """Looks at the data folder, the chat file and the engines; opens the store itself, for it may not open at all."""

    def __init__(
        self,
        access: Access,
        open_store: Callable[[], AbstractAsyncContextManager[Database]],
        salvage: SalvageService,
        snapshots: SnapshotService,
        engines: EngineService,
    ) -> None:
        self._folder = access.paths.data
        self._settings = access.settings_file
        self._network = NetworkService(access.guard)
        self._open_store = open_store
        self._salvage = salvage
        self._snapshots = snapshots
        self._engines = engines

    async def examine(self) -> list[Check]:
        """Return all checks, in the order in which a person would make them."""
        return [
            Check("folder", await asyncio.to_thread(self._folder.is_dir), str(self._folder)),
            await asyncio.to_thread(space_check, self._folder),
            await asyncio.to_thread(self._permission_check),
            await self._settings_check(),
            sqlite_check(),
            *await self._store_checks(),
            await self._snapshots.check(),
            await self._engine_check(),
            self._network_check(),
        ]

    async def repair(self) -> list[str]:
        """Put in order what can be; return what was done, a sentence each.

        Raises `UserError` where nothing can be done without losing something.
        """
        done = await asyncio.to_thread(self._close_to_others)
        found = await self._store_checks()
        if any(check.name in DAMAGE and not check.ok for check in found):
            done += await self._run_salvage()
            found = await self._store_checks()
        return done + await self._mend({check.name for check in found if not check.ok})

    async def start_anew(self) -> list[str]:
        """Put a chat file aside that does not open, so that a fresh one is made; return what was done."""
        if self._salvage.file is None:
            raise UserError("start_anew_needs_file")
        try:
            async with self._open_store():
                raise UserError("nothing_to_start_anew")
        except UserError as error:
            # A file that is newer, another program's or in use is none to put aside.
            if error.code not in DAMAGED:
                raise
        kept = await self._salvage.start_anew()
        return ["A fresh chat file is made." + (f" What was there is kept as {kept.name}." if kept else "")]

    async def make_usable(self) -> list[str]:
        """Mend a chat file that does not open, or put it aside where nothing of it can be read."""
        try:
            done = await self.repair()
            async with self._open_store():
                return done
        except UserError:
            return await self.start_anew()  # what is left of it is kept, as it is

    async def _store_checks(self) -> list[Check]:
        try:
            async with self._open_store() as database:
                versions = [Check("schema", True, await schema_version(database))]
                if database.dialect != "sqlite":
                    versions.insert(0, Check("server", True, await server_version(database)))
                return [*versions, *await store_checks(database)]
        except UserError as error:
            return [Check("integrity" if error.code in DAMAGED else "schema", False, error.message)]

    async def _run_salvage(self) -> list[str]:
        report = await self._salvage.run()
        return [] if report is None else _told(report)

    async def _mend(self, wrong: set[str]) -> list[str]:
        done: list[str] = []
        if not wrong & {"index", "counters", "unfinished", "attachments", "personas"}:
            return done
        async with self._open_store() as database:
            repairs = RepairStore(database)
            if "index" in wrong:
                await repairs.rebuild_index()
                done.append("The search index was rebuilt.")
            if "unfinished" in wrong:
                count = await MessageStore(database).interrupt_abandoned()
                done.append(f"{count} answers that were cut off say so now, their text kept.")
            if "counters" in wrong:
                done.append(f"The messages of {await repairs.recount()} sessions were counted anew.")
            if "attachments" in wrong:
                found = await AttachmentHealth(database).repair()
                done.append(f"The attachments were looked over, and {len(found.changed)} changed ones are marked.")
            if "personas" in wrong:
                mended = await PersonaHealth(database).repair()
                done.append(
                    f"{len(mended.unreadable)} personas are as they could be read last; {len(mended.changed)} changed "
                    "pictures and other files of personas are kept as they are now."
                )
        return done

    def _permission_check(self) -> Check:
        """Look for anything in the data folder that other users of the computer could read."""
        if self._folder.drive:
            return Check("permissions", True, "kept by the user's own profile folder")
        names = ", ".join(path.name for path in self._open_to_others())
        return Check("permissions", not names, f"others can read: {names}" if names else "yours alone")

    def _close_to_others(self) -> list[str]:
        if self._folder.drive:
            return []
        closed = list(self._open_to_others())
        for path in closed:
            path.chmod(path.stat().st_mode & ~_SHARED)
        return [f"Only you can read these now: {', '.join(path.name for path in closed)}."] if closed else []

    def _open_to_others(self) -> Iterator[Path]:
        # What other programs linked here is theirs.
        own = (path for path in sorted(self._folder.rglob("*")) if not path.is_symlink())
        yield from (path for path in (self._folder, *own) if path.stat().st_mode & _SHARED)

    def _network_check(self) -> Check:
        """Tell what there was while all of this was looked at; last, so that nothing is left out."""
        return Check("network", self._network.is_watched, self._network.summary())

    async def _settings_check(self) -> Check:
        """Read the settings as they are in the file by now, whatever they were at the start."""
        try:
            await asyncio.to_thread(load_settings, self._settings)
        except UserError as error:
            return Check("settings", False, error.message)
        return Check("settings", True, str(self._settings))

    async def _engine_check(self) -> Check:
        try:
            choice = self._engines.completed(EngineChoice())
            models = await (await self._engines.resolve(choice)).models()
        except UserError as error:
            return Check("engine", False, error.message)
        return Check("engine", True, f"{choice.name}: {', '.join(model.id for model in models) or 'no models'}")


def _told(report: SalvageReport) -> list[str]:
    """Return what a salvage brought, for a person to read."""
    count = f"Recovered {report.messages} of {report.expected} messages"
    told = [f"{count}; the damaged file is kept as {report.kept.name}."]
    if report.remade:
        told.append(
            f"{report.remade} of {report.sessions} sessions lost their names and profiles: "
            "they are in one list, named “Recovered: …” by their first words."
        )
    if report.changed:
        number = sum(report.changed.values())
        told.append(f"{number} texts were changed on the disk, and are marked: {named_counts(report.changed)}.")
    if report.attachments:
        told.append(f"{report.attachments} attachments were changed on the disk or are lost.")
    if report.reattached:
        told.append(f"{report.reattached} messages lost the one before them, and follow what is left before it.")
    return told
