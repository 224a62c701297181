from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.app import open_services
from desktop_app.domain.settings import SessionSettings, Settings
from desktop_app.engines.protocol import EngineRequest
from desktop_app.engines.scripted import Reply, ScriptedEngine, Step
from desktop_app.paths import Paths, prepare
from desktop_app.services.services import Services
from tests.support.clock import FakeClock

Opening = Callable[..., AbstractAsyncContextManager[Services]]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


class Script:
    """Echoes, unless told what the next answer is."""

    def __init__(self) -> None:
        self._next: list[Reply] = []

    def next(self, *steps: Step) -> None:
        self._next.append(steps)

    def __call__(self, request: EngineRequest) -> Reply:
        if self._next:
            return self._next.pop(0)
        words = request.turns[-1].content.split(" ")
        return ["You said:", *(f" {word}" for word in words)]


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def engine(script: Script) -> ScriptedEngine:
    return ScriptedEngine(script)


@pytest.fixture
def opening(data_dir: Path, clock: FakeClock, engine: ScriptedEngine) -> Opening:
    """Open services on the test's data folder, as often as wanted."""

    @asynccontextmanager
    async def open_them(user_id: str = "ada", **sessions: Any) -> AsyncIterator[Services]:
        paths = Paths(data_dir, data_dir)
        prepare(paths)
        settings = replace(Settings(user=user_id), sessions=SessionSettings(**sessions))
        async with open_services(paths, settings, clock, {"builtin": lambda _choice: engine}) as services:
            yield services

    return open_them


@pytest.fixture
async def services(opening: Opening) -> AsyncIterator[Services]:
    async with opening() as opened:
        yield opened
