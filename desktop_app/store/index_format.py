"""Keeps the search index in a form that this computer's SQLite can use, and that forgets what is deleted.

From 3.42 on, SQLite can erase a deleted text's words from the index at once, once it is told to; an index in which it
did so is of a newer form, which older ones refuse to read, to write and even to drop.
"""

import sqlite3

from desktop_app.store.search_index import INDEXES

ERASES_BY_ITSELF = sqlite3.sqlite_version_info >= (3, 42)
_OLD_FORM = 4


def is_index_fit(connection: sqlite3.Connection, *, erases: bool = ERASES_BY_ITSELF) -> bool:
    """Tell whether both indexes can be used, and erase what is deleted where they can."""
    try:
        for index in INDEXES:
            settings = dict(connection.execute(f"SELECT k, v FROM {index}_config").fetchall())  # noqa: S608  ours
            if erases and settings.get("secure-delete") != 1:
                return False
            if not erases and int(settings.get("version", _OLD_FORM)) > _OLD_FORM:
                return False
    except sqlite3.DatabaseError:
        return True  # what is missing or damaged is for those to tell and to mend who check the store
    return True


def fit_index(connection: sqlite3.Connection, *, erases: bool = ERASES_BY_ITSELF) -> None:
    """Let the indexes erase what is deleted, or make them anew from the texts in the form that can be read here."""
    for index in INDEXES:
        if erases:
            connection.execute(f"INSERT INTO {index}({index}, rank) VALUES ('secure-delete', 1)")  # noqa: S608  ours
            continue
        # Said to be of the old form, it can be used again, to begin with by throwing away all that is in it.
        connection.execute(f"UPDATE {index}_config SET v = {_OLD_FORM} WHERE k = 'version'")  # noqa: S608  ours
        connection.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")  # noqa: S608  ours
