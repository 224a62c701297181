"""The search index comes back from whatever happened to it, and everything can be read meanwhile."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.store.checkup import is_index_stale, look_over
from desktop_app.store.database import Database
from desktop_app.store.health import index_problem
from desktop_app.store.messages import MessageStore
from desktop_app.store.repairs import RepairStore
from desktop_app.store.stoppable import Stop, Stopped
from tests.support.invariants import assert_invariants
from tests.support.stores import make_store

BROKEN = {
    "dropped": ["DROP TABLE messages_fts", "DROP TABLE sessions_fts"],
    "half dropped": ["DROP TABLE messages_fts_data"],
    "unnamed": ["PRAGMA writable_schema=ON", "DELETE FROM sqlite_master WHERE name = 'messages_fts'"],
    "no sizes": ["DROP TABLE sessions_fts_docsize"],
    "no version": ["DROP TABLE messages_fts_config"],
    "of another version": ["UPDATE messages_fts_config SET v = 99"],
    "no view": ["DROP VIEW messages_indexed"],
    "empty": ["DELETE FROM messages_fts_data"],
    "garbage": ["UPDATE messages_fts_data SET block = randomblob(50)"],
    "too much": ["INSERT INTO messages_fts (rowid, content, cjk) VALUES (9999, 'nobody said this', '')"],
    "too little": ["INSERT INTO messages_fts (messages_fts) VALUES ('delete-all')"],
}


def broken_store(tmp_path: Path, statements: list[str]) -> Path:
    path = tmp_path / "store" / "parley.db"
    make_store(path, 100, sessions=4)
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        for statement in statements:
            store.execute(statement)
    return path


@pytest.mark.parametrize("kind", BROKEN)
async def test_it_is_made_again(kind: str, tmp_path: Path) -> None:
    path = broken_store(tmp_path, BROKEN[kind])
    async with Database.open(path) as database:
        messages = MessageStore(database)
        assert len([await messages.all_of(f"session-{number}") for number in range(4)]) == 4
        # That of another version is made anew at once: it could not even be written to.
        assert bool(await index_problem(database)) == (kind != "of another version")
        await RepairStore(database).rebuild_index()
        assert not await index_problem(database)
        assert sum([len(await messages.all_of(f"session-{number}")) for number in range(4)]) == 96
    assert not is_index_stale(path, Stop())
    assert_invariants(path.parent)


@pytest.mark.parametrize(
    "kind", ["dropped", "half dropped", "unnamed", "no sizes", "no view", "too much", "too little"]
)
async def test_at_the_start_it_is_seen_by_a_count(kind: str, tmp_path: Path) -> None:
    path = broken_store(tmp_path, BROKEN[kind])
    async with Database.open(path):
        assert is_index_stale(path, Stop())


async def test_a_message_can_be_stored_before_a_missing_index_is_filled(tmp_path: Path) -> None:
    path = broken_store(tmp_path, BROKEN["dropped"])
    async with Database.open(path) as database:
        async with database.writing() as connection:
            await connection.exec_driver_sql("UPDATE messages SET status = 'streaming' WHERE id = 96")
        assert await MessageStore(database).interrupt_abandoned() == 1
        await RepairStore(database).rebuild_index()
    assert_invariants(path.parent)


def test_a_sound_store_has_nothing_to_tell(tmp_path: Path) -> None:
    path = broken_store(tmp_path, [])
    assert not look_over(path, Stop()).is_damage
    assert not is_index_stale(path, Stop())


def test_a_changed_text_and_a_lost_page_are_told(tmp_path: Path) -> None:
    path = broken_store(tmp_path, ["UPDATE messages SET content = 'something else' WHERE id IN (5, 6)"])
    assert look_over(path, Stop()).changed_texts == 2
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(bytes(4096 * 5))
    assert look_over(path, Stop()).problem


def test_it_stops_when_nobody_waits_any_more(tmp_path: Path) -> None:
    path = broken_store(tmp_path, [])
    stop = Stop()
    stop.ask()
    with pytest.raises(Stopped):
        look_over(path, stop)


async def test_a_message_that_a_damaged_index_cannot_take_is_refused_in_words(tmp_path: Path) -> None:
    path = broken_store(tmp_path, BROKEN["garbage"])
    async with Database.open(path) as database:
        with pytest.raises(UserError, match="store_unreadable"):
            async with database.writing() as connection:
                await connection.exec_driver_sql("INSERT INTO messages_fts (rowid, content) VALUES (500, 'x')")
