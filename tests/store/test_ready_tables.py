import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.store import migrating
from desktop_app.store.database import Database
from tests.support.ready_tables import ReadyTables


@pytest.mark.migrated
async def test_ready_tables_are_those_of_the_migrations(
    tmp_path: Path, ready_tables: ReadyTables, monkeypatch: pytest.MonkeyPatch
) -> None:
    dumps = []
    for name in ("migrated.db", "ready.db"):
        async with Database.open(tmp_path / name):
            pass
        with closing(sqlite3.connect(tmp_path / name)) as store:
            dumps.append([*store.iterdump(), *store.execute("PRAGMA schema_version")])
        monkeypatch.setattr(migrating, "upgrade", ready_tables.upgrade)
    assert dumps[0] == dumps[1]
