"""A chat file whose log was lost or damaged while nobody looked: what is gone is told, once, and nothing else."""

import shutil
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from desktop_app.app import open_services
from desktop_app.domain.settings import Settings
from desktop_app.paths import Paths, prepare
from desktop_app.services.chat import SendRequest
from desktop_app.services.services import Services
from tests.support.invariants import assert_invariants


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Services]:
    paths = Paths(folder, folder)
    prepare(paths)
    async with open_services(paths, Settings(user="ada")) as services:
        yield services


async def send(services: Services, text: str) -> None:
    async with aclosing(services.chat.send(SendRequest("ada", text, session_id="garden"))) as events:
        assert [event async for event in events]


@pytest.fixture
async def killed(tmp_path: Path) -> Path:
    """The data of a Parley that was killed: one exchange in the chat file, two more in its log alone."""
    async with opened(tmp_path / "running") as services:
        await send(services, "Where shall the roses grow?")
    async with opened(tmp_path / "running") as services:
        for text in ("And the walnut tree?", "And the pond?"):
            await send(services, text)
        shutil.copytree(tmp_path / "running", tmp_path / "killed")
    return tmp_path / "killed"


async def found(folder: Path) -> tuple[int, int]:
    """Return how many messages there are, and how many are said to be gone."""
    async with opened(folder) as services:
        missing = services.checkup.missing
        there = len(await services.sessions.history("ada", "garden"))
        return there, 0 if missing is None else int(str(missing.details["count"]))


async def test_a_log_that_is_there_is_not_missed(killed: Path) -> None:
    assert await found(killed) == (6, 0)
    assert await found(killed) == (6, 0)


async def test_a_log_that_is_gone_is_told_once(killed: Path) -> None:
    (killed / "parley.db-wal").unlink()
    assert await found(killed) == (2, 4)
    assert await found(killed) == (2, 0)
    assert_invariants(killed)


async def test_of_a_log_that_is_damaged_what_comes_behind_is_told(killed: Path) -> None:
    log = killed / "parley.db-wal"
    octets = bytearray(log.read_bytes())
    octets[len(octets) * 2 // 3] ^= 0xFF
    log.write_bytes(octets)
    there, gone = await found(killed)
    assert 2 <= there < 6
    assert there + gone == 6


async def test_an_older_copy_in_its_place_is_told(killed: Path, tmp_path: Path) -> None:
    assert await found(killed) == (6, 0)
    shutil.copy(killed / "parley.db", tmp_path / "copy.db")
    async with opened(killed) as services:
        await send(services, "And the bench?")
    shutil.copy(tmp_path / "copy.db", killed / "parley.db")
    assert await found(killed) == (6, 2)


async def test_what_was_deleted_is_not_missed(killed: Path) -> None:
    async with opened(killed) as services:
        await services.removal.delete_all("ada", ["garden"])
    async with opened(killed) as services:
        assert services.checkup.missing is None
