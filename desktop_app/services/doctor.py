"""Doctor: is everything in order, one check at a time."""

import stat
from dataclasses import dataclass
from pathlib import Path

from desktop_app.domain.errors import UserError
from desktop_app.services.engines import EngineChoice, EngineService
from desktop_app.store.database import Database
from desktop_app.store.health import examine


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


class DoctorService:
    """Looks at the data folder, the chat file and the engines, and changes nothing."""

    def __init__(self, folder: Path, settings: Path, database: Database, engines: EngineService) -> None:
        self._folder = folder
        self._settings = settings
        self._database = database
        self._engines = engines

    async def examine(self) -> list[Check]:
        """Return all checks, in the order in which a person would make them."""
        settings = Check("settings", True, str(self._settings))
        return [
            self._folder_check(),
            self._permission_check(),
            settings,
            *await self._store_checks(),
            await self._engine_check(),
        ]

    def _folder_check(self) -> Check:
        return Check("folder", self._folder.is_dir(), str(self._folder))

    def _permission_check(self) -> Check:
        """Look for anything in the data folder that other users of the computer could read."""
        if not hasattr(stat, "S_IRWXG") or self._folder.drive:
            return Check("permissions", True, "kept by the user's own profile folder")
        shared = stat.S_IRWXG | stat.S_IRWXO
        open_to_others = [path.name for path in (self._folder, *self._folder.iterdir()) if path.stat().st_mode & shared]
        detail = f"others can read: {', '.join(sorted(open_to_others))}" if open_to_others else "yours alone"
        return Check("permissions", not open_to_others, detail)

    async def _store_checks(self) -> list[Check]:
        health = await examine(self._database)
        return [
            Check("sqlite", True, health.sqlite_version),
            Check("schema", True, health.schema),
            Check("integrity", not health.problems, "; ".join(health.problems) or f"ok: {self._database.place}"),
            Check(
                "counters",
                not health.miscounted_sessions,
                f"{health.sessions} sessions, {health.messages} messages, {health.miscounted_sessions} miscounted",
            ),
        ]

    async def _engine_check(self) -> Check:
        try:
            choice = self._engines.completed(EngineChoice())
            models = await (await self._engines.resolve(choice)).models()
        except UserError as error:
            return Check("engine", False, error.message)
        return Check("engine", True, f"{choice.name}: {', '.join(model.id for model in models) or 'no models'}")
