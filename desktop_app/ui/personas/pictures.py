"""The pictures of personas: read and decoded when they are first wanted, and kept."""

import asyncio
from collections import OrderedDict

from PySide6.QtCore import QBuffer, QIODevice, QObject, QSize, Signal
from PySide6.QtGui import QImage

from desktop_app.domain.errors import UserError
from desktop_app.domain.personas import Persona
from desktop_app.services.personas import PersonaService
from desktop_app.ui.attachments.decoding import decoded
from desktop_app.ui.tasks import Tasks

_SHOWN = 256
"""Pixels of the longest side of what is kept to be shown."""
_STORED = 1024
"""Pixels of the longest side of a picture that is chosen from a file."""
_MOST_KEPT = 200


class PersonaPictures(QObject):
    """Gives the picture of a persona at once where it is known, else later."""

    ready = Signal(str)
    """The picture of the persona of that id can be had now."""

    def __init__(self, personas: PersonaService, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._personas = personas
        self._tasks = tasks
        self._kept: OrderedDict[str, QImage] = OrderedDict()

    def picture(self, persona: Persona) -> QImage | None:
        """Return the picture; None where there is none, or it comes later, told by `ready`."""
        if persona.picture is None:
            return None
        found = self._kept.get(persona.picture)
        if found is None:
            name = f"picture of persona {persona.picture}"
            if not self._tasks.is_running(name):
                self._tasks.start(self._load(persona.id, persona.picture), name=name)
            return None
        self._kept.move_to_end(persona.picture)
        return None if found.isNull() else found

    async def _load(self, persona_id: str, name: str) -> None:
        try:
            data = await self._personas.picture(persona_id, name)
        except UserError:  # gone meanwhile: its glyph stands for it
            data = None
        image = QImage() if data is None else await asyncio.to_thread(shown_picture, data)
        self._kept[name] = image
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        self.ready.emit(persona_id)


def shown_picture(data: bytes) -> QImage:
    """Return a picture as it is shown, a null one for what cannot be shown; for a thread of its own."""
    return decoded(data, QSize(_SHOWN, _SHOWN))


def stored_picture(data: bytes) -> bytes:
    """Return a picture as it is kept, no larger than it needs to be; nothing for what cannot be shown."""
    image = decoded(data, QSize(_STORED, _STORED))
    if image.isNull():
        return b""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # its stub knows of bytes alone and Qt of names
    return bytes(buffer.data().data())
