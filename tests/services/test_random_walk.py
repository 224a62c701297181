"""Fifty tasks, and eight processes, do at random all that can be done: everything stays in order."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.services.services import Services
from desktop_app.store.database import Database
from tests.services.conftest import Opening
from tests.support.clock import FakeClock
from tests.support.invariants import assert_invariants, assert_store_invariants
from tests.support.processes import ROOT
from tests.support.walk import Walker

SEED = 20260504
TASKS, PROCESSES = 50, 8
SECONDS = pytest.mark.parametrize(
    "seconds",
    [3, pytest.param(60, marks=[pytest.mark.full, pytest.mark.timeout(600)])],
    ids=lambda seconds: f"{seconds} s",
)


@SECONDS
async def test_fifty_tasks_at_once(
    services: Services, storage: dict[str, str], clock: FakeClock, data_dir: Path, seconds: float
) -> None:
    walkers = [Walker(f"{number}", services, clock, SEED) for number in range(TASKS)]
    async with asyncio.TaskGroup() as group:
        for walker in walkers:
            group.create_task(walker.walk(seconds))
    for walker in walkers:
        await walker.check()
    assert sum(walker.steps for walker in walkers) >= TASKS
    await assert_store_invariants(_database_of(services))
    if storage["storage_type"] == "sqlite":
        assert_invariants(data_dir)


@SECONDS
async def test_eight_processes_at_once(
    opening: Opening, storage: dict[str, str], data_dir: Path, seconds: float
) -> None:
    words = [sys.executable, "-m", "tests.services.walking", str(data_dir), storage["storage_type"], storage["db_url"]]
    done = await asyncio.to_thread(
        subprocess.run,
        [*words, str(SEED), str(seconds), str(PROCESSES)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[-4_000:]
    async with opening() as services:
        await assert_store_invariants(_database_of(services))
    if storage["storage_type"] == "sqlite":
        assert_invariants(data_dir)


def _database_of(services: Services) -> Database:
    return services.changes._database
