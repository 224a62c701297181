"""The dialog alone over made-up rows, and the window over real services."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.app import open_services
from desktop_app.domain.settings import SessionSettings, Settings
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.paths import Paths, prepare
from desktop_app.services.chat import SendRequest
from desktop_app.services.services import Services
from desktop_app.ui.failures import Failures
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.manage_sessions.dialog import ManageSessionsDialog
from desktop_app.ui.manage_sessions.model import SessionTableModel
from desktop_app.ui.manage_sessions.rows import Tab
from desktop_app.ui.shell.shell import Shell
from tests.support.clock import FakeClock
from tests.support.qt_loop import until
from tests.support.script import Script
from tests.ui.manage_sessions.made_up import now


@pytest.fixture
def model() -> SessionTableModel:
    return SessionTableModel(now)


@pytest.fixture
def dialog(qtbot: QtBot, model: SessionTableModel) -> Iterator[ManageSessionsDialog]:
    window = QWidget()
    window.resize(1280, 800)
    qtbot.addWidget(window)
    dialog = ManageSessionsDialog(model, window)
    dialog.show()
    qtbot.waitActive(dialog)
    yield dialog
    dialog.close()


def press(qtbot: QtBot, within: QWidget, name: str) -> None:
    """Press the one shown button of that name."""
    (button,) = [b for b in within.findChildren(QPushButton) if b.accessibleName() == name and b.isVisible()]
    assert button.isEnabled(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


async def say(services: Services, session_id: str, text: str) -> None:
    """Send a message and wait for the end of the answer."""
    async with aclosing(services.chat.send(SendRequest("ada", text, session_id=session_id))) as events:
        async for _event in events:
            pass


@dataclass
class Desk:
    """A started window with its Manage sessions dialog, and what a test wants to reach in them."""

    window: MainWindow
    shell: Shell
    services: Services
    qtbot: QtBot

    @property
    def dialog(self) -> ManageSessionsDialog:
        (dialog,) = self.window.findChildren(ManageSessionsDialog)
        return dialog

    @property
    def open_id(self) -> str:
        """The session that the window shows; empty while another one is being opened."""
        return "" if self.shell.chat.session is None else self.shell.chat.session.id

    @property
    def model(self) -> SessionTableModel:
        model = self.dialog.table.model()
        assert isinstance(model, SessionTableModel)
        return model

    def shown(self) -> list[str]:
        return [row.id for row in self.model.rows()]

    async def show(self, tab: Tab, *ids: str) -> None:
        """Go to a tab and wait until it shows those sessions, in any order."""
        self.dialog.tabs.setCurrentIndex(list(Tab).index(tab))
        await until(lambda: sorted(self.shown()) == sorted(ids))

    def choose(self, *ids: str) -> None:
        """Click on the first row with nothing but Ctrl, and so on: that chooses, and shows none of them."""
        self.dialog.table.clearSelection()
        for session_id in ids:
            self.click(session_id, Qt.KeyboardModifier.ControlModifier)

    def click(self, session_id: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.mouseClick(
            self.dialog.table.viewport(), Qt.MouseButton.LeftButton, modifier, pos=self.place(session_id)
        )

    def index(self, session_id: str) -> QModelIndex:
        return self.dialog.table.model().index(self.shown().index(session_id), 0)

    def place(self, session_id: str) -> QPoint:
        return self.dialog.table.visualRect(self.index(session_id)).center()

    def press(self, name: str) -> None:
        press(self.qtbot, self.dialog, name)

    def notices(self) -> list[str]:
        return self.window.notices.texts()


Opening = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def clock() -> FakeClock:
    """The dialog tells the real time, so that is where this one begins."""
    return FakeClock(datetime.now(UTC))


# Not a fixture that is open during the test: pytest-qt handles events between set-up and test, with no loop running.
@pytest.fixture
def opening(data_dir: Path, qtbot: QtBot, clock: FakeClock) -> Opening:
    @asynccontextmanager
    async def open_it(**settings: Any) -> AsyncIterator[Desk]:
        paths = Paths(data_dir, data_dir)
        prepare(paths)
        window, failures = MainWindow(), Failures()
        window.show()
        chosen = Settings(user="ada", sessions=SessionSettings(**settings))
        makers = {"builtin": lambda _choice: ScriptedEngine(Script())}
        async with open_services(paths, chosen, clock, makers) as services:
            for name in ("one", "two", "three"):
                clock.advance(minutes=1)
                await services.sessions.create("ada", session_id=name, name=name.title())
            shell = Shell(window, services, failures)
            await shell.start()
            window.manage_requested.emit()
            try:
                desk = Desk(window, shell, services, qtbot)
                await desk.show(Tab.ACTIVE, "one", "two", "three")
                yield desk
            finally:
                await shell.aclose()
        window.close()
        window.deleteLater()
        QApplication.processEvents()

    return open_it
