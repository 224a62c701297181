import asyncio
import hashlib
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import AsyncExitStack, closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from desktop_app.domain.errors import UserError
from desktop_app.store import file_version, schema
from desktop_app.store.database import Database
from desktop_app.store.failures import failures_explained
from desktop_app.store.file_version import stored_version
from desktop_app.store.locks import try_lock
from desktop_app.store.schema import HEAD

pytestmark = pytest.mark.migrated


async def test_migrations_make_the_tables_that_the_code_expects(database: Database) -> None:
    def belongs(_object: object, name: str | None, *_more: object) -> bool:
        return "_fts" not in (name or "")

    def differences(connection: Connection) -> object:
        context = MigrationContext.configure(connection, opts={"compare_type": False, "include_object": belongs})
        return compare_metadata(context, schema.metadata)

    async with database.writing() as connection:
        assert await connection.run_sync(differences) == []


@pytest.mark.synced
async def test_the_pragmas_hold_on_every_connection(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "parley.db") as database:
        for opened in (database.reading, database.writing):
            async with opened() as connection:
                found = {
                    name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
                    for name in ("journal_mode", "foreign_keys", "synchronous", "secure_delete", "trusted_schema")
                }
            assert found == {
                "journal_mode": "wal",
                "foreign_keys": 1,
                "synchronous": 2,
                "secure_delete": 1,
                "trusted_schema": 0,
            }


async def test_a_reader_cannot_write(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "parley.db") as database:
        with pytest.raises(UserError) as refused:
            async with database.reading() as connection:
                await connection.exec_driver_sql("DELETE FROM sessions")
    assert refused.value.code == "store_failed"


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.writing() as connection:
            await connection.exec_driver_sql(
                "INSERT INTO affinities (user_id, persona, points, updated_at) VALUES ('a', 'b', 1, 0)"
            )
            _ = 1 / 0
    async with database.reading() as connection:
        assert (await connection.exec_driver_sql("SELECT count(*) FROM affinities")).scalar() == 0


async def test_a_cancelled_transaction_leaves_nothing_and_the_next_one_works(database: Database) -> None:
    begun = asyncio.Event()

    async def slow() -> None:
        async with database.writing() as connection:
            await connection.exec_driver_sql(
                "INSERT INTO affinities (user_id, persona, points, updated_at) VALUES ('a', 'b', 1, 0)"
            )
            begun.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(slow())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.writing() as connection:
        assert (await connection.exec_driver_sql("SELECT count(*) FROM affinities")).scalar() == 0


async def test_only_the_first_process_checkpoints(tmp_path: Path) -> None:
    path = tmp_path / "parley.db"
    found = []
    async with Database.open(path) as first, Database.open(path) as second:
        for database in (first, second):
            async with database.writing() as connection:
                found.append((await connection.exec_driver_sql("PRAGMA wal_autocheckpoint")).scalar())
    assert found == [1000, 0]
    lock = try_lock(path.with_suffix(".lock"))
    assert lock is not None
    lock.release()


async def test_the_next_process_checkpoints_when_the_first_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "parley.db"
    async with AsyncExitStack() as first:
        await first.enter_async_context(Database.open(path))
        async with Database.open(path) as second:
            await second.foreign_version()
            assert not await second.erase_log()
            await first.aclose()
            await second.foreign_version()
            async with second.writing() as connection:
                assert (await connection.exec_driver_sql("PRAGMA wal_autocheckpoint")).scalar() == 1000
            assert await second.erase_log()


async def test_what_another_process_writes_is_noticed_and_ones_own_is_not(tmp_path: Path) -> None:
    path = tmp_path / "parley.db"
    async with Database.open(path) as ours, Database.open(path) as theirs:
        before = await ours.foreign_version()
        async with ours.writing() as connection:
            await connection.exec_driver_sql(
                "INSERT INTO affinities (user_id, persona, points, updated_at) VALUES ('a', 'b', 1, 0)"
            )
        assert await ours.foreign_version() == before
        async with theirs.writing() as connection:
            await connection.exec_driver_sql("DELETE FROM affinities")
        assert await ours.foreign_version() != before


async def test_a_file_of_a_newer_version_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "parley.db"
    async with Database.open(path):
        pass
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    before = (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns, sorted(os.listdir(tmp_path)))
    with pytest.raises(UserError) as refused:
        async with Database.open(path):
            pass
    assert refused.value.code == "store_newer"
    assert "9999" in refused.value.message
    assert before == (
        hashlib.sha256(path.read_bytes()).hexdigest(),
        path.stat().st_mtime_ns,
        sorted(os.listdir(tmp_path)),
    )


@pytest.mark.parametrize(
    "content", [b"just a text file, nothing more than that", b"SQLite format 3\0" + b"\xff" * 4096]
)
async def test_a_file_that_is_no_database_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "parley.db"
    path.write_bytes(content)
    with pytest.raises(UserError) as refused:
        async with Database.open(path):
            pass
    assert refused.value.code == "store_unreadable"
    assert path.read_bytes() == content


async def test_another_programs_database_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "parley.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    content = path.read_bytes()
    with pytest.raises(UserError) as refused:
        async with Database.open(path):
            pass
    assert refused.value.code == "store_foreign"
    assert path.read_bytes() == content


async def test_files_are_their_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        async with Database.open(tmp_path / "parley.db") as database:
            await database.writer.announce()
            async with database.writing() as connection:
                await connection.exec_driver_sql(
                    "INSERT INTO affinities (user_id, persona, points, updated_at) VALUES ('a', 'b', 1, 0)"
                )
            files = [file for file in tmp_path.rglob("*") if file.name != "home"]
            assert {"parley.db", "parley.db-wal", "parley.db-shm"} <= {file.name for file in files}
            for file in files:
                assert not file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), file
    finally:
        os.umask(old)


async def test_a_migration_that_fails_leaves_an_empty_file_that_the_next_start_fills(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_app.store import migrating

    whole = migrating.upgrade

    def half(connection: Connection) -> None:
        whole(connection)
        raise OperationalError("x", None, sqlite3.OperationalError("power failed"))

    path = tmp_path / "parley.db"
    monkeypatch.setattr(migrating, "upgrade", half)
    with pytest.raises(UserError, match="store_not_migrated"):
        async with Database.open(path):
            pass
    monkeypatch.setattr(migrating, "upgrade", whole)
    async with Database.open(path) as database, database.reading() as connection:
        assert (await connection.exec_driver_sql("SELECT count(*) FROM sessions")).scalar() == 0


async def test_a_bug_in_a_migration_stands_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from desktop_app.store import migrating

    def wrong(_connection: Connection) -> None:
        raise KeyError("a name that nobody has")

    monkeypatch.setattr(migrating, "upgrade", wrong)
    with pytest.raises(UserError, match="store_not_migrated"):
        async with Database.open(tmp_path / "parley.db"):
            pass
    assert "a name that nobody has" in caplog.text


def test_what_a_chat_file_that_is_up_to_date_does_not_need_is_not_imported(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys; from pathlib import Path; from desktop_app.store.database import Database\n"
        "async def main():\n"
        "    async with Database.open(Path(sys.argv[1])): pass\n"
        "asyncio.run(main())\n"
        "print([name in sys.modules for name in ('alembic', 'asyncpg')])"
    )
    words = [sys.executable, "-c", code, str(tmp_path / "parley.db")]
    printed = [subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip() for _ in range(2)]
    assert printed == ["[True, False]", "[False, False]"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("SQLITE_BUSY", "store_busy"),
        ("SQLITE_FULL", "store_full"),
        ("SQLITE_IOERR_FSYNC", "store_failed"),
        ("SQLITE_CORRUPT", "store_unreadable"),
    ],
)
def test_what_the_environment_did_is_told_in_words(name: str, code: str) -> None:
    error = sqlite3.OperationalError("it happened")
    error.sqlite_errorname = name
    with pytest.raises(UserError) as told, failures_explained("parley.db"):
        raise OperationalError("statement", None, error)
    assert told.value.code == code
    assert "statement" not in told.value.message


def test_a_bug_is_not_explained_away() -> None:
    with pytest.raises(DBAPIError), failures_explained("parley.db"):
        raise OperationalError("statement", None, sqlite3.OperationalError("no such column: x"))


async def _with_a_log(path: Path) -> sqlite3.Connection:
    """Make a chat file that has a log of changes; return the connection that keeps it."""
    async with Database.open(path):
        pass
    keeping = sqlite3.connect(path, isolation_level=None)
    keeping.execute("PRAGMA locking_mode=EXCLUSIVE")
    keeping.execute("PRAGMA journal_mode=WAL")
    keeping.execute("UPDATE sessions SET name = name")
    return keeping


async def test_a_sound_file_that_another_program_locked_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_version, "BUSY_SECONDS", 0)
    path = tmp_path / "parley.db"
    with closing(await _with_a_log(path)), pytest.raises(UserError, match="store_busy"):
        stored_version(path)
    assert stored_version(path) == HEAD


@pytest.mark.parametrize(("free", "code"), [(0, "store_no_room"), (1 << 30, "store_not_opened")])
async def test_a_sound_file_that_cannot_be_opened_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, code: str
) -> None:
    path = tmp_path / "parley.db"
    (await _with_a_log(path)).close()
    (tmp_path / "parley.db-wal").touch()
    (tmp_path / "parley.db-shm").symlink_to(tmp_path / "nowhere" / "shm")  # for its index of the log
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=free))
    before = path.read_bytes()
    with pytest.raises(UserError, match=code) as refused:
        async with Database.open(path):
            pass
    assert str(path) in refused.value.message
    assert path.read_bytes() == before
