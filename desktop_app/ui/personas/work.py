"""What the personas page has done: saved, copied, deleted, brought in and taken along."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtGui import QImage

from desktop_app.domain.attachments import MAX_BYTES
from desktop_app.domain.errors import UserError
from desktop_app.domain.personas import Persona
from desktop_app.services.persona_cards import CardPreview, ExportKind
from desktop_app.services.services import Services
from desktop_app.ui.personas.pictures import shown_picture, stored_picture
from desktop_app.ui.tasks import Tasks

_CARD, _PICTURE, _VERSIONS = "read card", "read picture", "read versions of a persona"


class PersonaWork(QObject):
    """Asks the services; what went wrong is told in one sentence and leaves everything as it was."""

    changed = Signal(str)
    """The persona of that id is there now, or is another than before; empty where several may be."""
    saved = Signal(object)
    """The `Persona` that was written is stored."""
    deleted = Signal()
    versions_read = Signal(object)
    card_read = Signal(object, object)
    """A `CardPreview` of which nothing is stored, and its picture as `QImage` or None."""
    picture_read = Signal(object, object)
    """A picture that was chosen: its bytes as they are to be stored, and the `QImage` to show."""
    exported = Signal(str, str)
    """The name of a persona, and the file it was written to."""
    failed = Signal(str)
    save_ended = Signal()
    """Storing what was written is over, well or not."""
    add_ended = Signal()
    """So is storing what was read from a file."""

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._personas = services.personas
        self._tasks = tasks
        self._overruled: dict[str, int] = {}
        """The versions that somebody was told of and may save over."""

    def save(self, persona: Persona, picture: bytes | None) -> None:
        """Store a persona as it was written, a new one or another state of one."""
        self._start(self._save(persona, picture), "save persona", self.save_ended)

    def duplicate(self, persona_id: str) -> None:
        """Make a copy."""
        self._start(self._told(self._personas.duplicate(persona_id)), "copy persona")

    def delete(self, persona_id: str) -> None:
        """Delete one, which can be undone."""
        self._start(self._delete(persona_id), f"delete persona {persona_id}")

    def restore(self, persona_id: str, number: int) -> None:
        """Bring an earlier version back."""
        self._start(self._told(self._personas.restore_version(persona_id, number)), "restore persona")

    def read_versions(self, persona_id: str) -> None:
        """Read how it was before."""
        self._start(self._read_versions(persona_id), _VERSIONS)

    def read_card(self, path: Path) -> None:
        """Read a file, and store nothing of it."""
        self._start(self._read_card(path), _CARD)

    def stop_reading(self) -> None:
        """Show nothing any more that was asked for before: something else is begun, and would give way to it."""
        for name in (_CARD, _PICTURE, _VERSIONS):
            self._tasks.stop(name)

    def add(self, preview: CardPreview) -> None:
        """Store what was read from a file."""
        self._start(self._told(self._personas.import_card(preview)), "import persona", self.add_ended)

    def export(self, persona_id: str, path: Path, kind: ExportKind) -> None:
        """Write a persona to a file."""
        self._start(self._export(persona_id, path, kind), "export persona")

    def read_picture(self, path: Path) -> None:
        """Read a picture that was chosen."""
        self._start(self._read_picture(path), _PICTURE)

    def _start(self, work: Coroutine[Any, Any, None], name: str, ended: SignalInstance | None = None) -> None:
        self._tasks.start(self._guarded(work, ended), name=name)

    async def _guarded(self, work: Coroutine[Any, Any, None], ended: SignalInstance | None) -> None:
        try:
            await work
        except UserError as error:
            self.failed.emit(error.message)
        finally:
            if ended is not None:
                ended.emit()

    async def _told(self, work: Coroutine[Any, Any, Persona]) -> None:
        self.changed.emit((await work).id)

    async def _save(self, persona: Persona, picture: bytes | None) -> None:
        if persona.id and persona.own:
            stored = await self._update(persona, picture)
        else:
            stored = await self._personas.create(persona, picture=picture)
        self.changed.emit(stored.id)
        self.saved.emit(stored)

    async def _update(self, persona: Persona, picture: bytes | None) -> Persona:
        seen = max(persona.version, self._overruled.pop(persona.id, 0))
        try:
            return await self._personas.update(persona.id, replace(persona, version=seen), picture=picture)
        except UserError as error:
            if error.code == "persona_changed":
                self._overruled[persona.id] = self._personas.get(persona.id).version
                self.changed.emit(persona.id)
            raise

    async def _delete(self, persona_id: str) -> None:
        await self._personas.delete(persona_id)
        self.changed.emit("")
        self.deleted.emit()

    async def _read_versions(self, persona_id: str) -> None:
        self.versions_read.emit(await self._personas.versions(persona_id))

    async def _read_card(self, path: Path) -> None:
        preview = await self._personas.preview(path)
        picture = preview.picture
        image = QImage() if picture is None else await asyncio.to_thread(shown_picture, picture)
        self.card_read.emit(preview, None if image.isNull() else image)

    async def _export(self, persona_id: str, path: Path, kind: ExportKind) -> None:
        await self._personas.export(persona_id, path, kind, over=True)  # the dialog asked
        persona = self._personas.get(persona_id)
        self.exported.emit(persona.name, str(path))
        if persona.lorebook_lost:
            self.failed.emit(UserError("lorebook_left_out", name=persona.name, file=path).message)

    async def _read_picture(self, path: Path) -> None:
        data, image = await asyncio.to_thread(_picture_in, path)
        if image.isNull():
            words = self.tr("{file} is no picture that Parley can show. Choose a PNG, JPEG, GIF or WebP file.")
            self.failed.emit(words.replace("{file}", path.name))
        else:
            self.picture_read.emit(data, image)


def _picture_in(path: Path) -> tuple[bytes, QImage]:
    """Return a picture as it is to be stored and as it is shown; a null one for a file that is none."""
    try:
        with path.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError:
        return b"", QImage()
    stored = stored_picture(data) if len(data) <= MAX_BYTES else b""
    return stored, shown_picture(stored)
