"""Tests of the window run on one loop for Qt and asyncio."""

from collections.abc import Callable
from typing import Any

from tests.support.qt_loop import qt_loop_factories


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], Any]]:
    return qt_loop_factories()
