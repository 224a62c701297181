"""The newest message by its number, remembered beside the chat file while that is in use.

What SQLite has committed but not yet moved into its file stands in a log beside it. Where that log is lost, is another
one's or is damaged, SQLite opens the older state without a word. Numbers of messages only ever grow: a store whose
newest message is older than the one that was remembered has lost some.
"""

import sqlite3
from contextlib import suppress
from pathlib import Path

from desktop_app.store.tally import note_newest

_NEWEST = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'messages'), 0)"


def newest_in(connection: sqlite3.Connection) -> int:
    """Return the number of the newest message that there ever was, 0 where there was none."""
    (newest,) = connection.execute(_NEWEST).fetchone()
    return int(newest)


class Newest:
    """Remembers it for one chat file, or for none where the store is not in a file."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._noted = 0

    def note(self, connection: sqlite3.Connection) -> None:
        """Remember what the connection has just committed; to be called in its thread."""
        if self._path is None:
            return
        with suppress(sqlite3.Error):  # what was committed is stored, whatever keeps its number from being read
            newest = newest_in(connection)
            if newest > self._noted:
                note_newest(self._path, newest)
                self._noted = newest
