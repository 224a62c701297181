"""Tests of the window run on one loop for Qt and asyncio; those from outside have a desktop of their own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.support.desktop import Desktop, need_desktop
from tests.support.qt_loop import qt_loop_factories


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], Any]]:
    return qt_loop_factories()


@pytest.fixture(scope="session")
def lend_desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Desktop]]:
    """The desktop that tests have one after the other, each with windows and data of its own."""
    need_desktop()
    opened: list[Desktop] = []
    with ExitStack() as closing:

        def lend() -> Desktop:
            if not opened or not opened[-1].is_usable:
                opened.append(closing.enter_context(Desktop(tmp_path_factory.mktemp("desktop"))))
            return opened[-1]

        yield lend


@pytest.fixture
def desktop(lend_desktop: Callable[[], Desktop]) -> Desktop:
    lent = lend_desktop()
    lent.rest_pointer()
    return lent
