"""Tests of the window run on one loop for Qt and asyncio."""

from collections.abc import Callable
from typing import Any

import pytest

from desktop_app.paths import resource
from desktop_app.ui.widgets.icons import use_folder
from tests.support.qt_loop import qt_loop_factories


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], Any]]:
    return qt_loop_factories()


@pytest.fixture(autouse=True, scope="session")
def icons() -> None:
    """Views are tested alone, without the main window that says where the icons are."""
    use_folder(str(resource("icons")))
