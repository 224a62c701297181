"""Fetches a model file from where the user says; goes on when the page is closed."""

from contextlib import aclosing
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.domain.downloads import Download
from desktop_app.domain.errors import UserError
from desktop_app.services.services import Services
from desktop_app.ui.models.finder import Finder
from desktop_app.ui.tasks import Tasks

_NAME = "download a model"


class Downloading(QObject):
    """One download at a time."""

    progressed = Signal(object)
    """A `DownloadProgress`."""
    ended = Signal(str)
    """The download is over, or was stopped; the key of the entry that it brought, perhaps empty."""
    failed = Signal(str)
    host_asked = Signal(str, str)
    """A host that the first one sends on to, and the sentence about it: it is asked only after a yes."""

    def __init__(self, services: Services, tasks: Tasks, finder: Finder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models = services.models
        self._tasks = tasks
        self._finder = finder
        self._address = ""
        self._hosts: frozenset[str] = frozenset()

    def is_running(self) -> bool:
        """Tell whether a file is being fetched."""
        return self._tasks.is_running(_NAME)

    @Slot(str, str, str)
    def start(self, address: str, sha256: str, folder: str) -> None:
        """Fetch a file, or go on with it; to press the button is the yes to the host that it names."""
        if address != self._address:
            self._address, self._hosts = address, frozenset()
        self._tasks.start(self._fetch(address, sha256, folder), name=_NAME)

    @Slot(str)
    def allow(self, host: str) -> None:
        """Let one more host be asked for this file, and for nothing else."""
        self._hosts |= {host}

    @Slot()
    def stop(self) -> None:
        """Stop; what came is kept, to go on from."""
        self._tasks.stop(_NAME)

    async def _fetch(self, address: str, sha256: str, folder: str) -> None:
        brought = ""
        try:
            self._hosts |= {self._models.download_host(address)} - {""}
            wanted = Download(address, self._hosts, Path(folder) if folder else None, sha256)
            async with aclosing(self._models.download(wanted)) as steps:
                async for step in steps:
                    self.progressed.emit(step)
                    if step.file is not None:
                        await self._finder.take_file(await self._models.inspect(step.file))
                        brought = f"file {step.file}"
        except UserError as error:
            if error.code == "download_redirected":
                self.host_asked.emit(str(error.details["host"]), error.message)
            else:
                self.failed.emit(error.message)
        finally:
            self._tasks.retire(_NAME)
            self.ended.emit(brought)
