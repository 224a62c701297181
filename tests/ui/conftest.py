"""Tests of the window run on one loop for Qt and asyncio."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.paths import resource
from desktop_app.ui.application import Application
from desktop_app.ui.widgets.icons import use_folder
from tests.support.qt_loop import qt_loop_factories


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], Any]]:
    return qt_loop_factories()


@pytest.fixture(autouse=True, scope="session")
def icons(qapp: QApplication) -> None:
    """Views are tested alone, without the main window that says where the icons are."""
    use_folder(str(resource("icons")))


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """The window's own application, which closing the last window does not end."""
    return Application


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["parley"]
