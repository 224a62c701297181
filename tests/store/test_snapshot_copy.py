"""Snapshots are complete, private, sealed, and made beside writers."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.snapshots import Reason
from desktop_app.store.database import Database
from desktop_app.store.messages import MessageStore
from desktop_app.store.schema import HEAD
from desktop_app.store.sessions import SessionStore
from desktop_app.store.snapshot_check import examine_snapshot
from desktop_app.store.snapshot_copy import make_snapshot, save_snapshot
from desktop_app.store.snapshot_folder import SnapshotFolder
from desktop_app.store.stoppable import Stop, Stopped
from tests.support.values import MOMENT, a_session


async def _filled(database: Database, count: int = 3, more: str = "") -> None:
    session = a_session(id="s")
    await SessionStore(database).ensure(session)
    for number in range(count):
        await MessageStore(database).ask(session, f"question {number} 茶{more}", engine="builtin", now=MOMENT)


async def test_a_snapshot_holds_what_was_stored_and_is_one_private_file(tmp_path: Path) -> None:
    path = tmp_path / "parley.db"
    async with Database.open(path) as database:
        await _filled(database)
        snapshot, found = make_snapshot(path, Reason.DEMAND, MOMENT, Stop())
        again, _found = make_snapshot(path, Reason.DEMAND, MOMENT, Stop())
    assert (found.problems, found.schema, found.sessions, found.messages) == ((), HEAD, 1, 6)
    folder = SnapshotFolder(path)
    assert folder.snapshots() == [again, snapshot], "two of the same moment have names of their own"
    assert sorted(each.name for each in folder.path.iterdir()) == sorted(
        ["lock", *(folder.file_of(each).name for each in (again, snapshot))]
    )
    for each in (folder.path, *folder.path.iterdir()):
        assert not each.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    with closing(sqlite3.connect(folder.file_of(snapshot))) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert [text for (text,) in copy.execute("SELECT content FROM messages WHERE role = 'user' ORDER BY id")] == [
            f"question {number} 茶" for number in range(3)
        ]


async def test_what_is_written_meanwhile_neither_waits_nor_gets_in(tmp_path: Path) -> None:
    path = tmp_path / "parley.db"
    written = 0

    class Writing(Stop):
        def check(self) -> None:
            nonlocal written
            if written < 5:
                with closing(sqlite3.connect(path, timeout=0)) as other:
                    other.execute(
                        "INSERT INTO affinities (user_id, persona, points, updated_at) VALUES (?, 'b', 1, 0)",
                        (f"u{written}",),
                    )
                    other.commit()
                written += 1

    async with Database.open(path) as database:
        await _filled(database, 12, "long " * 100_000)
        _snapshot, found = make_snapshot(path, Reason.DAILY, MOMENT, Writing())
        assert found.ok
    assert written == 5
    (snapshot,) = SnapshotFolder(path).snapshots()
    with closing(sqlite3.connect(SnapshotFolder(path).file_of(snapshot))) as copy:
        assert copy.execute("SELECT count(*) FROM affinities WHERE user_id LIKE 'u%'").fetchone() == (0,)


async def test_a_snapshot_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "parley.db"
    stop = Stop()
    stop.ask()
    async with Database.open(path) as database:
        await _filled(database)
        with pytest.raises(Stopped):
            make_snapshot(path, Reason.DAILY, MOMENT, stop)
    assert [each.name for each in SnapshotFolder(path).path.iterdir()] == ["lock"]


async def test_a_named_snapshot_goes_where_it_was_asked_for_and_writes_over_nothing(tmp_path: Path) -> None:
    path, target = tmp_path / "parley.db", tmp_path / "copies" / "mine.db"
    target.parent.mkdir()
    async with Database.open(path) as database:
        await _filled(database)
        assert save_snapshot(path, target, Stop()).messages == 6
        before = target.read_bytes()
        with pytest.raises(UserError) as refused:
            save_snapshot(path, target, Stop())
        assert refused.value.code == "backup_exists"
        with pytest.raises(UserError) as nowhere:
            save_snapshot(path, tmp_path / "none" / "mine.db", Stop())
        assert nowhere.value.code == "backup_failed"
    assert target.read_bytes() == before
    assert [each.name for each in target.parent.iterdir()] == ["mine.db"]


async def test_a_damaged_chat_file_gives_no_snapshot(tmp_path: Path) -> None:
    path = tmp_path / "parley.db"
    async with Database.open(path) as database:
        await _filled(database)
        async with database.writing() as connection:
            await connection.exec_driver_sql("UPDATE messages SET content_hash = x'00' WHERE id = 3")
        with pytest.raises(UserError) as refused:
            make_snapshot(path, Reason.DAILY, MOMENT, Stop())
    assert refused.value.code == "backup_of_damaged"
    assert "message 3" in refused.value.message
    assert SnapshotFolder(path).snapshots() == []


async def test_leftovers_are_swept_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "my.part.db"
    async with Database.open(path) as database:
        await _filled(database)
        snapshot, _found = make_snapshot(path, Reason.DEMAND, MOMENT, Stop())
    folder = SnapshotFolder(path)
    good = folder.file_of(snapshot)
    kept = {good.name, "lock", "notes.part.txt"}
    (folder.path / "notes.part.txt").touch()
    for name in (f"{good.name}.part", f"{good.name}.part-journal", "x.part-wal"):
        (folder.path / name).touch()
    (folder.path / "restoring.part").mkdir()
    (folder.path / "restoring.part" / "copy.db").touch()
    with folder.locked():
        (folder.path / "busy.part").touch()
        folder.sweep()
        assert (folder.path / "busy.part").exists(), "somebody is at work"
    folder.sweep()
    assert {each.name for each in folder.path.iterdir()} == kept
    assert examine_snapshot(good, Stop()).ok


async def test_a_snapshot_put_in_the_chat_file_s_place_is_one_again(tmp_path: Path) -> None:
    path = tmp_path / "parley.db"
    async with Database.open(path) as database:
        await _filled(database)
        snapshot, _found = make_snapshot(path, Reason.DEMAND, MOMENT, Stop())
    path.write_bytes(SnapshotFolder(path).file_of(snapshot).read_bytes())
    async with Database.open(path) as database:
        async with database.writing() as connection:
            assert (await connection.exec_driver_sql("PRAGMA journal_mode")).scalar() == "wal"
        await _filled(database)
        again, found = make_snapshot(path, Reason.DEMAND, MOMENT, Stop())
        assert (found.problems, found.messages) == ((), 12)
        assert again.made_at > snapshot.made_at
