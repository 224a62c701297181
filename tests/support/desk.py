"""A started window over real services, and what a test wants to reach in it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.domain.messages import Message
from desktop_app.services.services import Services
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.shell.shell import Shell
from tests.support.qt_loop import until


@dataclass
class Desk:
    """A started window and what a test wants to reach in it."""

    window: MainWindow
    shell: Shell
    services: Services
    qtbot: QtBot

    def type_and_send(self, text: str) -> None:
        self.qtbot.keyClicks(self.window.composer.editor, text)
        self.qtbot.keyClick(self.window.composer.editor, Qt.Key.Key_Return)

    @property
    def session_id(self) -> str:
        assert self.shell.chat.session is not None
        return self.shell.chat.session.id

    def transcript(self) -> list[tuple[str, str]]:
        return [(message.role.value, message.content) for message in self.shell.chat.messages.messages()]

    def message(self, row: int) -> Message:
        message = self.shell.chat.messages.message(row)
        assert message is not None, f"row {row} is not loaded"
        return message

    def notices(self) -> list[str]:
        return self.window.notices.texts()

    def buttons(self, name: str) -> list[QPushButton]:
        return [b for b in self.window.findChildren(QPushButton) if b.accessibleName() == name and b.isVisible()]

    def press(self, name: str) -> None:
        (button,) = self.buttons(name)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def press_first(self, name: str) -> None:
        self.qtbot.mouseClick(self.buttons(name)[0], Qt.MouseButton.LeftButton)

    async def answered(self) -> None:
        await until(lambda: len(self.transcript()) >= 2 and not self.shell.chat.is_streaming(self.session_id))


Opening = Callable[..., AbstractAsyncContextManager[Desk]]
