"""Rebuilds the search index, also where what is left of it cannot even be dropped."""

import sqlite3

from desktop_app.store.index_format import fit_index, is_index_fit
from desktop_app.store.search_index import DROP_INDEX, FILL_INDEX, INDEXES, MAKE_INDEX

_PARTS = {
    "data": "(id INTEGER PRIMARY KEY, block BLOB)",
    "idx": "(segid, term, pgno, PRIMARY KEY (segid, term)) WITHOUT ROWID",
    "docsize": "(id INTEGER PRIMARY KEY, sz BLOB)",
    "config": "(k PRIMARY KEY, v) WITHOUT ROWID",
}
"""The tables that FTS5 keeps an index in; it drops one only when all of them are there and say their version."""


def lacks_index(connection: sqlite3.Connection) -> bool:
    """Tell whether a part of the search index is not there at all."""
    wanted = {*INDEXES, "messages_indexed", *(f"{index}_{part}" for index in INDEXES for part in _PARTS)}
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    return not wanted <= names


def make_empty_index(connection: sqlite3.Connection) -> None:
    """Put an empty index in the place of what there is, in the transaction that is open."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for index in INDEXES:
        for part, columns in _PARTS.items():
            if index in there:
                connection.execute(f"CREATE TABLE IF NOT EXISTS {index}_{part} {columns}")
            else:
                connection.execute(f"DROP TABLE IF EXISTS {index}_{part}")
        if index in there:
            connection.execute(f"DELETE FROM {index}_data")  # noqa: S608  names of our own
            connection.execute(f"INSERT INTO {index}_data VALUES (1, x''), (10, x'00000000000000')")  # noqa: S608  as above
            connection.execute(f"INSERT OR REPLACE INTO {index}_config VALUES ('version', 4)")  # noqa: S608  as above
    for statement in (*DROP_INDEX, *MAKE_INDEX):
        connection.execute(statement)
    if not is_index_fit(connection):
        fit_index(connection)


def rebuild_index(connection: sqlite3.Connection) -> None:
    """Put an index of all texts in the place of what there is, in the transaction that is open."""
    make_empty_index(connection)
    for statement in FILL_INDEX:
        connection.execute(statement)
