"""Export: sessions as files that can be read without Parley."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app import __version__
from desktop_app.domain.clock import Clock
from desktop_app.domain.errors import UserError
from desktop_app.domain.exports import NO_RECEIPTS, Chat, ExportFormat
from desktop_app.domain.file_names import chat_file_name, file_name_key
from desktop_app.domain.messages import Message
from desktop_app.domain.sessions import Session
from desktop_app.formats.chats import chat_writer
from desktop_app.services.enclosing import Enclosing
from desktop_app.services.files import in_thread, opened_folder, told_of
from desktop_app.services.personas import PersonaService
from desktop_app.store.attachments import AttachmentStore
from desktop_app.store.export_folder import ExportFolder
from desktop_app.store.messages import MessageStore
from desktop_app.store.receipts import ReceiptStore
from desktop_app.store.sessions import SessionStore

_BATCH = 500
"""Messages that are in memory at once."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote; `left_out` counts the messages in branches that were not wanted."""

    files: tuple[Path, ...]
    messages: int
    left_out: int


class ExportService:
    """Writes sessions as files, piece by piece, off the event loop."""

    def __init__(
        self,
        sessions: SessionStore,
        messages: MessageStore,
        attachments: AttachmentStore,
        receipts: ReceiptStore,
        personas: PersonaService,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._messages = messages
        self._attachments = attachments
        self._receipts = receipts
        self._personas = personas
        self._clock = clock

    async def export(
        self,
        user_id: str,
        session_id: str,
        kind: ExportFormat,
        target: Path,
        *,
        all_branches: bool = False,
        replace: bool = False,
    ) -> Exported:
        """Write one session as the file `target`, or under a name of its own in the folder `target`.

        A file that is there is written over only where `replace` says so, and a link or a device never.
        """
        with told_of(target):
            is_folder = await in_thread(target.is_dir)
        if is_folder:
            return await self.export_many(user_id, [session_id], kind, target, all_branches=all_branches)
        session = await self._sessions.get(user_id, session_id)
        async with opened_folder(target.parent, target) as folder:
            with told_of(target):
                await in_thread(folder.check, target.name, replace=replace)
            return await self._write(session, kind, folder, target.name, all_branches=all_branches, replace=replace)

    async def export_all(
        self, user_id: str, kind: ExportFormat, target: Path, *, all_branches: bool = False
    ) -> Exported:
        """Write each session that is not in the trash as a file of its own in the folder `target`."""
        found = [*await self._sessions.on_shelf(user_id, "live"), *await self._sessions.on_shelf(user_id, "archived")]
        return await self.export_many(user_id, [each.id for each in found], kind, target, all_branches=all_branches)

    async def export_many(
        self,
        user_id: str,
        session_ids: Sequence[str],
        kind: ExportFormat,
        target: Path,
        *,
        all_branches: bool = False,
    ) -> Exported:
        """Write sessions as files of their own in the folder `target`, which is made; nothing there is written over.

        What is attached lies in a folder there, but for the pictures of pages.
        """
        with told_of(target):
            await in_thread(target.mkdir, 0o700, parents=True, exist_ok=True)
        written: list[Exported] = []
        async with opened_folder(target, target) as folder:
            taken = {file_name_key(name) for name in await in_thread(folder.names)}
            for session_id in session_ids:
                session = await self._sessions.get(user_id, session_id)
                name = chat_file_name(session.shown_name, session.created_at, kind.ending, taken)
                taken.add(file_name_key(name))
                written.append(await self._write(session, kind, folder, name, all_branches=all_branches, beside=True))
        files = tuple(file for each in written for file in each.files)
        return Exported(files, sum(each.messages for each in written), sum(each.left_out for each in written))

    async def _write(
        self,
        session: Session,
        kind: ExportFormat,
        folder: ExportFolder,
        name: str,
        *,
        all_branches: bool,
        replace: bool = False,
        beside: bool = False,
    ) -> Exported:
        shown = await self._messages.branch_ids(session)
        every = await self._messages.all_ids(session.id)
        wanted = every if all_branches else shown
        chat = Chat(
            session=session,
            personas={
                each.id: each for each in (*self._personas.list_personas(), self._personas.stand_in(session.persona))
            },
            messages=len(wanted),
            left_out=len(every) - len(wanted),
            all_branches=all_branches,
            exported_at=self._clock.now(),
            generator=f"Parley {__version__}",
        )
        enclosing = Enclosing(self._attachments, session.user_id, kind, folder, beside=beside)
        with told_of(folder.path / name):
            file = await in_thread(folder.begin)
            try:
                async for octets in self._pieces(chat, kind, wanted, enclosing):
                    await in_thread(file.write, octets)
                await in_thread(file.finish, name, session.last_activity_at, replace=replace)
            except BaseException:
                await in_thread(file.drop)
                raise
        return Exported((folder.path / name,), chat.messages, chat.left_out)

    async def _pieces(
        self, chat: Chat, kind: ExportFormat, wanted: Sequence[int], enclosing: Enclosing
    ) -> AsyncIterator[bytes]:
        writer = chat_writer(kind, chat)
        yield writer.begin().encode()
        for start in range(0, len(wanted), _BATCH):
            ids = wanted[start : start + _BATCH]
            found = await self._messages.by_ids(ids)
            if len(found) != len(ids):
                raise UserError("export_changed")
            receipts = await self._receipts.documents(ids) if kind is ExportFormat.JSON else NO_RECEIPTS
            for some in _by_attachments(found):
                enclosed = await enclosing.of(some[0])
                yield (await asyncio.to_thread(writer.add, some, enclosed, receipts)).encode()
        async for each in enclosing.all_met():
            yield (await asyncio.to_thread(writer.enclose, each)).encode()
        yield writer.end().encode()


def _by_attachments(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    """Return the messages in their order: one with attachments by itself, the others between them together."""
    begin = 0
    for at, message in enumerate(messages):
        if message.attachments:
            yield from (messages[begin:at],) if at > begin else ()
            yield [message]
            begin = at + 1
    if begin < len(messages):
        yield messages[begin:]
