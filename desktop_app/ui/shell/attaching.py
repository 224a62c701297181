"""Attaching: files that were chosen, dropped or pasted are read and go with the message, or it is said why not."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QLocale, QObject, Qt, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from desktop_app.domain.attachments import MAX_ATTACHMENTS, Attachment
from desktop_app.domain.errors import UserError
from desktop_app.ui.attachments.gallery import Gallery
from desktop_app.ui.composer.written import Written
from desktop_app.ui.shell.screens import Screens
from desktop_app.ui.tasks import Tasks


class Attaching(QObject):
    """Gives the composer what goes with its message."""

    def __init__(self, screens: Screens, gallery: Gallery, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._chat, self._offers = screens.window, screens.chat, screens.offers
        self._composer = self._window.composer
        self._attachments, self._user_id = screens.services.attachments, screens.services.user_id
        self._gallery = gallery
        self._tasks = tasks
        self._turns = count()
        self._under_way: Counter[str] = Counter()
        """How many are being read for the message of each session, by its id."""
        self._early: list[Path | QImage] = []
        self.dialog: QFileDialog | None = None
        """Where files are being chosen."""
        self._window.attach_requested.connect(self._ask)
        self._composer.files_offered.connect(self.add_files)
        self._composer.picture_offered.connect(self.add_picture)
        self._composer.attachment_removed.connect(self._on_removed)
        self._composer.attachment_opened.connect(gallery.opened)
        self._composer.picture_wanted.connect(self._show_picture)
        gallery.ready.connect(self._show_picture)
        self._chat.opened.connect(self._on_opened)

    @Slot(object)
    def add_files(self, files: list[str]) -> None:
        """Attach files, or none of them where they are too many."""
        self._add([Path(file) for file in files])

    @Slot(object)
    def add_picture(self, picture: QImage) -> None:
        """Attach a picture that has no file."""
        self._add([picture])

    def close(self) -> None:
        """Close what is open."""
        if self.dialog is not None:
            self.dialog.reject()

    def _add(self, sources: Sequence[Path | QImage]) -> None:
        session = self._chat.session
        under_way = 0 if session is None else self._under_way[session.id]
        there = len(self._composer.written().attachments) + under_way
        if there + len(sources) > MAX_ATTACHMENTS:
            self._window.notices.show_problem(self._too_many(there, len(sources)))
        elif session is None:
            self._early += sources
        else:
            self._under_way[session.id] += len(sources)
            self._composer.set_attaching(True)
            self._tasks.start(self._attach(session.id, sources), name=f"attach {next(self._turns)}")

    async def _attach(self, session_id: str, sources: Sequence[Path | QImage]) -> None:
        refused: dict[str, None] = {}
        try:
            for source in sources:
                try:
                    self._take(session_id, await self._stored(source))
                except UserError as error:
                    refused[error.message] = None
        finally:
            self._under_way -= Counter({session_id: len(sources)})
            if self._chat.is_open(session_id):
                if refused:
                    self._composer.hold_back()
                self._show_under_way()
            for sentence in refused:
                self._window.notices.show_problem(sentence)

    def _show_under_way(self) -> None:
        session = self._chat.session
        self._composer.set_attaching(session is not None and self._under_way[session.id] > 0)

    async def _stored(self, source: Path | QImage) -> Attachment:
        if isinstance(source, Path):
            return await self._attachments.add(self._user_id, source.name, source)
        data = await asyncio.to_thread(_as_png, source)
        return await self._attachments.add(self._user_id, self.tr("Pasted picture.png"), data)

    def _take(self, session_id: str, attachment: Attachment) -> None:
        """Let an attachment go with the message of the session that it was meant for."""
        if self._chat.is_open(session_id):
            self._composer.add_attachment(attachment)
        else:
            unsent = self._chat.unsent
            unsent.keep(session_id, unsent.written(session_id).before(Written("", (attachment,))))

    def _too_many(self, there: int, more: int) -> str:
        words = self.tr("A message can have at most {most} attachments, and these would be {all}. None was attached.")
        locale = QLocale()
        shown = locale.toString(MAX_ATTACHMENTS), locale.toString(there + more)
        return words.replace("{most}", shown[0]).replace("{all}", shown[1])

    @Slot()
    def _ask(self) -> None:
        if self.dialog is None:
            self.dialog = QFileDialog(self._window, self.tr("Attach files"), str(Path.home()))
            self.dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.dialog.filesSelected.connect(self.add_files)
            self.dialog.finished.connect(self._on_closed)
            self.dialog.open()

    @Slot(int)
    def _on_closed(self, _result: int) -> None:
        self.dialog = None
        self._composer.focus()

    @Slot(int)
    def _show_picture(self, attachment_id: int) -> None:
        if any(each.id == attachment_id for each in self._composer.written().attachments):
            picture = self._gallery.picture(attachment_id)
            if picture is not None:
                self._composer.show_picture(attachment_id, picture)

    @Slot(object)
    def _on_removed(self, attachment: Attachment) -> None:
        if self._chat.session is not None:
            words = self.tr("“{name}” was taken off the message.").replace("{name}", attachment.name)
            back = partial(self._take, self._chat.session.id, attachment)
            self._offers.offer(words, self.tr("Undo"), back)

    @Slot()
    def _on_opened(self) -> None:
        self._show_under_way()
        early, self._early = self._early, []
        if early:
            self._add(early)


def _as_png(picture: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # its stub knows of bytes alone and Qt of names
    return bytes(buffer.data().data())
