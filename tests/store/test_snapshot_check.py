"""A snapshot is checked before it is believed, whatever was done to its file, and nothing in the file is run."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.snapshots import Reason
from desktop_app.store.database import Database
from desktop_app.store.messages import MessageStore
from desktop_app.store.sessions import SessionStore
from desktop_app.store.snapshot_check import examine_snapshot
from desktop_app.store.snapshot_copy import make_snapshot
from desktop_app.store.snapshot_folder import SnapshotFolder
from desktop_app.store.stoppable import Stop, Stopped
from tests.support.values import MOMENT, a_session

SEED = 20260504


@pytest.fixture
async def snapshot(tmp_path: Path) -> Path:
    path = tmp_path / "parley.db"
    async with Database.open(path) as database:
        for number in range(3):
            session = a_session(id=f"s{number}", name=f"name {number}")
            await SessionStore(database).ensure(session)
            for _turn in range(5):
                await MessageStore(database).ask(session, f"question {number} 茶 " * 40, engine="b", now=MOMENT)
        made, _found = make_snapshot(path, Reason.DEMAND, MOMENT, Stop())
    return SnapshotFolder(path).file_of(made)


def _problems(file: Path) -> tuple[str, ...]:
    return examine_snapshot(file, Stop()).problems


def _unsealed(file: Path) -> None:
    """Take the seal off, as any program does that is told to."""
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("PRAGMA user_version=0")


@pytest.mark.parametrize("flips", [200, pytest.param(10_000, marks=[pytest.mark.full, pytest.mark.timeout(3600)])])
def test_every_flipped_bit_is_told(snapshot: Path, flips: int) -> None:
    good = snapshot.read_bytes()
    chance = random.Random(SEED)
    # All of the header once, then anywhere.
    places = [*range(100 * 8), *(chance.randrange(len(good) * 8) for _ in range(flips))]
    for place in places if flips > 1_000 else [*places[:: 800 // flips], *places[800:]]:
        changed = bytearray(good)
        changed[place // 8] ^= 1 << place % 8
        snapshot.write_bytes(changed)
        try:
            assert _problems(snapshot), f"seed {SEED}, bit {place}"
        except UserError as refused:
            assert refused.code == "backup_newer", place
    snapshot.write_bytes(good)
    assert _problems(snapshot) == ()


def test_a_changed_text_is_named_even_where_the_seal_is_gone(snapshot: Path) -> None:
    with closing(sqlite3.connect(snapshot)) as opened:
        opened.execute("UPDATE messages SET content = content || '!' WHERE id IN (3, 7)")
        opened.execute("PRAGMA user_version=0")
        opened.commit()
    assert _problems(snapshot) == (
        "the text of message 3 is not the one that was stored",
        "the text of message 7 is not the one that was stored",
    )


def test_a_text_that_is_no_utf_8_any_more_is_named(snapshot: Path) -> None:
    with closing(sqlite3.connect(snapshot)) as opened:
        opened.execute("UPDATE messages SET content = CAST(x'ff61' AS TEXT) WHERE id = 1")
        opened.execute("UPDATE messages SET content = CAST(content AS BLOB) WHERE id = 2")
        opened.execute("PRAGMA user_version=0")
        opened.commit()
    assert len(_problems(snapshot)) == 2


@pytest.mark.parametrize("kind", ["empty", "text", "garbage", "cut", "longer", "zeroed page", "other program"])
def test_what_is_no_whole_snapshot_is_told(snapshot: Path, kind: str) -> None:
    good = snapshot.read_bytes()
    other = snapshot.with_name("other.db")
    with closing(sqlite3.connect(other)) as opened:
        opened.execute("CREATE TABLE notes (words TEXT)")
    contents = {
        "empty": b"",
        "text": b"dear diary\n" * 500,
        "garbage": random.Random(SEED).randbytes(8192),
        "cut": good[: len(good) // 2],
        "longer": good + bytes(4096),
        "zeroed page": good[:8192] + bytes(4096) + good[12288:],
        "other program": other.read_bytes(),
    }
    snapshot.write_bytes(contents[kind])
    assert _problems(snapshot)


HOSTILE: dict[str, Callable[[sqlite3.Connection], object]] = {
    "trigger": lambda opened: opened.execute(
        "CREATE TRIGGER trap AFTER INSERT ON sessions BEGIN DELETE FROM messages; END"
    ),
    "view": lambda opened: opened.execute("CREATE VIEW trap AS SELECT load_extension('x')"),
    "view for a table": lambda opened: opened.executescript(
        "PRAGMA foreign_keys=OFF; DROP TABLE drafts; CREATE VIEW drafts AS SELECT id AS session_id FROM sessions"
    ),
    "virtual table": lambda opened: opened.execute("CREATE VIRTUAL TABLE trap USING fts5(words)"),
    "generated column": lambda opened: opened.execute(
        "ALTER TABLE marks ADD COLUMN trap TEXT GENERATED ALWAYS AS (zeroblob(1000000000))"
    ),
    "index over an expression": lambda opened: opened.execute("CREATE INDEX trap ON marks (abs(value))"),
    "missing table": lambda opened: opened.execute("DROP TABLE affinity_events"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_tables_that_parley_does_not_make_are_refused_before_anything_is_read(snapshot: Path, kind: str) -> None:
    with closing(sqlite3.connect(snapshot)) as opened:
        HOSTILE[kind](opened)
        opened.commit()
    _unsealed(snapshot)
    found = examine_snapshot(snapshot, Stop())
    assert found.strange
    assert (found.sessions, found.messages) == (0, 0)
    assert (
        ("trap" in found.problems[0])
        or "drafts" in found.problems[0]
        or "affinity_events" in found.problems[0]
        or ("marks" in found.problems[0])
    )


def test_a_newer_one_is_refused(snapshot: Path) -> None:
    with closing(sqlite3.connect(snapshot)) as opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
        opened.commit()
    with pytest.raises(UserError) as refused:
        examine_snapshot(snapshot, Stop())
    assert (refused.value.code, refused.value.details["found"]) == ("backup_newer", "9999")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for missing in (tmp_path / "none.db", tmp_path):
        with pytest.raises(UserError) as refused:
            examine_snapshot(missing, Stop())
        assert refused.value.code == "backup_file_missing"


def test_looking_changes_nothing(snapshot: Path) -> None:
    before = (snapshot.read_bytes(), snapshot.stat().st_mtime_ns, sorted(snapshot.parent.iterdir()))
    assert _problems(snapshot) == ()
    assert (snapshot.read_bytes(), snapshot.stat().st_mtime_ns, sorted(snapshot.parent.iterdir())) == before


def test_a_look_can_be_given_up(snapshot: Path) -> None:
    stop = Stop()
    stop.ask()
    with pytest.raises(Stopped):
        examine_snapshot(snapshot, stop)


async def test_a_live_chat_file_is_not_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "parley.db"
    async with Database.open(path) as database:
        await SessionStore(database).ensure(a_session())
    assert _problems(path) == ()
