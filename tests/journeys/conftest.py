"""Tests of the window run on one loop for Qt and asyncio; those from outside have a desktop of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.accessibility import Desktop, need_desktop
from tests.support.qt_loop import qt_loop_factories


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], Any]]:
    return qt_loop_factories()


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    need_desktop()
    with Desktop(tmp_path / "desktop") as opened:
        yield opened
