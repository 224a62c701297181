"""Doctor tells what is wrong, whether or not the chats open, and puts in order what it can."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.app import open_doctor, open_services
from desktop_app.domain.errors import UserError
from desktop_app.domain.settings import Settings
from desktop_app.paths import Paths
from tests.support.invariants import assert_invariants
from tests.support.processes import run, told
from tests.support.stores import make_store


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that is not to be changed."""
    folder = tmp_path_factory.mktemp("made") / "data"
    make_store(folder / "parley.db", 120, sessions=6)
    return folder


@pytest.fixture
def store(made: Path, data_dir: Path) -> Path:
    shutil.copytree(made, data_dir)
    return data_dir / "parley.db"


async def _bad(data_dir: Path) -> dict[str, str]:
    async with open_doctor(Paths(data_dir, data_dir), Settings(user="ada")) as doctor:
        found = {check.name: check.detail for check in await doctor.examine() if not check.ok}
    assert found.pop("network") == "nobody watches this process", "the guard would stay for all tests to come"
    return found


async def _repair(data_dir: Path) -> list[str]:
    async with open_doctor(Paths(data_dir, data_dir), Settings(user="ada")) as doctor:
        return await doctor.repair()


def _sql(*statements: str) -> Callable[[Path], None]:
    def run_them(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as store:
            store.execute("PRAGMA foreign_keys=OFF")
            for statement in statements:
                store.execute(statement)

    return run_them


async def test_settings_that_were_broken_since_the_start_are_told(data_dir: Path) -> None:
    data_dir.mkdir(mode=0o700)
    (data_dir / "settings.toml").write_text("[ui")
    assert "left as it is" in (await _bad(data_dir))["settings"]


def _readable_by_all(path: Path) -> None:
    path.chmod(0o644)


def _header_lost(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\xaa" * 100)


ILLS: dict[str, tuple[Callable[[Path], None], set[str], str]] = {
    "a file that others can read": (_readable_by_all, {"permissions"}, "Only you can read these now: parley.db."),
    "wrong counters": (
        _sql("UPDATE sessions SET message_count = 3, query_count = 9 WHERE id = 'session-2'"),
        {"counters"},
        "The messages of 1 sessions were counted anew.",
    ),
    "a branch that is not there": (
        _sql("UPDATE sessions SET active_leaf_id = 99999 WHERE id IN ('session-0', 'session-1')"),
        {"counters"},
        "The messages of 2 sessions were counted anew.",
    ),
    "a stale index": (
        _sql("INSERT INTO messages_fts (messages_fts) VALUES ('delete-all')"),
        {"index"},
        "The search index was rebuilt.",
    ),
    "a damaged index": (
        _sql("UPDATE messages_fts_data SET block = zeroblob(40)"),
        {"index"},
        "The search index was rebuilt.",
    ),
    "an answer of a process that is gone": (
        _sql("UPDATE messages SET status = 'streaming', writer = 'gone' WHERE id = 20"),
        {"unfinished", "index"},
        "1 answers that were cut off say so now, their text kept.",
    ),
    "a changed text": (
        _sql("UPDATE messages SET content = 'not what was said' WHERE id IN (5, 6)"),
        {"texts", "index"},
        "2 texts were changed on the disk, and are marked: “",
    ),
    "a role that never was": (
        _sql("UPDATE messages SET role = 'uqer' WHERE id = 3"),
        {"values", "counters"},
        "Recovered 120 of 120 messages; the damaged file is kept as parley.damaged-",
    ),
    "a reference to nothing": (
        _sql("DELETE FROM messages WHERE id = 30"),
        {"references", "index", "counters"},
        "1 messages lost the one before them, and follow what is left before it.",
    ),
    "a lost session": (
        _sql("DELETE FROM sessions WHERE id = 'session-1'"),
        {"references", "index"},
        "sessions lost their names and profiles: they are in one list, named “Recovered: …” by their first words.",
    ),
    "a lost header": (_header_lost, {"integrity"}, "Recovered 120 of 120 messages"),
}


async def test_a_store_that_is_in_order_is_told_to_be_and_left_alone(store: Path) -> None:
    assert await _bad(store.parent) == {}
    assert await _repair(store.parent) == []


@pytest.mark.parametrize("ill", ILLS)
async def test_what_is_wrong_is_told_and_repaired(ill: str, store: Path) -> None:
    harm, names, done = ILLS[ill]
    harm(store)
    assert set(await _bad(store.parent)) == names
    assert set(await _bad(store.parent)) == names, "looking changes nothing"
    repaired = await _repair(store.parent)
    assert any(done in sentence for sentence in repaired), repaired
    assert await _bad(store.parent) == {}
    assert await _repair(store.parent) == [], "there is nothing left to repair"
    assert_invariants(store.parent)


async def test_changed_texts_are_named_by_session_and_stay_marked(store: Path) -> None:
    _sql("UPDATE messages SET content = 'not what was said' WHERE session_id = 'session-3' AND role = 'user'")(store)
    with closing(sqlite3.connect(store)) as opened:
        ((name,),) = opened.execute("SELECT coalesce(name, title) FROM sessions WHERE id = 'session-3'").fetchall()
    assert (await _bad(store.parent))["texts"] == f"10 changed on the disk: “{name}” 10"
    await _repair(store.parent)
    paths = Paths(store.parent, store.parent)
    async with open_doctor(paths, Settings(user="ada")) as doctor:
        (texts,) = [check for check in await doctor.examine() if check.name == "texts"]
    assert texts.ok
    assert texts.detail == "all as they were stored; 10 found changed by an earlier repair are marked"
    async with open_services(paths, Settings(user="ada")) as services:
        shown = await services.sessions.history("ada", "session-3")
    assert [message.role for message in shown if message.metadata.get("recovered")] == ["user"] * 10


@pytest.mark.parametrize("content", [b"", b"Dear diary\n" * 900, bytes(50_000)], ids=["empty", "text", "zeros"])
async def test_what_cannot_be_read_is_never_replaced_in_silence(content: bytes, store: Path) -> None:
    paths = Paths(store.parent, store.parent)
    async with open_services(paths, Settings(user="ada")):
        pass
    store.write_bytes(content)
    with pytest.raises(UserError, match=r"store_lost|store_unreadable"):
        async with open_services(paths, Settings(user="ada")):
            pass
    with pytest.raises(UserError, match="salvage_found_nothing"):
        await _repair(store.parent)
    assert store.read_bytes() == content
    async with open_doctor(paths, Settings(user="ada")) as doctor:
        (done,) = await doctor.start_anew()
    assert done.startswith("A fresh chat file is made. What was there is kept as parley.damaged-")
    (kept,) = store.parent.glob("parley.damaged-*.db")
    assert kept.read_bytes() == content
    assert await _bad(store.parent) == {}


async def test_a_sound_file_is_not_put_aside(store: Path) -> None:
    async with open_doctor(Paths(store.parent, store.parent), Settings(user="ada")) as doctor:
        with pytest.raises(UserError, match="nothing_to_start_anew"):
            await doctor.start_anew()
    assert store.stat().st_size > 4096


def test_the_command_tells_and_repairs(store: Path) -> None:
    _header_lost(store)
    assert "parley doctor --repair" in told(run(store.parent, "sessions", "list"))
    ended = run(store.parent, "doctor", "--json")
    assert ended.code == 1
    assert not ended.document["healthy"]
    assert [check["name"] for check in ended.document["checks"] if not check["ok"]] == ["integrity"]
    ended = run(store.parent, "doctor", "--repair", "--json")
    assert ended.code == 0
    assert ended.document["healthy"]
    assert ended.document["repaired"][0].startswith("Recovered 120 of 120 messages")


async def test_a_newer_file_is_told_and_left_as_it_is(store: Path) -> None:
    _sql("UPDATE alembic_version SET version_num = '0999'")(store)
    before = store.read_bytes(), store.stat().st_mtime_ns
    assert "made by a newer version" in (await _bad(store.parent))["schema"]
    assert await _repair(store.parent) == []
    async with open_doctor(Paths(store.parent, store.parent), Settings(user="ada")) as doctor:
        with pytest.raises(UserError, match="store_newer"):
            await doctor.start_anew()
    assert (store.read_bytes(), store.stat().st_mtime_ns) == before
    assert not store.with_name("parley.db-wal").exists()
