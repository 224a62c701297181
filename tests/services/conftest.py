import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from desktop_app.app import open_services
from desktop_app.domain.settings import SessionSettings, Settings
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.paths import Paths, prepare
from desktop_app.services.services import Services
from tests.support.clock import FakeClock
from tests.support.script import Script

Opening = Callable[..., AbstractAsyncContextManager[Services]]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def engine(script: Script) -> ScriptedEngine:
    return ScriptedEngine(script)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test on all kinds of store that it can be run on; each day on the file, and half of them on a server.

    A quarter is run in memory as well, which is the file's own SQL on one connection; --full runs them on all. What
    the store itself does, tests/store tries on each kind every day.
    """
    if "storage" not in metafunc.fixturenames:
        return
    kinds = ["sqlite", "memory", "postgresql"]
    if metafunc.definition.get_closest_marker("chat_file"):
        kinds = ["sqlite"]
    elif "opening" in inspect.signature(metafunc.function).parameters:
        kinds.remove("memory")  # which ends with the services that were opened on it
    lot = crc32(metafunc.function.__qualname__.encode()) % 4
    daily = {"sqlite", ("memory", "postgresql", "sqlite", "postgresql")[lot]}
    chosen = [pytest.param(kind, marks=[] if kind in daily else [pytest.mark.full]) for kind in kinds]
    metafunc.parametrize("storage", chosen, indirect=True)


@pytest.fixture
def storage(request: pytest.FixtureRequest) -> dict[str, str]:
    """What the settings say of where sessions are kept."""
    kind = str(request.param)
    url = request.getfixturevalue("database_url") if kind == "postgresql" else ""
    return {"storage_type": kind, "db_url": url}


@pytest.fixture
def opening(data_dir: Path, clock: FakeClock, engine: ScriptedEngine, storage: dict[str, str]) -> Opening:
    """Open services on the test's data folder, as often as wanted."""

    @asynccontextmanager
    async def open_them(user_id: str = "ada", **sessions: Any) -> AsyncIterator[Services]:
        paths = Paths(data_dir, data_dir)
        prepare(paths)
        settings = replace(Settings(user=user_id), sessions=SessionSettings(**(storage | sessions)))
        async with open_services(paths, settings, clock, {"builtin": lambda _choice: engine}) as services:
            yield services

    return open_them


@pytest.fixture
async def services(opening: Opening) -> AsyncIterator[Services]:
    async with opening() as opened:
        yield opened
