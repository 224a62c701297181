"""What the model page does: adds files, folders and servers, allows hosts, computes hashes."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.domain.errors import UserError
from desktop_app.domain.servers import FoundServer, Health, completed_address
from desktop_app.services.services import Services
from desktop_app.ui.models.entries import Entry
from desktop_app.ui.models.finder import Finder
from desktop_app.ui.models.server_care import host_of
from desktop_app.ui.models.words import short_path
from desktop_app.ui.tasks import Tasks

_HASH = "compute the hash of a model"


class ModelWork(QObject):
    """Each piece of work runs in the background; what goes wrong is said in one sentence."""

    failed = Signal(str)
    added = Signal(str)
    """The key of an entry that is new and wants to be looked at."""
    hashing = Signal(str, float, str)
    """The key of an entry, the share of it that is read (below 0 where that was stopped), and at last its hash."""
    host_asked = Signal(str)
    """A host that is another computer, which the user has to allow first."""
    changed = Signal()
    """There is more or less to choose from than before."""

    def __init__(self, services: Services, tasks: Tasks, finder: Finder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models, self._servers = services.models, services.servers
        self._tasks = tasks
        self._finder = finder

    def places(self) -> dict[str, list[str]]:
        """Return where model files are looked for, by program."""
        places: dict[str, list[str]] = {}
        for place in self._models.usual():
            places.setdefault(place.program, []).append(short_path(place.folder))
        return places

    @Slot(object)
    def add_paths(self, paths: list[str]) -> None:
        """Add model files, and folders of them."""
        self._start(partial(self._add_paths, [Path(path) for path in paths]), f"add models {paths}")

    @Slot(str, str)
    def add_server(self, typed: str, key: str) -> None:
        """Look at a server and remember it, or ask about its computer first."""
        self._start(partial(self._add_server, typed, key), "add server")

    @Slot(str, str, str)
    def allow_and_add(self, host: str, typed: str, key: str) -> None:
        """Let a host be talked to, then remember the server there."""
        self._start(partial(self._allow_and_add, host, typed, key), "add server")

    @Slot(str, str)
    def allow(self, base_url: str, host: str) -> None:
        """Let the host of a server be talked to that is remembered already."""
        self._start(partial(self._allow, base_url, host), "allow host of a server")

    @Slot(str, str)
    def keep_key(self, base_url: str, key: str) -> None:
        """Keep the API key of a server, and look at it again."""
        self._start(partial(self._keep_key, base_url, key), f"keep key {base_url}")

    @Slot(str)
    def forget_key(self, base_url: str) -> None:
        """Keep the API key of a server no more, and look at it again."""
        self._start(partial(self._forget_key, base_url), f"forget key {base_url}")

    @Slot(str)
    def forget_server(self, base_url: str) -> None:
        """Look no more at a server."""
        self._start(partial(self._forget_server, base_url), f"forget server {base_url}")

    @Slot(object)
    def compute_hash(self, entry: Entry) -> None:
        """Read a file for its SHA-256."""
        if entry.file is not None:
            self._start(partial(self._compute_hash, entry.key, entry.file.path), _HASH)

    @Slot()
    def stop_hash(self) -> None:
        """Stop reading."""
        self._tasks.stop(_HASH)

    def _start(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        self._tasks.start_told(work, name=name, on_refused=self.failed.emit)

    async def _add_paths(self, paths: list[Path]) -> None:
        refused: list[str] = []
        for path in paths:
            try:
                if await asyncio.to_thread(path.is_dir):
                    await self._models.add_folder(path)
                    self._finder.look_for_files()
                else:
                    file = await self._models.add(path)
                    await self._finder.take_file(file)
                    self.added.emit(f"file {file.path}")
            except UserError as error:
                refused.append(error.message)
        self.changed.emit()
        if refused:
            self.failed.emit("\n".join(refused))

    async def _add_server(self, typed: str, key: str) -> None:
        found = await self._servers.look_at(completed_address(typed))
        if found.health is Health.NOT_ALLOWED:
            self.host_asked.emit(host_of(found.base_url))
            return
        await self._remember(typed, key)

    async def _allow_and_add(self, host: str, typed: str, key: str) -> None:
        await self._servers.allow(host)
        await self._remember(typed, key)

    async def _keep_key(self, base_url: str, key: str) -> None:
        await self._servers.set_key(base_url, key)
        self._finder.look_for_servers()
        self.changed.emit()
        found = await self._servers.look_at(base_url)
        if found.problem is not None:
            raise found.problem
        self._tell(found)

    async def _remember(self, typed: str, key: str) -> None:
        if key:
            await self._servers.set_key(completed_address(typed), key)
        found = await self._servers.remember(typed)
        self._finder.look_for_servers()
        self.changed.emit()
        if found.problem is not None:
            raise found.problem
        self._tell(found)

    async def _allow(self, base_url: str, host: str) -> None:
        await self._servers.allow(host)
        self._finder.look_for_servers()
        self.changed.emit()
        self._tell(await self._servers.look_at(base_url))

    def _tell(self, found: FoundServer) -> None:
        first = found.models[0].name if found.models and found.health is Health.READY else ""
        self.added.emit(f"server {found.base_url} {first}")

    async def _forget_key(self, base_url: str) -> None:
        await self._servers.forget_key(base_url)
        self._finder.look_for_servers()
        self.changed.emit()

    async def _forget_server(self, base_url: str) -> None:
        try:
            await self._servers.forget(base_url)
        finally:
            self._finder.look_for_servers()
            self.changed.emit()

    async def _compute_hash(self, key: str, path: Path) -> None:
        share, known = -1.0, ""
        try:
            async with aclosing(self._models.sha256(path)) as steps:
                async for step in steps:
                    known = step.sha256
                    self.hashing.emit(key, step.done / step.total if step.total else 0.0, known)
        finally:
            if not known:
                self.hashing.emit(key, share, "")
