"""A snapshot opened to restore from: a private copy of it, verified and brought up to date, read session by session."""

import os
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import NullPool, create_engine, event

from desktop_app.domain.attachments import Attachment
from desktop_app.domain.errors import UserError
from desktop_app.store.files import log_of, make_private
from desktop_app.store.schema import HEAD
from desktop_app.store.snapshot_check import examine_snapshot, opened_read_only
from desktop_app.store.snapshot_copy import explained, no_room
from desktop_app.store.snapshot_facts import FactSource
from desktop_app.store.snapshot_personas import PersonaSource
from desktop_app.store.snapshot_values import (
    AffinityEvent,
    FoundContent,
    FoundPreset,
    FoundStanding,
    KeptSession,
    UnusableRowError,
    attachment_from,
    content_from,
    draft_from,
    event_from,
    message_from,
    preset_from,
    receipt_from_row,
    session_from,
    standing_from,
    summary_from,
)
from desktop_app.store.stoppable import Stop

_CHUNK = 1 << 20
_CONTENT = "SELECT changed, data FROM attachment_contents WHERE sha256 = ?"
_ATTACHED = """SELECT attachments.* FROM messages JOIN attachments ON message_id = messages.id
    WHERE session_id = ? ORDER BY message_id, position, attachments.id"""
_RECEIPTS = """SELECT message_id, first_message_id, document, persona.content AS persona_text,
        memory.content AS memory_text, summary.content AS summary_text
    FROM messages JOIN receipts ON message_id = messages.id
    LEFT JOIN prompt_texts persona ON persona.sha256 = persona_text
    LEFT JOIN prompt_texts memory ON memory.sha256 = memory_text
    LEFT JOIN prompt_texts summary ON summary.sha256 = summary_text
    WHERE session_id = ? ORDER BY message_id"""
_SUMMARIES = """SELECT summaries.* FROM messages JOIN summaries ON message_id = messages.id
    WHERE session_id = ? ORDER BY message_id"""
_DRAFTED = "SELECT * FROM attachments WHERE draft_of = ? ORDER BY position, id"
_ROOM = 3
"""Times its size that the work on a snapshot takes at most: the copy, a migration of it, what is new in the store."""


class SnapshotSource:
    """The contents of a verified snapshot; its methods are for one thread at a time, any one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        connection.row_factory = sqlite3.Row
        self._connection = connection
        self.personas = PersonaSource(connection)
        self.facts = FactSource(connection)

    def session_ids(self) -> list[str]:
        """Return the ids of all sessions, the oldest first."""
        rows = self._connection.execute("SELECT id FROM sessions ORDER BY created_at, id")
        return [row["id"] for row in rows if isinstance(row["id"], str)]

    def read(self, session_id: str) -> KeptSession:
        """Return a session with all that hangs on it; raise `UnusableRowError` for what Parley would not write."""
        try:
            return self._read(session_id)
        except sqlite3.Error as error:
            raise UnusableRowError(f"it cannot be read: {error}") from error

    def content(self, digest: str) -> FoundContent | None:
        """Return the bytes of an attachment by their hash; raise `UnusableRowError` for others than these."""
        try:
            row = self._connection.execute(_CONTENT, (bytes.fromhex(digest),)).fetchone()
        except sqlite3.Error as error:
            raise UnusableRowError(f"it cannot be read: {error}") from error
        return None if row is None else content_from(row, digest)

    def lone_events(self) -> list[AffinityEvent]:
        """Return the changes of affinities whose messages are gone, as far as they can be read."""
        rows = self._connection.execute("SELECT * FROM affinity_events WHERE message_id IS NULL ORDER BY id")
        found = []
        for row in rows:
            with suppress(UnusableRowError):
                found.append(event_from(row))
        return found

    def standings(self) -> list[FoundStanding]:
        """Return how users and personas stand, as far as it can be read."""
        found = []
        for row in self._connection.execute("SELECT * FROM affinities"):
            with suppress(UnusableRowError):
                found.append(standing_from(row))
        return found

    def presets(self) -> list[FoundPreset]:
        """Return the presets, as far as they can be read."""
        found = []
        for row in self._connection.execute("SELECT * FROM presets ORDER BY id"):
            with suppress(UnusableRowError):
                found.append(preset_from(row))
        return found

    def _read(self, session_id: str) -> KeptSession:
        this = (session_id,)
        execute = self._connection.execute
        (row,) = execute("SELECT * FROM sessions WHERE id = ?", this)
        draft = execute("SELECT * FROM drafts WHERE session_id = ?", this).fetchone()
        events = execute(
            """SELECT affinity_events.* FROM messages JOIN affinity_events ON message_id = messages.id
               WHERE session_id = ? ORDER BY affinity_events.id""",
            this,
        )
        attached: dict[int, list[Attachment]] = defaultdict(list)
        for each in execute(_ATTACHED, this):
            attached[each["message_id"]].append(attachment_from(each))
        found = map(message_from, execute("SELECT * FROM messages WHERE session_id = ? ORDER BY id", this))
        return KeptSession(
            session=session_from(row),
            messages=tuple(each._replace(attachments=tuple(attached.get(each.id, ()))) for each in found),
            draft=None if draft is None else draft_from(draft),
            events=tuple(event_from(each) for each in events),
            draft_attachments=tuple(attachment_from(each) for each in execute(_DRAFTED, this)),
            receipts={
                each["message_id"]: receipt
                for each in execute(_RECEIPTS, this)
                if (receipt := receipt_from_row(each)) is not None
            },
            summaries=tuple(map(summary_from, execute(_SUMMARIES, this))),
        )


@contextmanager
def opened_source(file: Path, workplace: Path, stop: Stop) -> Iterator[SnapshotSource]:
    """Copy `file` into the new folder `workplace`, verify the copy, bring it up to date, and read from that.

    What was verified is what is read, and whoever made the file never gets it opened for writing. Raises `UserError`
    for a file that is no good snapshot.
    """
    try:
        with explained(workplace.parent):
            workplace.mkdir(mode=0o700)
            copy = workplace / "copy.db"
            _check_room(file, workplace)
            _copy(file, copy, stop)
        _check(file, copy, stop)
        with opened_read_only(copy, stop) as connection:
            yield SnapshotSource(connection)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def _check(file: Path, copy: Path, stop: Stop) -> None:
    try:
        found = examine_snapshot(copy, stop)
    except UserError as error:
        # Named as the user knows it, not as the copy is called.
        raise UserError(error.code, **{**error.details, "file": file}) from error
    if not found.ok:
        raise UserError("backup_damaged", file=file, problem=found.problems[0])
    if found.schema != HEAD:
        with explained(copy.parent):
            _bring_up_to_date(copy)


def _copy(file: Path, copy: Path, stop: Stop) -> None:
    """Copy a file with the log beside it, where there is one, and put both together."""
    pairs = [(file, copy)]
    if log_of(file).exists():
        pairs.append((log_of(file), log_of(copy)))
    for source, target in pairs:
        make_private(target)
        with source.open("rb") as reading, target.open("r+b") as writing:
            while chunk := reading.read(_CHUNK):
                writing.write(chunk)
                stop.check()
    if len(pairs) > 1:
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("PRAGMA journal_mode=DELETE")


def _bring_up_to_date(copy: Path) -> None:
    from desktop_app.store import migrating  # slow to import, and seldom needed

    engine = create_engine(f"sqlite:///{copy}", poolclass=NullPool, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def distrust(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA trusted_schema=OFF")

    with engine.begin() as connection:
        migrating.upgrade(connection)
    engine.dispose()


def _check_room(file: Path, folder: Path) -> None:
    try:
        needed = os.stat(file).st_size * _ROOM
    except OSError as error:
        raise UserError("backup_file_missing", file=file) from error
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise no_room(folder, needed, free)
