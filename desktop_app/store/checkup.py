"""The look over a chat file that is in use: on a connection and a thread of its own, in steps, and stopped at once."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from desktop_app.store.failures import sqlite_error_name
from desktop_app.store.file_version import BUSY_SECONDS
from desktop_app.store.stoppable import Stop

_CHUNK = 200
_PAUSE = 0.001
"""Seconds in which others may have the processor."""
_INTERRUPT_EVERY = 10_000
_INDEXED = {
    "SELECT count(*), coalesce(sum(id), 0) FROM messages WHERE status <> 'streaming'": "messages_fts_docsize",
    "SELECT count(*), coalesce(sum(rowid), 0) FROM sessions": "sessions_fts_docsize",
}
_TEXTS = """
    SELECT id, CAST(content AS BLOB), content_hash FROM messages
    WHERE id > ? AND status <> 'streaming' ORDER BY id LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: with the file's structure, and how many texts and attached files are not as they were stored."""

    problem: str = ""
    changed_texts: int = 0
    changed_attachments: int = 0

    @property
    def is_damage(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.problem or self.changed_texts or self.changed_attachments)


def look_over(file: Path, stop: Stop) -> Finding:
    """Check the structure of the file and every text in it; nothing is written, and nobody waits."""
    try:
        with _opened(file, stop) as store:
            ((problem,),) = store.execute("PRAGMA quick_check(1)").fetchall()
            texts = sum(_changed(store, stop))
            return Finding("" if problem == "ok" else str(problem), texts, sum(_changed_attachments(store, stop)))
    except sqlite3.DatabaseError as error:
        stop.check()
        if sqlite_error_name(error).startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            return Finding(str(error))
        return Finding()  # busy, or out of reach just now: another day


def is_index_stale(file: Path, stop: Stop) -> bool:
    """Tell whether the search index covers other messages or sessions than there are; it is not read itself."""
    try:
        with _opened(file, stop) as store:
            store.execute("BEGIN")
            for statement, covered in _INDEXED.items():
                there = store.execute(statement).fetchone()
                indexed = f"SELECT count(*), coalesce(sum(id), 0) FROM {covered}"  # noqa: S608  a name of ours
                if there != store.execute(indexed).fetchone():
                    return True
    except sqlite3.DatabaseError as error:
        stop.check()
        return sqlite_error_name(error) == "SQLITE_ERROR"  # there is no such table
    return False


@contextmanager
def _opened(file: Path, stop: Stop) -> Iterator[sqlite3.Connection]:
    uri = f"{file.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS)) as store:
        store.set_progress_handler(stop.is_asked, _INTERRUPT_EVERY)
        for pragma in ("query_only=ON", "trusted_schema=OFF", "wal_autocheckpoint=0"):
            store.execute(f"PRAGMA {pragma}")
        yield store


def _changed(store: sqlite3.Connection, stop: Stop) -> Iterator[bool]:
    last = 0
    while rows := store.execute(_TEXTS, (last, _CHUNK)).fetchall():
        last = rows[-1][0]
        for _id, content, stored in rows:
            yield sha256(content).digest() != stored
        stop.check()
        time.sleep(_PAUSE)


def _changed_attachments(store: sqlite3.Connection, stop: Stop) -> Iterator[bool]:
    for (digest,) in store.execute("SELECT sha256 FROM attachment_contents WHERE NOT changed").fetchall():
        # Each by itself: what is being read must not keep others from moving the log into the file.
        found = store.execute("SELECT data FROM attachment_contents WHERE sha256 = ?", (digest,)).fetchone()
        yield found is not None and (not isinstance(found[0], bytes) or sha256(found[0]).digest() != digest)
        stop.check()
        time.sleep(_PAUSE)
