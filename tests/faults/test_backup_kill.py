"""Parley is killed, or its disk fails, while it makes a snapshot or restores from one: all of it or nothing."""

import asyncio
import os
import random
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.services.chat import SendRequest
from desktop_app.store.snapshot_check import examine_snapshot
from desktop_app.store.snapshot_folder import SnapshotFolder
from desktop_app.store.stoppable import Stop
from tests.faults.works import START, USER, answer_to, services_on
from tests.support.clock import FakeClock
from tests.support.invariants import Acknowledged, assert_invariants
from tests.support.victims import Ended, Victims

SEED = 20260504
TALKS = 24
LONG = "ä🙂 words that take their room " * 400
FAULTS = {
    "a full disk": "pwrite64:error=ENOSPC",
    "a broken disk": "pwrite64:error=EIO",
    "a kill": "pwrite64:signal=KILL",
    "a failing fsync": "fdatasync,fsync:error=EIO",
    "a kill at a rename": "rename,renameat2,unlink:signal=KILL",
}
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def rounds(few: int, many: int) -> pytest.MarkDecorator:
    long = pytest.param(many, marks=[pytest.mark.full, pytest.mark.timeout(3_600)])
    return pytest.mark.parametrize("rounds", [few, long], ids=lambda count: f"{count}")


@pytest.fixture
def talks(filled: Path, tmp_path: Path) -> Path:
    """A data folder full of talks, not to be changed; a snapshot of it lies where the works look for one."""
    shutil.copy(filled.parent / "snapshot.db", tmp_path)
    return filled


@pytest.fixture(scope="module")
def counted() -> dict[str, int]:
    """How many calls of a kind a work makes where none fails."""
    return {}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("talks")
    template = folder / "template"

    async def fill() -> None:
        async with services_on(template) as services:
            for number in range(TALKS):
                for question in _questions(number):
                    request = SendRequest(USER, question, session_id=f"talk {number}")
                    async for _event in services.chat.send(request):
                        pass
            await services.backup.create(folder / "snapshot.db")

    asyncio.run(fill())
    return template


def _questions(number: int) -> list[str]:
    return [f"{number}.{turn}: {LONG if turn == 0 else ''}?" for turn in range(1 + number % 3)]


def _acknowledged() -> list[Acknowledged]:
    return [
        Acknowledged(f"talk {number}", question, answer_to(question))
        for number in range(TALKS)
        for question in _questions(number)
    ]


def _start_again(data_dir: Path) -> None:
    async def start() -> None:
        async with services_on(data_dir, FakeClock(START)):
            pass

    asyncio.run(start())


@rounds(6, 200)
def test_killed_while_a_snapshot_is_made(rounds: int, victims: Victims, talks: Path, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    seconds: float | None = None
    for number in range(rounds):
        data_dir = tmp_path / "data"
        shutil.copytree(talks, data_dir)
        began = time.monotonic()
        after = None if seconds is None else chance.uniform(0.05, 1) * seconds
        ended = victims.run("backing_up", data_dir, number, kill_after=after)
        seconds = seconds or time.monotonic() - began
        assert not ended.all("bug")
        made = _assert_snapshots(data_dir, ended)
        assert after is not None or made == 3, "the first round is not cut off, and tells how long it takes"
        assert_invariants(data_dir, _acknowledged())
        shutil.rmtree(data_dir)


@rounds(6, 200)
def test_killed_while_a_snapshot_is_restored(rounds: int, victims: Victims, talks: Path, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    seconds: float | None = None
    for number in range(rounds):
        data_dir = tmp_path / "data"
        _start_again(data_dir)
        began = time.monotonic()
        after = None if seconds is None else chance.uniform(0.05, 1) * seconds
        ended = victims.run("restoring", data_dir, number, kill_after=after)
        seconds = seconds or time.monotonic() - began
        assert not ended.all("bug")
        _assert_restored_by_sessions(data_dir, ended)
        shutil.rmtree(data_dir)


@needs_strace
@rounds(2, 10_000)
@pytest.mark.parametrize("work", ["backing_up", "restoring"])
@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_write_fails(
    victims: Victims, counted: dict[str, int], talks: Path, tmp_path: Path, work: str, fault: str, rounds: int
) -> None:
    """Each write in turn, or as many as there are rounds for."""
    empty = tmp_path / "empty"
    _start_again(empty)
    template = talks if work == "backing_up" else empty
    calls, kind = FAULTS[fault].split(":")
    if f"{work} {calls}" not in counted:
        counted[f"{work} {calls}"] = _run(victims, template, tmp_path, work, ["-e", f"trace={calls}"])
    total = counted[f"{work} {calls}"]
    step = -(-total // rounds)
    # Each fault meets other writes than the others do.
    for number in range(1 + list(FAULTS).index(fault) * step // len(FAULTS), total + 1, step):
        inject = ["-e", f"trace={calls}", "-e", f"inject={calls}:{kind}:when={number}"]
        _run(victims, template, tmp_path, work, inject)


def _run(victims: Victims, template: Path, tmp_path: Path, work: str, words: list[str]) -> int:
    """Do the work under strace and look at what it leaves; return how many calls were traced."""
    data_dir = tmp_path / "data"
    shutil.copytree(template, data_dir)
    ended = victims.run(work, data_dir, faults=words)
    assert not ended.all("bug"), (words, ended.all("bug"))
    if work == "backing_up":
        _assert_snapshots(data_dir, ended)
        assert_invariants(data_dir, _acknowledged())
    else:
        _assert_restored_by_sessions(data_dir, ended)
    shutil.rmtree(data_dir)
    return sum("(" in line for line in victims.trace.read_text().splitlines())


def _assert_snapshots(data_dir: Path, ended: Ended) -> int:
    """Whatever has a final name is whole, what was said to be made is there, and nothing half done outlives a start."""
    folder = SnapshotFolder(data_dir / "parley.db")
    found = folder.snapshots()
    for snapshot in found:
        seen = examine_snapshot(folder.file_of(snapshot), Stop())
        assert seen.ok, seen.problems
        assert seen.sessions >= TALKS
    assert len(found) >= ended.all("done").count("snapshot")
    _start_again(data_dir)
    if folder.path.exists():
        assert {each.name for each in folder.path.iterdir()} <= {"lock", *(folder.file_of(each).name for each in found)}
    return len(found)


def _assert_restored_by_sessions(data_dir: Path, ended: Ended) -> None:
    """Each session is there wholly or not at all; once more, and all are there."""
    _start_again(data_dir)
    whole = {f"talk {number}": 2 * len(_questions(number)) for number in range(TALKS)}
    with closing(sqlite3.connect(data_dir / "parley.db")) as store:
        found = dict(store.execute("SELECT id, message_count FROM sessions WHERE id LIKE 'talk %'"))
    assert found.items() <= whole.items()
    assert "restore" not in ended.all("done") or found == whole
    assert not list((data_dir / "backups").glob("*.part*"))
    _restore(data_dir)
    assert_invariants(data_dir, _acknowledged())


def _restore(data_dir: Path) -> None:
    async def restore() -> None:
        async with services_on(data_dir) as services:
            await services.backup.restore(USER, str(data_dir.parent / "snapshot.db"))
            assert (
                await services.backup.restore(USER, str(data_dir.parent / "snapshot.db"))
            ).report.messages_added == 0

    asyncio.run(restore())


@contextmanager
def _small_disk(folder: Path, size: str) -> Iterator[Path]:
    folder.mkdir(mode=0o700)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root mounts")
async def test_on_a_disk_that_is_too_small_nothing_is_half_done(talks: Path, tmp_path: Path) -> None:
    size = sum(file.stat().st_size for file in talks.iterdir() if file.is_file())
    with _small_disk(tmp_path / "disk", f"{size + (1 << 20)}") as disk:
        data_dir = disk / "data"
        shutil.copytree(talks, data_dir)
        async with services_on(data_dir) as services:
            with pytest.raises(UserError) as refused:
                await services.backup.create()
            assert refused.value.code == "backup_no_room"
            assert list(SnapshotFolder(data_dir / "parley.db").path.glob("*.db*")) == []
            with pytest.raises(UserError) as refused:
                await services.backup.restore(USER, str(tmp_path / "snapshot.db"))
            assert refused.value.code == "backup_no_room"
            # Elsewhere there is room for a snapshot.
            await services.backup.create(tmp_path / "elsewhere.db")
        assert examine_snapshot(tmp_path / "elsewhere.db", Stop()).ok
        assert_invariants(data_dir, _acknowledged())


@rounds(2, 100)
def test_backup_wipe_restore_gives_equal_hashes(rounds: int, talks: Path, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    for number in range(rounds):
        data_dir = tmp_path / "data"
        shutil.copytree(talks, data_dir)
        _change_at_random(data_dir, chance)
        before = _hashes(data_dir / "parley.db")
        (tmp_path / "snapshot.db").unlink()
        asyncio.run(_save(data_dir, tmp_path / "snapshot.db"))
        shutil.rmtree(data_dir)
        _restore(data_dir)
        assert _hashes(data_dir / "parley.db") == before, f"seed {SEED}, round {number}"
        assert_invariants(data_dir)
        shutil.rmtree(data_dir)


async def _save(data_dir: Path, target: Path) -> None:
    async with services_on(data_dir) as services:
        await services.backup.create(target)


def _change_at_random(data_dir: Path, chance: random.Random) -> None:
    async def change() -> None:
        async with services_on(data_dir) as services:
            for number in chance.sample(range(TALKS), 12):
                session_id = f"talk {number}"
                match chance.randrange(5):
                    case 0:
                        await services.removal.delete(USER, session_id)
                    case 1:
                        await services.removal.clear(USER, session_id)
                    case 2:
                        messages = await services.sessions.history(USER, session_id)
                        await services.removal.delete_branch(USER, session_id, chance.choice(messages[1:]).id)
                    case 3:
                        await services.sessions.trash(USER, session_id)
                    case _:
                        await services.sessions.rename(USER, session_id, f"name {number} 茶")

    asyncio.run(change())


def _hashes(file: Path) -> list[tuple[object, ...]]:
    """Return where every text stands: its session, its place in it by the hashes above it, who said it and when."""
    with closing(sqlite3.connect(file)) as store:
        rows = store.execute(
            """WITH RECURSIVE tree(id, session_id, place) AS (
                   SELECT id, session_id, hex(content_hash) FROM messages WHERE parent_id IS NULL
                   UNION ALL
                   SELECT messages.id, messages.session_id, place || hex(content_hash) || messages.created_at
                   FROM messages JOIN tree ON parent_id = tree.id)
               SELECT tree.session_id, sessions.name, place, role, status, messages.created_at,
                      active_leaf_id = messages.id
               FROM tree JOIN messages ON messages.id = tree.id JOIN sessions ON sessions.id = tree.session_id"""
        ).fetchall()
    return sorted(rows, key=str)
