"""The search index across different versions of SQLite."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.domain.messages import MessageStatus
from desktop_app.domain.search import parse_query
from desktop_app.store.database import Database
from desktop_app.store.index_format import ERASES_BY_ITSELF, fit_index, is_index_fit
from desktop_app.store.messages import MessageStore
from desktop_app.store.search import SearchStore
from desktop_app.store.search_index import INDEXES
from desktop_app.store.sessions import SessionStore
from tests.support.invariants import assert_invariants
from tests.support.values import MOMENT, a_session

older = pytest.mark.skipif(ERASES_BY_ITSELF, reason="this SQLite reads the newer form")


async def say(database: Database, text: str, **values: str) -> None:
    session, _ = await SessionStore(database).create(a_session(**values))
    messages = MessageStore(database)
    _, _, answer = await messages.ask(session, text, engine="builtin", now=MOMENT)
    await messages.finish("ada", answer._replace(status=MessageStatus.COMPLETE), context={}, now=MOMENT)


@pytest.fixture
async def path(data_dir: Path) -> Path:
    """A chat file with a session named Walrus in which “hello walrus” was said."""
    data_dir.mkdir(mode=0o700)
    path = data_dir / "parley.db"
    async with Database.open(path) as database:
        await say(database, "hello walrus", name="Walrus")
    return path


def write_as_newer(path: Path) -> None:
    """Say of the indexes what a newer SQLite says once it has erased words from them."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for index in INDEXES:
            connection.execute(f"UPDATE {index}_config SET v = 5 WHERE k = 'version'")


@older
async def test_an_index_of_a_newer_form_is_made_anew_and_no_text_is_touched(path: Path) -> None:
    write_as_newer(path)
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.OperationalError, match="file format"):
        connection.execute("SELECT * FROM messages_fts WHERE messages_fts MATCH 'walrus'")
    async with Database.open(path) as database:
        found = await SearchStore(database).find("ada", parse_query("walrus"), 50)
        assert [hit.text for hit in found.messages] == ["hello walrus"]
        assert [hit.session_name for hit in found.sessions] == ["Walrus"]
        await say(database, "written again")
    assert_invariants(path.parent)


@older
async def test_an_index_that_is_fit_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        before = connection.execute("SELECT * FROM messages_fts_data").fetchall()
    async with Database.open(path):
        pass
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM messages_fts_data").fetchall() == before


async def test_a_sqlite_that_can_erase_is_told_to_once(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        if not ERASES_BY_ITSELF:
            # What that SQLite would store; this one passes over it.
            assert not is_index_fit(connection, erases=True)
            for index in INDEXES:
                connection.execute(f"INSERT INTO {index}_config (k, v) VALUES ('secure-delete', 1)")
        assert is_index_fit(connection, erases=True)
    async with Database.open(path) as database:
        assert (await SearchStore(database).find("ada", parse_query("walrus"), 50)).messages


async def test_a_damaged_index_does_not_keep_the_store_shut(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("DELETE FROM sqlite_master WHERE name LIKE 'messages_fts%'")
        assert is_index_fit(connection)


async def test_an_index_that_was_lost_is_no_reason_to_say_that_nothing_is_there(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TABLE messages_fts")
    async with Database.open(path) as database:
        store = SearchStore(database)
        lost = await store.find("ada", parse_query("walrus"), 50)
        assert (list(lost.messages), lost.complete) == ([], False)
    with closing(sqlite3.connect(path)) as connection, connection:
        fit_index(connection, erases=False)
    async with Database.open(path) as database:
        store = SearchStore(database)
        assert (await store.find("ada", parse_query("walrus"), 50)).complete
        assert (await store.find("ada", parse_query("nowhere"), 50)).complete


async def test_making_it_anew_changes_nothing_in_a_good_index(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        fit_index(connection, erases=False)
    assert_invariants(path.parent)
