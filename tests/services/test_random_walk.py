"""Fifty tasks, and eight processes, do at random all that can be done: everything stays in order."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop_app.services.services import Services
from tests.services.conftest import Opening
from tests.support.clock import FakeClock
from tests.support.invariants import assert_invariants, assert_store_invariants
from tests.support.processes import ROOT
from tests.support.walk import Walker

SEED = 20260504
TASKS, PROCESSES = 50, 8
SECONDS = pytest.mark.parametrize(
    "seconds",
    [4, pytest.param(60, marks=[pytest.mark.full, pytest.mark.timeout(600)])],
    ids=lambda seconds: f"{seconds} s",
)


@pytest.fixture(params=["file", "memory"])
def backend(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The settings of a kind of store."""
    return {} if request.param == "file" else {"storage_type": "memory"}


@SECONDS
async def test_fifty_tasks_at_once(
    opening: Opening, backend: dict[str, Any], clock: FakeClock, data_dir: Path, seconds: float
) -> None:
    async with opening(**backend) as services:
        walkers = [Walker(f"{number}", services, clock, SEED) for number in range(TASKS)]
        async with asyncio.TaskGroup() as group:
            for walker in walkers:
                group.create_task(walker.walk(seconds))
        for walker in walkers:
            await walker.check()
        assert sum(walker.steps for walker in walkers) > TASKS
        await assert_store_invariants(database_of(services))
    if not backend:
        assert_invariants(data_dir)


@SECONDS
async def test_eight_processes_at_once(opening: Opening, data_dir: Path, seconds: float) -> None:
    words = [sys.executable, "-m", "tests.services.walking", str(data_dir), str(SEED), str(seconds)]
    walking = [subprocess.Popen([*words, f"{number}"], cwd=ROOT, stderr=subprocess.PIPE) for number in range(PROCESSES)]
    for process in walking:
        _, said = await asyncio.to_thread(process.communicate)
        assert (process.returncode, said.decode()) == (0, "")
    async with opening() as services:
        await assert_store_invariants(database_of(services))
    assert_invariants(data_dir)


def database_of(services: Services) -> Any:
    return services.changes._database
