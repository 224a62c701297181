"""What goes with an exported session: its attachments, within its own file or beside it."""

from collections.abc import AsyncIterator

from desktop_app.domain.attachments import Attachment
from desktop_app.domain.errors import UserError
from desktop_app.domain.exports import ENCLOSED_FOLDER, Enclosed, ExportFormat, enclosed_name
from desktop_app.domain.messages import Message
from desktop_app.services.files import in_thread, told_of
from desktop_app.store.attachments import AttachmentStore
from desktop_app.store.export_folder import ExportFolder

_WITHIN = 2**20
"""Bytes of a file that an archive holds itself; larger ones lie beside it."""


class Enclosing:
    """Gives the attachments of one export, one file's bytes at a time."""

    def __init__(
        self, attachments: AttachmentStore, user_id: str, kind: ExportFormat, folder: ExportFolder, *, beside: bool
    ) -> None:
        """Write what a `kind` of file cannot hold into a folder in `folder`, where `beside` says that this is wanted.

        An archive is whole or none: what is too large for it is written there in any case.
        """
        self._attachments = attachments
        self._user_id = user_id
        self._kind = kind
        self._folder = folder
        self._beside = beside
        self._written: set[str] = set()
        self._met: dict[int, Attachment] = {}

    async def of(self, message: Message) -> dict[int, Enclosed]:
        """Return what is attached to a message as it is to be shown there, by the ids of the attachments."""
        self._met.update({each.id: each for each in message.attachments})
        if self._kind is ExportFormat.JSON:
            return {}
        return {each.id: await self._shown(each) for each in message.attachments}

    async def all_met(self) -> AsyncIterator[Enclosed]:
        """Return all that was met, for an archive: within it, or as a file beside it."""
        for each in self._met.values() if self._kind is ExportFormat.JSON else ():
            data = await self._read(each)
            if data is None or len(data) <= _WITHIN:
                yield Enclosed(each, data=data)
            else:
                yield Enclosed(each, path=await self._write(each, data))

    async def _shown(self, attachment: Attachment) -> Enclosed:
        within = attachment.is_image and self._kind is ExportFormat.HTML
        data = await self._read(attachment) if within or self._beside else None
        if data is None:
            return Enclosed(attachment)
        return (
            Enclosed(attachment, data=data)
            if within
            else Enclosed(attachment, path=await self._write(attachment, data))
        )

    async def _read(self, attachment: Attachment) -> bytes | None:
        try:
            return await self._attachments.read(self._user_id, attachment.id)
        except UserError:  # what is lost is named
            return None

    async def _write(self, attachment: Attachment, data: bytes) -> str:
        name = enclosed_name(attachment)
        if name not in self._written:
            with told_of(self._folder.path / ENCLOSED_FOLDER / name):
                await in_thread(_write, self._folder, name, data)
            self._written.add(name)
        return f"{ENCLOSED_FOLDER}/{name}"


def _write(folder: ExportFolder, name: str, data: bytes) -> None:
    """Write a file that is named by its bytes, unless it is there from an earlier export."""
    inner = folder.inner(ENCLOSED_FOLDER)
    try:
        if name in inner.names():
            return
        file = inner.begin()
        try:
            file.write(data)
            file.finish(name, None, replace=False)
        except BaseException:
            file.drop()
            raise
    finally:
        inner.close()
