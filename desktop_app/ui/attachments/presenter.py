"""Shows attachments in dialogs of their own, and saves copies of them."""

import asyncio
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.domain.attachments import Attachment
from desktop_app.domain.file_names import safe_file_name
from desktop_app.services.services import Services
from desktop_app.ui.attachments.decoding import decoded
from desktop_app.ui.attachments.picture_dialog import PictureDialog
from desktop_app.ui.attachments.text_dialog import TextDialog
from desktop_app.ui.notices.view import NoticeBar
from desktop_app.ui.tasks import Tasks

_SCREENS = 0.85
"""Part of the window's screen that a picture takes at most."""


class AttachmentPresenter(QObject):
    """At most one dialog at a time; copies are saved side by side."""

    def __init__(
        self, services: Services, tasks: Tasks, window: QWidget, notices: NoticeBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._attachments = services.attachments
        self._user_id = services.user_id
        self._tasks = tasks
        self._window = window
        self._notices = notices
        self._turns = count()
        self.dialog: PictureDialog | TextDialog | None = None
        """What is open."""
        self.places: QFileDialog | None = None
        """Where it is asked where to save a copy."""

    @Slot(object)
    def open(self, attachment: Attachment) -> None:
        """Show an attachment."""
        if self.dialog is None:
            self._tasks.start(self._open(attachment), name="open attachment")

    def close(self) -> None:
        """Close what is open."""
        if self.dialog is not None:
            self.dialog.reject()

    async def _open(self, attachment: Attachment) -> None:
        dialog: PictureDialog | TextDialog
        if attachment.is_image:
            room = self._window.screen().availableSize() * _SCREENS
            data = await self._attachments.read(self._user_id, attachment.id)
            pixels = room * self._window.devicePixelRatioF()
            image = await asyncio.to_thread(decoded, data, QSize(pixels.width(), pixels.height()))
            dialog = PictureDialog(attachment, room, self._window)
            dialog.show_picture(image)
        else:
            found = await self._attachments.read_text(self._user_id, attachment.id)
            dialog = TextDialog(attachment, found, self._window)
        dialog.save_requested.connect(partial(self._ask_for_place, attachment))
        dialog.finished.connect(self._on_finished)
        self.dialog = dialog
        dialog.open()

    def _ask_for_place(self, attachment: Attachment) -> None:
        places = QFileDialog(self.dialog, self.tr("Save a copy"), str(Path.home()))
        places.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        places.selectFile(safe_file_name(attachment.name))
        places.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        places.fileSelected.connect(partial(self._on_place_chosen, attachment))
        self.places = places
        places.open()

    def _on_place_chosen(self, attachment: Attachment, place: str) -> None:
        if place:
            self._tasks.start(self._save(attachment, Path(place)), name=f"save attachment {next(self._turns)}")

    async def _save(self, attachment: Attachment, place: Path) -> None:
        await self._attachments.save_copy(self._user_id, attachment.id, place)
        self._notices.show_notice(self.tr("Saved as {file}.").replace("{file}", str(place)))

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = self.places = None
