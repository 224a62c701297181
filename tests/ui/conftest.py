"""Tests of the window run on one loop for Qt and asyncio."""

import gc
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.app import open_services
from desktop_app.domain.settings import SessionSettings, Settings
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.paths import Paths, prepare, resource
from desktop_app.services.engines import EngineMaker
from desktop_app.ui.application import Application
from desktop_app.ui.failures import Failures
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.shell.shell import Shell
from desktop_app.ui.widgets.icons import use_folder
from tests.support.clock import FakeClock
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import qt_loop_factories
from tests.support.script import Script

_AWAY = (10_000, 10_000)


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], Any]]:
    return qt_loop_factories()


@pytest.fixture(autouse=True)
def garbage() -> Iterator[None]:
    """What a test leaves goes here, where it was made: found in a database's thread, it would be torn down there."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def looks(qapp: QApplication) -> Iterator[None]:
    """Each test begins with the same font, colours and style, and with no mouse over anything, whatever came before."""
    QCursor.setPos(*_AWAY)
    font, palette, sheet = qapp.font(), qapp.palette(), qapp.styleSheet()
    yield
    if qapp.styleSheet() != sheet:
        qapp.setStyleSheet(sheet)
    if qapp.font() != font:
        qapp.setFont(font)
    if qapp.palette() != palette:
        qapp.setPalette(palette)


@pytest.fixture(autouse=True, scope="session")
def icons(qapp: QApplication) -> None:
    """Views are tested alone, without the main window that says where the icons are."""
    use_folder(str(resource("icons")))


@pytest.fixture(autouse=True, scope="session")
def clipboard(qapp: QApplication) -> Iterator[None]:
    """What a test copied is let go of while there is still a Python to do so: without a screen, Qt keeps it longer."""
    yield
    qapp.clipboard().clear()


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """The window's own application, which closing the last window does not end."""
    return Application


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["parley"]


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


# Not a fixture that is open during the test: pytest-qt handles events between set-up and test, with no loop running.
@pytest.fixture
def opening(data_dir: Path, qtbot: QtBot, script: Script, clock: FakeClock) -> Opening:
    @asynccontextmanager
    async def open_it(
        engines: Mapping[str, EngineMaker] | None = None,
        early: Callable[[MainWindow], object] = lambda _window: None,
        **sessions: Any,
    ) -> AsyncIterator[Desk]:
        paths = Paths(data_dir, data_dir)
        prepare(paths)
        settings = replace(Settings(user="ada"), sessions=SessionSettings(**sessions))
        makers = {"builtin": lambda _choice: ScriptedEngine(script), **(engines or {})}
        window, failures = MainWindow(), Failures()
        window.show()
        early(window)
        async with open_services(paths, settings, clock, makers) as services:
            shell = Shell(window, services, failures)
            await shell.start()
            try:
                yield Desk(window, shell, services, qtbot)
            finally:
                await shell.aclose()
        window.close()
        window.deleteLater()
        QApplication.processEvents()

    return open_it
