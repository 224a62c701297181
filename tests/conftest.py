"""What every test gets: a home of its own, no leftovers, and the switch for the long versions."""

import asyncio
import gc
import inspect
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

import desktop_app.store.postgres
import desktop_app.store.sqlite
from desktop_app.network.guard import Guard
from desktop_app.services import resources
from desktop_app.store import migrating
from tests.support.compiled_once import CompiledOnce
from tests.support.often import load_profile
from tests.support.postgres import Cluster, NoPostgresError, in_own_loop, running_cluster
from tests.support.ready_tables import ReadyTables

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_UNSYNCED = tuple(pragma.replace("=FULL", "=OFF") for pragma in desktop_app.store.sqlite._SAFETY)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the long versions of tests as well")
    parser.addoption("--new-pictures", action="store_true", help="keep what the pictures of tests look like now")


def pytest_configure(config: pytest.Config) -> None:
    load_profile(full=config.getoption("--full"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the long versions but with `--full`: to be skipped, each would be set up, reported and torn down."""
    if not config.getoption("--full"):
        config.hook.pytest_deselected(items=[item for item in items if "full" in item.keywords])
        items[:] = [item for item in items if "full" not in item.keywords]


def pytest_collection_finish() -> None:
    _keep_what_there_is()


def _keep_what_there_is() -> None:
    """Let the collector not go through all that was imported, again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="module")
def imported() -> None:
    """What the modules before this one imported while their tests ran is there to stay."""
    _keep_what_there_is()


@pytest.fixture(autouse=True, scope="session")
def compiled() -> Iterator[None]:
    """A statement is compiled once for all stores of a kind: each test opens one, and would compile all of its own."""
    making = CompiledOnce()
    with pytest.MonkeyPatch.context() as patching:
        for module in (desktop_app.store.sqlite, desktop_app.store.postgres):
            patching.setattr(module, "create_async_engine", making.create_async_engine)
        yield


@pytest.fixture(autouse=True, scope="session")
def unguarded() -> Iterator[None]:
    """A guard that is installed stays to the end of its process, and would refuse what the tests themselves do."""

    def refuse(_guard: Guard) -> None:
        pytest.fail("a guard is for a process of its own")

    with pytest.MonkeyPatch.context() as patching:
        patching.setattr(Guard, "install", refuse)
        yield


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes this computer's real folders."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.delenv("PARLEY_DATA_DIR", raising=False)
    return home


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> None:
    """Fail an async test that leaves a task running or whose loop had something to complain of."""
    if inspect.iscoroutinefunction(getattr(request.function, "hypothesis", request.function)):
        request.getfixturevalue("watched_loop")


@pytest.fixture
async def watched_loop() -> AsyncIterator[None]:
    complaints: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: complaints.append(context))
    before = asyncio.all_tasks()
    yield
    await asyncio.sleep(0)
    left = {task for task in asyncio.all_tasks() - before if not task.done()} - {asyncio.current_task()}
    assert not left, f"tasks left running: {left}"
    assert not complaints, f"the event loop met: {complaints}"


@pytest.fixture(scope="session")
def ready_tables() -> ReadyTables:
    return ReadyTables(migrating.upgrade)


@pytest.fixture(autouse=True)
def tables(request: pytest.FixtureRequest, ready_tables: ReadyTables, monkeypatch: pytest.MonkeyPatch) -> None:
    """New chat files come about in a moment, but where a test is about how they do."""
    if "migrated" not in request.keywords:
        monkeypatch.setattr(migrating, "upgrade", ready_tables.upgrade)


@pytest.fixture(scope="session", autouse=True)
def rules_read_once() -> Iterator[None]:
    """The rules of the built-in responder, which nothing changes, are read once: that takes half a second each time."""
    with pytest.MonkeyPatch.context() as patching:
        patching.setattr(resources, "load_responder_rules", cache(resources.load_responder_rules))
        yield


@pytest.fixture(autouse=True)
def unsynced(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the disk where no power fails: what is committed outlives a process that is killed anyway."""
    if "synced" not in request.keywords:
        monkeypatch.setattr(desktop_app.store.sqlite, "_SAFETY", _UNSYNCED)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server for the whole run; without one, tests that need it are left out and say why."""
    with ExitStack() as closing:
        try:
            cluster = closing.enter_context(running_cluster())
        except NoPostgresError as error:
            pytest.skip(f"PostgreSQL was left out: {error}")
        yield cluster


@pytest.fixture(scope="session")
def spare_databases() -> list[str]:
    """Databases that tests have done with, as good as new."""
    return []


@pytest.fixture
def database_url(postgres: Cluster, spare_databases: list[str]) -> Iterator[str]:
    """The address of a PostgreSQL database that is this test's own while it runs, with Parley's tables in it."""
    if not spare_databases:
        spare_databases.append(name := f"test_{uuid4().hex}")
        in_own_loop(postgres.make_database(name))
    name = spare_databases.pop()
    yield postgres.url(name)
    if in_own_loop(postgres.empty_database(name)):
        spare_databases.append(name)
    else:
        in_own_loop(postgres.drop_database(name))


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"
