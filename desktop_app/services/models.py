"""Model files on this computer: found where other programs keep them, looked into, and used where they are."""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing, suppress
from pathlib import Path

from desktop_app.domain import model_sentences as sentences
from desktop_app.domain.downloads import Download, DownloadProgress, read_link
from desktop_app.domain.errors import UserError
from desktop_app.domain.model_files import FileProgress, Fit, FolderTrouble, FoundModels, ModelFile, ModelKind, fit
from desktop_app.domain.model_finds import assembled, the_one_of
from desktop_app.domain.settings import ModelSettings
from desktop_app.domain.tasks import together
from desktop_app.model_places import Layout, ModelPlace
from desktop_app.network.guard import Guard
from desktop_app.network.ledger import Ledger
from desktop_app.services.checksums import checksum_of
from desktop_app.services.downloads import Downloads
from desktop_app.services.memory import available_memory
from desktop_app.services.model_reading import Look, ModelReader, in_own_thread
from desktop_app.services.settings import PreferenceService
from desktop_app.store.model_notes import ModelNotes

YOURS = "added by you"
"""What stands for the program where a user added a file or folder."""
_SECONDS = 10.0
_GRACE = 0.5


class ModelService:
    """Finds model files and looks into them; none is changed, moved or copied."""

    def __init__(
        self,
        others: Callable[[], Sequence[ModelPlace]],
        own_folder: Path,
        notes_file: Path,
        preferences: PreferenceService,
        free_memory: Callable[[], int | None] = available_memory,
        seconds: float = _SECONDS,
        guard: Guard | None = None,
    ) -> None:
        """Look into the places of `others`, into `own_folder` and into what the settings name.

        What is found out is remembered in `notes_file`; each place is given so many `seconds`.
        The `guard` hears whom downloads ask; without one nobody watches.
        """
        self._others = others
        self._own_folder = own_folder
        self._preferences = preferences
        self._free_memory = free_memory
        self._seconds = seconds
        self._guard = guard or Guard(Ledger())
        self._reader = ModelReader(ModelNotes(notes_file))
        self._looking = asyncio.Lock()
        self._busy: dict[ModelPlace, asyncio.Event] = {}
        """Places that a thread is looking through, also for somebody who does not wait for it any more."""
        self._silent: set[ModelPlace] = set()
        """Those of them that took too long."""

    async def files(self) -> list[ModelFile]:
        """Return all models on this computer, those for chatting first."""
        return list((await self.look()).files)

    async def look(self) -> FoundModels:
        """Return all models on this computer, and the folders that could not be looked through."""
        async with self._looking:
            return await self._look_into(await self._places())

    async def inspect(self, path: Path) -> ModelFile:
        """Return what one file is; raise `UserError` where it is no model file."""
        path = _plain(path)
        finds = await asyncio.to_thread(self._reader.around, path)
        if finds[0].problem:
            raise UserError("model_file_bad", file=path, reason=finds[0].problem)
        return the_one_of(path, finds)

    async def called(self, words: str) -> ModelFile:
        """Return the model that a person named: by a path, or as the list shows it."""
        if await asyncio.to_thread(os.path.lexists, _plain(Path(words))):
            return await self.inspect(Path(words))
        found = [each for each in await self.files() if words in (each.name, *each.names)]
        if not found and words.lower().endswith(".gguf"):
            raise UserError("model_file_missing", file=_plain(Path(words)))
        if not found:
            raise UserError("model_unknown", model=words)
        if len(found) > 1:
            raise UserError("model_ambiguous", model=words, count=len(found))
        return found[0]

    def usual(self) -> list[ModelPlace]:
        """Return the folders of other programs in which models are looked for."""
        return list(self._others())

    async def fit(self, model: ModelFile, context_tokens: int) -> Fit:
        """Return whether a model goes into the memory that is free now, with so many tokens of context."""
        return fit(model.header, model.loaded_size, context_tokens, await asyncio.to_thread(self._free_memory))

    async def add(self, path: Path) -> ModelFile:
        """Remember a single file; it stays where it is. Raises `UserError` where it cannot be asked."""
        model = await self.inspect(path)
        if not model.usable:
            raise UserError("model_file_bad", file=model.path, reason=model.problem or _no_use(model.header.kind))
        await self._preferences.add("models", "files", str(model.path))
        return model

    async def add_folder(self, folder: Path) -> FoundModels:
        """Look into a folder from now on, and return what is in it."""
        folder = _plain(folder)
        if not await asyncio.to_thread(folder.is_dir):
            raise UserError("model_folder_missing", folder=folder)
        await self._preferences.add("models", "folders", str(folder))
        return await self._look_into([ModelPlace(YOURS, folder)])

    async def forget(self, path: Path) -> None:
        """Look no more for a file or folder that was added; raise `UserError` where none of that name was."""
        path, models = _plain(path), (await self._preferences.current()).models
        words = [each for each in (*models.files, *models.folders) if _plain(Path(each)) == path]
        if not words:
            raise UserError("model_not_added", path=path)
        for key in ("files", "folders"):
            for each in words:
                await self._preferences.remove("models", key, each)
        await asyncio.to_thread(self._reader.forget, path)
        await asyncio.to_thread(self._reader.save)

    def sha256(self, path: Path) -> AsyncGenerator[FileProgress, None]:
        """Yield how far the checksum of a file has come, and at last the checksum; at once where it is remembered."""
        return checksum_of(_plain(path), self._reader)

    def download_host(self, address: str) -> str:
        """Return the host that a download would ask first, empty for this computer; raise `UserError` for a bad one."""
        link = read_link(address)
        return "" if link.is_here else link.place

    async def download(self, wanted: Download) -> AsyncGenerator[DownloadProgress, None]:
        """Fetch a model file, which leaves this computer; yield how far it has come and, at the end, where it is.

        Nobody is asked but the hosts that `wanted` names: another one is named in the `UserError` that ends it, to be
        asked for. What came is kept, and a download that is begun again goes on there.
        """
        async with aclosing(Downloads(self._own_folder, self._reader, self._guard).run(wanted)) as steps:
            async for step in steps:
                if step.file is not None and wanted.folder is not None:
                    await self._preferences.add("models", "files", str(_plain(step.file)))
                yield step

    async def _places(self) -> list[ModelPlace]:
        models: ModelSettings = (await self._preferences.current()).models
        return [
            *self._others(),
            ModelPlace("Parley", self._own_folder),
            *(ModelPlace(YOURS, _plain(Path(each)), is_expected=True) for each in models.folders),
            *(ModelPlace(YOURS, _plain(Path(each)), Layout.FILE, is_expected=True) for each in models.files),
        ]

    async def _look_into(self, places: Iterable[ModelPlace]) -> FoundModels:
        looks = [Look(place) for place in places]
        await together(*map(self._through, looks))
        await asyncio.to_thread(self._reader.save)
        return FoundModels(
            files=tuple(assembled(find for look in looks for find in list(look.finds))),
            troubles=tuple(
                FolderTrouble(look.place.program, look.place.folder, look.trouble) for look in looks if look.trouble
            ),
        )

    async def _through(self, look: Look) -> None:
        """Look through one place; what has not been found in time is not waited for, nor is it the next time."""
        if look.place in self._silent:
            look.trouble = sentences.FOLDER_SILENT
            return
        try:
            async with asyncio.timeout(self._seconds + _GRACE):
                while (busy := self._busy.get(look.place)) is not None:
                    await busy.wait()
                await self._begun(look).wait()
        except TimeoutError:
            look.trouble = sentences.FOLDER_SILENT
            self._silent |= {look.place} & self._busy.keys()

    def _begun(self, look: Look) -> asyncio.Event:
        """Have one place looked through; what is returned is set when that is done."""
        loop, done = asyncio.get_running_loop(), asyncio.Event()

        def end() -> None:
            del self._busy[look.place]
            self._silent.discard(look.place)
            done.set()

        def tell() -> None:
            with suppress(RuntimeError):  # the loop is gone, and whoever waited with it
                loop.call_soon_threadsafe(end)

        self._busy[look.place] = done
        in_own_thread(lambda: self._reader.look(look, self._seconds), f"models in {look.place.folder}", tell)
        return done


def _plain(path: Path) -> Path:
    """Return a path from the root on, its links left as they are."""
    return Path(os.path.abspath(path.expanduser()))


def _no_use(kind: ModelKind) -> str:
    return {
        ModelKind.EMBEDDING: sentences.FOR_SEARCHING,
        ModelKind.PROJECTOR: sentences.FOR_SEEING,
    }.get(kind, sentences.NO_CHAT)
