"""The pictures of messages: read and decoded when they come into sight, and kept while they may be seen again."""

import asyncio
from collections import OrderedDict

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from desktop_app.domain.errors import UserError
from desktop_app.services.attachments import AttachmentService
from desktop_app.ui.attachments.decoding import decoded
from desktop_app.ui.tasks import Tasks

THUMBNAIL = 360
"""Pixels of the longest side of a picture in a message, on an ordinary screen."""
_MOST_BYTES = 48 * 2**20
"""Of the pictures that are kept, where those are more than can be in sight."""
_IN_SIGHT = 40
_AT_ONCE = 2
"""Decoded side by side; the processor has other things to do."""


class Gallery(QObject):
    """Gives the pictures of one user's attachments by their ids: at once where they are known, else later."""

    ready = Signal(int)
    """The picture of that attachment can be had now, or is known not to be one."""
    opened = Signal(object)
    """An `Attachment` that somebody wants to see all of."""

    def __init__(
        self, attachments: AttachmentService, user_id: str, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._attachments = attachments
        self._user_id = user_id
        self._tasks = tasks
        self._kept: OrderedDict[int, QImage] = OrderedDict()
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self.ratio = 1.0
        """Pixels of the screen for each of the window."""

    def picture(self, attachment_id: int) -> QImage | None:
        """Return the picture, a null one for what cannot be shown; None where it comes later, told by `ready`."""
        found = self._kept.get(attachment_id)
        if found is None:
            name = f"picture {attachment_id}"
            if not self._tasks.is_running(name):
                self._tasks.start(self._load(attachment_id), name=name)
            return None
        self._kept.move_to_end(attachment_id)
        return found

    def bytes_kept(self) -> int:
        """Return how much memory the pictures take."""
        return sum(each.sizeInBytes() for each in self._kept.values())

    async def _load(self, attachment_id: int) -> None:
        async with self._turn:
            image = await self._decoded(attachment_id)
        self._kept[attachment_id] = image
        while self.bytes_kept() > _MOST_BYTES and len(self._kept) > _IN_SIGHT:
            self._kept.popitem(last=False)
        self.ready.emit(attachment_id)

    async def _decoded(self, attachment_id: int) -> QImage:
        try:
            data = await self._attachments.read(self._user_id, attachment_id)
        except UserError:  # gone or lost: its place says so
            return QImage()
        most = round(THUMBNAIL * self.ratio)
        # Wide ones are cut at their sides where they stand among others, and must be high enough for that.
        return await asyncio.to_thread(decoded, data, QSize(2 * most, most))
