"""Finds what can answer, in the background, and shows it as it is found."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.model_files import Fit, FolderTrouble, ModelFile
from desktop_app.domain.servers import FoundServer, Health
from desktop_app.services.services import Services
from desktop_app.ui.models.entries import builtin_entry, file_entries, server_entries
from desktop_app.ui.models.model import EntryModel
from desktop_app.ui.models.words import short_path
from desktop_app.ui.tasks import Tasks

_SERVERS, _FILES = "find servers", "find model files"


class Finder(QObject):
    """Knows the servers and model files of this computer, and the rows that are made of them."""

    status_changed = Signal(str)
    found = Signal()
    """Another part of the search is over."""

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries = EntryModel(self)
        self._services = services
        self._tasks = tasks
        self._servers: list[FoundServer] = []
        self._files: tuple[ModelFile, ...] = ()
        self._taken: dict[Path, ModelFile] = {}
        """Models that were added since the search for files began, which may have missed them."""
        self._troubles: tuple[FolderTrouble, ...] = ()
        self._fits: dict[Path, Fit] = {}
        self._looked = False
        self._chosen = ""
        """The address of the server that was chosen for the open session, which may stand nowhere else."""
        self._show()

    def set_chosen(self, choice: EngineChoice | None) -> None:
        """Know what answers in the open session, and list its server wherever that is."""
        self.entries.set_chosen(choice)
        before, self._chosen = self._chosen, "" if choice is None else choice.base_url
        if self._chosen and self._chosen != before and self._looked:
            self.look_for_servers()

    def start(self) -> None:
        """Look for everything anew; what is known stays meanwhile."""
        self._tasks.start(self._find_servers(), name=_SERVERS)
        self._tasks.start(self._find_files(), name=_FILES)
        self.status_changed.emit(self.status())

    def look_for_servers(self) -> None:
        """Look for servers anew."""
        self._tasks.start(self._find_servers(), name=_SERVERS)
        self.status_changed.emit(self.status())

    def look_for_files(self) -> None:
        """Look for model files anew."""
        self._tasks.start(self._find_files(), name=_FILES)
        self.status_changed.emit(self.status())

    async def take_file(self, file: ModelFile) -> None:
        """Show a model at once that was just added."""
        self._fits[file.path] = await self._fit(file)
        self._taken[file.path] = file
        self._files = (*(each for each in self._files if each.path != file.path), file)
        self._tell()

    def files(self) -> tuple[ModelFile, ...]:
        """Return the model files that were found."""
        return self._files

    def is_looking(self) -> bool:
        """Tell whether a search is under way."""
        return self._tasks.is_running(_SERVERS) or self._tasks.is_running(_FILES)

    def status(self) -> str:
        """Say how the search goes, or what it found."""
        if self.is_looking():
            return self.tr("Looking for models and servers on this computer…")
        talking = sum(file.usable for file in self._files)
        ready = sum(server.health is Health.READY for server in self._servers)
        models = self.tr("1 model file") if talking == 1 else self.tr("{n} model files").replace("{n}", str(talking))
        servers = self.tr("1 server") if ready == 1 else self.tr("{n} servers").replace("{n}", str(ready))
        words = self.tr("{models}, {servers} ready").replace("{models}", models).replace("{servers}", servers)
        for trouble in self._troubles[:1]:
            not_seen = self.tr("{folder} could not be looked through: {what}").replace("{what}", trouble.what)
            words += ". " + not_seen.replace("{folder}", short_path(trouble.folder))
        return words

    def nothing_found(self) -> bool:
        """Tell whether the search for files is over and found none."""
        return self._looked and not self._files

    async def _find_servers(self) -> None:
        try:
            self._servers = await self._services.servers.found([self._chosen] if self._chosen else [])
        finally:
            self._end(_SERVERS)

    async def _find_files(self) -> None:
        self._taken.clear()
        try:
            looked = await self._services.models.look()
            fits = {file.path: await self._fit(file) for file in looked.files}
            self._fits = {path: self._fits[path] for path in self._taken} | fits
            self._files, self._troubles, self._looked = self._and_taken(looked.files), looked.troubles, True
        finally:
            self._end(_FILES)

    def _and_taken(self, found: tuple[ModelFile, ...]) -> tuple[ModelFile, ...]:
        known = {file.path for file in found}
        return (*found, *(file for path, file in self._taken.items() if path not in known))

    async def _fit(self, file: ModelFile) -> Fit:
        usual = int(self._services.engines.settings.context_tokens)
        context = min(usual, file.header.context_tokens or usual)
        return await self._services.models.fit(file, context)

    def _end(self, name: str) -> None:
        self._tasks.retire(name)
        self._tell()

    def _tell(self) -> None:
        self._show()
        self.status_changed.emit(self.status())
        self.found.emit()

    def _show(self) -> None:
        rows = [builtin_entry(), *server_entries(self._servers), *file_entries(self._files, self._fits)]
        self.entries.set_entries(rows)
