"""Lorebooks in files of their own, brought into the editor and taken along."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app.domain.lorebooks import Lorebook
from desktop_app.services.card_files import lorebook_in_file, put_lorebook
from desktop_app.ui.personas.files import PersonaFiles
from desktop_app.ui.personas.work import PersonaWork
from desktop_app.ui.tasks import Tasks

if TYPE_CHECKING:
    from desktop_app.ui.personas.editor import PersonaEditor

_READING = "read lorebook"


class LoreFiles(QObject):
    """Reads a file into the page of the lorebook, where it is saved with the persona, and writes what stands there."""

    def __init__(self, files: PersonaFiles, work: PersonaWork, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files, self._work, self._tasks = files, work, tasks
        self._editor: PersonaEditor | None = None
        files.lorebook_chosen.connect(self.read)
        files.lorebook_place_chosen.connect(self.write)

    def serve(self, editor: "PersonaEditor") -> None:
        """Do what its page of the lorebook asks for."""
        self._editor = editor
        editor.lore.files.import_wanted.connect(self._files.ask_for_lorebook)
        editor.lore.files.export_wanted.connect(self._on_export)

    @Slot(Path)
    def read(self, path: Path) -> None:
        """Show the lorebook in a file in the place of the one that is there."""
        self._tasks.start_told(lambda: self._read(path), name=_READING, on_refused=self._work.failed.emit)

    def stop(self) -> None:
        """Show nothing any more of what is being read: the page that it is for is left."""
        self._tasks.stop(_READING)

    @Slot(Path)
    def write(self, path: Path) -> None:
        """Write what stands there to a file."""
        if (book := self._book()) is not None:
            name = self._name(book)
            self._tasks.start_told(
                lambda: self._write(path, book, name), name="write lorebook", on_refused=self._work.failed.emit
            )

    async def _read(self, path: Path) -> None:
        book = await lorebook_in_file(path)
        if self._editor is not None and self._editor.is_writing():
            self._editor.lore.take_book(book)

    async def _write(self, path: Path, book: Lorebook, name: str) -> None:
        await put_lorebook(path, book, over=True)  # the dialog asked
        self._work.exported.emit(name, str(path))

    @Slot()
    def _on_export(self) -> None:
        if (book := self._book()) is not None:
            self._files.ask_for_lorebook_place(self._name(book))

    def _book(self) -> Lorebook | None:
        if self._editor is None or not self._editor.is_writing():
            return None
        return self._editor.draft().lorebook

    def _name(self, book: Lorebook) -> str:
        who = "" if self._editor is None else self._editor.who.name.text().strip()
        return book.name or self.tr("Lorebook of {name}").replace("{name}", who).strip()
