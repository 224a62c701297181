"""Years with a clock that goes wrong: nothing is deleted before its time, nothing stays much longer."""

from pathlib import Path

import pytest

from desktop_app.store.database import Database
from tests.support.clock_walk import ClockWalk
from tests.support.invariants import assert_invariants


async def walk(folder: Path, seed: int, years: float) -> ClockWalk:
    folder.mkdir(mode=0o700)
    async with Database.open(folder / "parley.db") as database:
        walk = ClockWalk(database, seed)
        await walk.run(years)
    assert_invariants(folder)
    return walk


@pytest.mark.parametrize("seed", [0, 1, pytest.param(2, marks=pytest.mark.full)])
async def test_two_years_with_a_clock_that_goes_wrong(tmp_path: Path, seed: int) -> None:
    walked = await walk(tmp_path / "store", seed, 2)
    assert walked.jumps >= 8
    assert walked.deleted >= 30


@pytest.mark.full
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(10))
async def test_twenty_four_years_with_a_clock_that_goes_wrong(tmp_path: Path, seed: int) -> None:
    walked = await walk(tmp_path / "store", 1_000 + seed, 24)
    assert walked.jumps >= 200
    assert walked.deleted >= 500
