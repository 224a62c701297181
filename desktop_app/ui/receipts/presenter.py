"""Reads how an answer was made, shows it, and has it made once more."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.domain.errors import UserError
from desktop_app.services.chat import AgainRequest, ChatEvent
from desktop_app.services.receipt_making import Repeat
from desktop_app.services.services import Services
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.receipts.dialog import ReceiptDialog
from desktop_app.ui.tasks import Tasks

_HASHING = "know the model's file"


class ReceiptPresenter(QObject):
    """At most one receipt at a time."""

    def __init__(self, services: Services, tasks: Tasks, chat: ChatViewModel, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._chat = chat
        self._window = window
        self._message_id = 0
        self._dialog: ReceiptDialog | None = None

    @Slot(int)
    def show(self, message_id: int) -> None:
        """Tell how an answer of the open session was made."""
        if self._dialog is None:
            self._tasks.start(self._show(message_id), name="show receipt")

    def close(self) -> None:
        """Take the dialog away."""
        if self._dialog is not None:
            self._dialog.reject()

    async def _show(self, message_id: int) -> None:
        shown = await self._services.receipts.of(self._services.user_id, message_id)
        if self._dialog is not None:
            return
        self._message_id = message_id
        self._dialog = dialog = ReceiptDialog(shown, self._window)
        dialog.repeat_requested.connect(self._on_repeat)
        dialog.finished.connect(self._on_finished)
        dialog.open()
        if shown.receipt.model_file is not None and not shown.receipt.model_sha256:
            self._tasks.start(self._know_model(message_id), name=_HASHING)

    async def _know_model(self, message_id: int) -> None:
        """Compute what the model's file is, which takes a while, and show that."""
        receipts, user_id = self._services.receipts, self._services.user_id
        if await receipts.know_model(user_id, message_id) and self._dialog is not None:
            self._dialog.show_receipt(await receipts.of(user_id, message_id))

    @Slot()
    def _on_repeat(self) -> None:
        self._tasks.start(self._repeat(self._message_id), name="repeat exactly")

    async def _repeat(self, message_id: int) -> None:
        session = self._chat.session
        try:
            repeat = await self._services.receipts.repeat(self._services.user_id, message_id)
        except UserError as error:
            if self._dialog is not None:
                self._dialog.say(error.message)
            return
        if session is None or self._dialog is None:
            return  # it was closed meanwhile
        if self._chat.is_streaming(session.id):
            self._dialog.say(self.tr("An answer is being written here. Wait for its end, then repeat this one."))
            return
        self._chat.exchange(session.id, self._repeated(session.id, message_id, repeat))
        self.close()

    async def _repeated(self, session_id: str, message_id: int, repeat: Repeat) -> AsyncGenerator[ChatEvent, None]:
        receipt = repeat.receipt
        request = AgainRequest(
            self._services.user_id,
            session_id,
            message_id,
            persona=receipt.persona,
            engine=receipt.choice,
            repeat=repeat,
        )
        async with aclosing(self._services.chat.say_again(request)) as events:
            async for event in events:
                yield event

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None
        self._tasks.stop(_HASHING)
