"""A damaged chat file is told, what can be read of it is brought into a fresh one, and the damaged one is kept."""

import hashlib
import json
import random
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.salvage import SalvageReport
from desktop_app.store.database import Database
from desktop_app.store.messages import MessageStore
from desktop_app.store.salvage.salvage import salvage
from desktop_app.store.sessions import SessionStore
from desktop_app.store.tally import Tally, write_tally
from desktop_app.store.texts import content_hash
from tests.faults.damage import FILE_DAMAGES, HOPELESS, LOG_DAMAGES, Damage, read_by_bisecting
from tests.support.invariants import assert_invariants
from tests.support.stores import add_talk, make_store

MESSAGES, IN_LOG = 1000, 100
SEED = 20260823
NOW = datetime(2026, 8, 23, 12, tzinfo=UTC)

FULL = pytest.param(400, marks=[pytest.mark.full, pytest.mark.timeout(3600)])
"""Of each kind, which makes 10,400."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store that was closed."""
    folder = tmp_path_factory.mktemp("whole")
    make_store(folder / "parley.db", MESSAGES, sessions=20)
    write_tally(folder / "parley.db", Tally(20, MESSAGES))
    return folder


@pytest.fixture(scope="module")
def cut_off(tmp_path_factory: pytest.TempPathFactory, whole: Path) -> Path:
    """A folder with a store that was killed: its last messages are in its log alone."""
    work, folder = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("cut-off")
    shutil.copytree(whole, work, dirs_exist_ok=True)
    with closing(sqlite3.connect(work / "parley.db")) as store:
        store.execute("PRAGMA wal_autocheckpoint=0")
        add_talk(store, IN_LOG, 2, 5, first_session=20)
        for name in ("parley.db", "parley.db-wal"):
            shutil.copy(work / name, folder / name)
    write_tally(folder / "parley.db", Tally(25, MESSAGES + IN_LOG))
    return folder


@pytest.mark.parametrize("rounds", [1, FULL])
@pytest.mark.parametrize("damage", FILE_DAMAGES, ids=lambda damage: damage.__name__)
async def test_a_damaged_file(damage: Damage, rounds: int, whole: Path, tmp_path: Path) -> None:
    for number in range(rounds):
        await _survives(whole, tmp_path / f"{number}", damage, number, MESSAGES)


@pytest.mark.parametrize("rounds", [1, FULL])
@pytest.mark.parametrize("damage", [*LOG_DAMAGES, *FILE_DAMAGES], ids=lambda damage: damage.__name__)
async def test_damage_after_a_crash(damage: Damage, rounds: int, cut_off: Path, tmp_path: Path) -> None:
    for number in range(rounds):
        await _survives(cut_off, tmp_path / f"{number}", damage, number, MESSAGES + IN_LOG)


async def _survives(original: Path, folder: Path, damage: Damage, number: int, messages: int) -> None:
    shutil.copytree(original, folder)
    folder.chmod(0o700)
    path = folder / "parley.db"
    damage(path, random.Random(f"{SEED} {damage.__name__} {number}"))
    for file in folder.iterdir():
        file.chmod(0o600)
    known = _texts(original / "parley.db")
    at_least = read_by_bisecting(_copy(path, folder, "bisected"), messages)
    await _assert_never_a_fresh_start(_copy(path, folder, "opened"))
    before = _hashes(folder)
    try:
        report = salvage(path, "ada", NOW)
    except UserError as error:
        assert error.code == "salvage_found_nothing"
        assert not at_least
        assert damage in HOPELESS or not _has_words_of(original / "parley.db", path)
        assert _hashes(folder) == before, "what cannot be read stays as it is"
        return
    _assert_honest(path, report, known, at_least, messages)
    assert before["parley.db"] in _hashes(folder).values(), "the damaged file is kept"
    if "parley.db-wal" in before:
        assert before["parley.db-wal"] in _hashes(folder).values(), "and its log"
    await _assert_usable(path, report)
    assert_invariants(folder)
    shutil.rmtree(folder)


def _has_words_of(original: Path, damaged: Path) -> bool:
    """Tell whether anything that was said is left: a file can be cut off before its first row."""
    left = damaged.read_bytes()
    with closing(sqlite3.connect(original)) as store:
        texts = [content.encode()[:24] for (content,) in store.execute("SELECT content FROM messages")]
    return any(text in left for text in texts if len(text) == 24)


def _assert_honest(
    path: Path, report: SalvageReport, known: set[bytes], at_least: dict[int, str], messages: int
) -> None:
    with closing(sqlite3.connect(path)) as store:
        found = store.execute("SELECT id, content, metadata FROM messages").fetchall()
    assert report.messages == len(found)
    assert report.messages >= len(at_least), "no fewer than by bisecting"
    assert report.expected >= max(messages, report.messages)
    marked = 0
    for message_id, content, metadata in found:
        changed = bool(json.loads(metadata).get("recovered", {}).get("changed_text"))
        assert changed or content_hash(content) in known, f"message {message_id} was changed, and nobody says so"
        marked += changed
    assert marked == sum(report.changed.values())


async def _assert_usable(path: Path, report: SalvageReport) -> None:
    async with Database.open(path) as database:
        sessions, messages = SessionStore(database), MessageStore(database)
        users = {"ada"} | set(await _users(database))
        found = [session for user in users for session in await sessions.on_shelf(user, "live")]
        assert len(found) <= report.sessions
        assert sum([len(await messages.all_of(session.id)) for session in found]) <= report.messages


async def _users(database: Database) -> Sequence[str]:
    async with database.reading() as connection:
        return (await connection.exec_driver_sql("SELECT DISTINCT user_id FROM sessions")).scalars().all()


def _texts(path: Path) -> set[bytes]:
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as store:
        return {content_hash(content) for (content,) in store.execute("SELECT content FROM messages")}


async def _assert_never_a_fresh_start(path: Path) -> None:
    """Opened and used as it is, the file is refused in a sentence, or shows what is in it; never a traceback."""
    try:
        async with Database.open(path) as database:
            sessions, messages = SessionStore(database), MessageStore(database)
            found = await sessions.on_shelf("ada", "live")
            assert found, "as if there had never been anything"
            for session in found:
                await messages.all_of(session.id)
                await messages.branch(session, 50)
            await messages.ask(found[0], "are you there?", engine="builtin", now=NOW)
    except UserError as error:
        assert error.code in {"store_unreadable", "store_lost", "store_newer", "store_not_migrated"}


def _copy(path: Path, folder: Path, name: str) -> Path:
    work = folder.with_name(f"{folder.name}-{name}")
    shutil.copytree(folder, work)
    return work / path.name


def _hashes(folder: Path) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.iterdir()
        if file.suffix not in {".lock", ".tally"}
    }
