import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from desktop_app.domain.errors import UserError
from desktop_app.domain.snapshots import Reason
from desktop_app.store import migrating
from desktop_app.store.database import Database
from desktop_app.store.snapshot_check import examine_snapshot
from desktop_app.store.snapshot_folder import SnapshotFolder
from desktop_app.store.stoppable import Stop
from desktop_app.store.texts import content_hash
from tests.support.invariants import assert_invariants

pytestmark = pytest.mark.migrated

_TEXTS = ("hello there", "我喜欢你 and tea", "", "naïve \u0000 zero", "half an answer")


def _first_store(path: Path) -> None:
    """Make a store as the first version left it."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        migrating.upgrade(connection, "0001")
        connection.exec_driver_sql(
            """INSERT INTO sessions VALUES ('s', 'ada', 'default_assistant', '茶の時間', '茶の時間', 't', 'window', 0,
               0, 1, 1, NULL, NULL, NULL, NULL, ?, ?, ?, '', '{}', '{}')""",
            (2 * len(_TEXTS), 2 * len(_TEXTS), len(_TEXTS)),
        )
        for number, text in enumerate(_TEXTS):
            for role in ("user", "assistant"):
                parent = 2 * number + (role == "assistant")
                streaming = role == "assistant" and number == len(_TEXTS) - 1
                connection.exec_driver_sql(
                    """INSERT INTO messages (session_id, parent_id, role, content, status, created_at, metadata)
                       VALUES ('s', ?, ?, ?, ?, 1, '{}')""",
                    (parent or None, role, text, "streaming" if streaming else "complete"),
                )
    engine.dispose()
    path.chmod(0o600)


async def test_a_store_of_the_first_version_is_hashed_and_made_searchable(tmp_path: Path) -> None:
    path = tmp_path / "store" / "parley.db"
    path.parent.mkdir(mode=0o700)
    _first_store(path)
    async with Database.open(path) as database:
        from desktop_app.store.messages import MessageStore

        await MessageStore(database).interrupt_abandoned()
    assert_invariants(path.parent)
    (snapshot,) = SnapshotFolder(path).snapshots()
    assert (snapshot.reason, snapshot.schema) == (Reason.MIGRATION, "0001")
    before = examine_snapshot(SnapshotFolder(path).file_of(snapshot), Stop())
    assert (before.problems, before.schema, before.messages) == ((), "0001", 2 * len(_TEXTS))
    with closing(sqlite3.connect(path)) as store:
        for word, expected in (("hello", [1, 2]), ('"喜 欢"', [3, 4]), ("naive", [7, 8]), ("half", [9, 10])):
            found = store.execute("SELECT rowid FROM messages_fts WHERE messages_fts MATCH ? ORDER BY rowid", (word,))
            assert [row for (row,) in found] == expected
        assert store.execute("SELECT count(*) FROM sessions_fts WHERE sessions_fts MATCH '\"時 間\"'").fetchone() == (
            1,
        )
        assert [row for (row,) in store.execute("SELECT content_hash FROM messages ORDER BY id")] == [
            content_hash(text) for text in _TEXTS for _role in range(2)
        ]


async def test_without_a_snapshot_nothing_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "store" / "parley.db"
    path.parent.mkdir(mode=0o700)
    _first_store(path)
    before = sha256(path.read_bytes()).digest()
    (path.parent / "backups").write_text("no folder can be made here")
    with pytest.raises(UserError) as refused:
        async with Database.open(path):
            pass
    assert refused.value.code == "migration_without_backup"
    assert "backups" in refused.value.message
    assert sha256(path.read_bytes()).digest() == before
