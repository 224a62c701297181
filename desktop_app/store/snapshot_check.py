"""Looks at a snapshot, or at any file that somebody calls one, without trusting it and without changing it."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from desktop_app.domain.errors import UserError
from desktop_app.domain.persona_documents import asset_name
from desktop_app.store.files import log_of
from desktop_app.store.schema import KNOWN_VERSIONS
from desktop_app.store.snapshot_schema import strange_parts, version_in
from desktop_app.store.snapshot_seal import MAGIC, SealState, seal_state
from desktop_app.store.stoppable import Stop

_MOST_TOLD = 20
_INTERRUPT_EVERY = 10_000
"""Steps of SQLite's machine, a millisecond or so."""
_SAFETY = ("PRAGMA query_only=ON", "PRAGMA trusted_schema=OFF", "PRAGMA cell_size_check=ON")


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in a file: `problems` in a person's words, none when it is good."""

    file: Path
    size: int
    schema: str | None
    sessions: int
    messages: int
    problems: tuple[str, ...]
    strange: bool
    """It is no chat file of a known version, or has parts that Parley does not make: its rows must not be read."""

    @property
    def ok(self) -> bool:
        """Whether all of it is as it was when it was made."""
        return not self.problems


def examine_snapshot(file: Path, stop: Stop) -> Examination:
    """Check everything about a file: what it is, its seal, its tables, its structure, references and every text.

    Raises `UserError` when there is no such file, or when it was made by a newer version.
    """
    size = _size_of(file)
    if size == 0:
        return _rejected(file, size, "it is empty")
    try:
        with file.open("rb") as opened:
            if opened.read(len(MAGIC)) != MAGIC:
                return _rejected(file, size, "it is not a database")
        seal = seal_state(file, stop.check)
    except OSError as error:
        return _rejected(file, size, f"it cannot be read: {error.strerror}")
    try:
        with opened_read_only(file, stop) as connection:
            return _examined(connection, file, size, seal, stop)
    except sqlite3.Error as error:
        stop.check()
        return _rejected(file, size, f"it is damaged: {error}")


@contextmanager
def opened_read_only(file: Path, stop: Stop) -> Iterator[sqlite3.Connection]:
    """Open a database that may be hostile: nothing in it is run, nothing is written, nothing appears beside it."""
    uri = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)) as connection:
        connection.set_progress_handler(stop.is_asked, _INTERRUPT_EVERY)
        for pragma in _SAFETY:
            connection.execute(pragma)
        yield connection


def _examined(connection: sqlite3.Connection, file: Path, size: int, seal: SealState, stop: Stop) -> Examination:
    version = version_in(connection)
    if version is None:
        return _rejected(file, size, "it is a database of another program")
    if version not in KNOWN_VERSIONS:
        raise UserError("backup_newer", file=file, found=version)
    strange = strange_parts(connection, version)
    if strange:
        return _rejected(file, size, *strange, version=version)
    problems = ["it is not as it was when it was made: bytes have changed"] if seal is SealState.BROKEN else []
    # A seal that fits vouches for the indexes, which the quick check does not compare with their tables.
    check = "quick_check" if seal is SealState.WHOLE else "integrity_check"
    problems += [f"its structure is damaged: {line}" for line in _structure(connection, check)]
    if log_of(file).exists() and log_of(file).stat().st_size:
        problems.append(f"changes lie beside it in {log_of(file).name}: a program uses it, or was cut off")
    sessions = messages = 0
    try:
        problems += _dangling(connection)
        if _has_hashes(connection):
            problems += islice(_changed_texts(connection, stop), _MOST_TOLD + 1)
        if has_attachments(connection):
            problems += islice(_changed_attachments(connection, stop), _MOST_TOLD + 1)
        if _has_personas(connection):
            problems += islice(_changed_assets(connection, stop), _MOST_TOLD + 1)
        sessions, messages = count_contents(connection)
    except sqlite3.Error as error:
        stop.check()
        problems.append(f"it is damaged: {error}")
    return Examination(file, size, version, sessions, messages, _told(problems), strange=False)


def count_contents(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return how many sessions and messages there are."""
    sessions, messages = connection.execute(
        "SELECT (SELECT count(*) FROM sessions), (SELECT count(*) FROM messages)"
    ).fetchone()
    return sessions, messages


def _structure(connection: sqlite3.Connection, check: str) -> list[str]:
    return [str(line) for (line,) in connection.execute(f"PRAGMA {check}({_MOST_TOLD})") if line != "ok"]


def _dangling(connection: sqlite3.Connection) -> list[str]:
    rows = islice(connection.execute("PRAGMA foreign_key_check"), _MOST_TOLD)
    return [f"{row[0]} row {row[1]} refers to nothing" for row in rows]


def _has_hashes(connection: sqlite3.Connection) -> bool:
    return any(row[1] == "content_hash" for row in connection.execute("PRAGMA table_info(messages)"))


def _changed_texts(connection: sqlite3.Connection, stop: Stop) -> Iterator[str]:
    """Yield the messages whose text is not the one that was stored; read as bytes, which may be no UTF-8 any more."""
    rows = connection.execute("SELECT id, CAST(content AS BLOB), content_hash, typeof(content) FROM messages")
    for number, content, stored, kind in rows:
        if kind != "text" or sha256(content).digest() != stored:
            yield f"the text of message {number} is not the one that was stored"
        stop.check()


def has_attachments(connection: sqlite3.Connection) -> bool:
    """Tell whether a file is of a version that has attachments."""
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'attachment_contents'")
    return found.fetchone() is not None


def _changed_attachments(connection: sqlite3.Connection, stop: Stop) -> Iterator[str]:
    """Yield the attachments whose bytes are not the ones that were stored, unless a repair said so before."""
    for stored, size, data in connection.execute(
        "SELECT sha256, size, CAST(data AS BLOB) FROM attachment_contents WHERE NOT changed"
    ):
        if sha256(data).digest() != stored or len(data) != size:
            yield "an attachment is not the one that was stored"
        stop.check()


def _has_personas(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'persona_assets'")
    return found.fetchone() is not None


def _changed_assets(connection: sqlite3.Connection, stop: Stop) -> Iterator[str]:
    """Yield the files of personas whose bytes are not the ones that were stored."""
    for persona, name, data in connection.execute("SELECT persona, name, CAST(data AS BLOB) FROM persona_assets"):
        if asset_name(data) != name:
            yield f"a picture or file of the persona {persona} is not the one that was stored"
        stop.check()


def _size_of(file: Path) -> int:
    try:
        found = file.stat()
    except OSError as error:
        raise UserError("backup_file_missing", file=file) from error
    if not stat.S_ISREG(found.st_mode):
        raise UserError("backup_file_missing", file=file)
    return found.st_size


def _rejected(file: Path, size: int, *problems: str, version: str | None = None) -> Examination:
    return Examination(file, size, version, 0, 0, _told(list(problems)), strange=True)


def _told(problems: list[str]) -> tuple[str, ...]:
    more = len(problems) - _MOST_TOLD
    return (*problems[:_MOST_TOLD], *([f"and {more} more" if more > 1 else "and more"] if more > 0 else []))
