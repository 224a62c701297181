"""How much the chat file held when it was last counted, kept in a small file of its own.

A chat file that is gone, empty or cut short looks like one that was never filled. The tally tells the difference. It
holds numbers and nothing else.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from desktop_app.store.files import log_of, replace_file


@dataclass(frozen=True, slots=True)
class Tally:
    """What there was."""

    sessions: int = 0
    messages: int = 0
    newest: int = 0
    """The number of the newest message, which is known while the others are not yet counted."""


def tally_file(database: Path) -> Path:
    """Return the file that holds the tally of that chat file."""
    return database.with_suffix(".tally")


def read_tally(database: Path) -> Tally:
    """Return the last tally, zeros where there is none that can be read."""
    try:
        found = json.loads(tally_file(database).read_text("utf-8"))
        return Tally(int(found["sessions"]), int(found["messages"]), int(found.get("newest", 0)))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Tally()


def write_tally(database: Path, tally: Tally) -> None:
    """Keep `tally`, unless it is the last one already; a disk that is full or read-only keeps the old one."""
    file = tally_file(database)
    if read_tally(database) != tally or not file.exists():
        try:
            replace_file(file, json.dumps(asdict(tally)).encode())
        except OSError:
            return


def note_newest(database: Path, newest: int) -> None:
    """Take note that a message has been stored; where the disk does not take it, the next one tries again.

    Not waited for as the message itself is: a note that is too low tells of nothing, which is wrong about nothing.
    """
    tally = read_tally(database)
    if newest > tally.newest:
        with suppress(OSError):
            replace_file(tally_file(database), json.dumps(asdict(replace(tally, newest=newest))).encode(), sync=False)


def forget_tally(database: Path) -> None:
    """Expect nothing any more: somebody decided to start anew."""
    tally_file(database).unlink(missing_ok=True)


def is_lost(database: Path) -> bool:
    """Tell whether the chat file is gone or empty although there were sessions in it."""
    # What was expected is asked first: another process may be making the file, which comes before log and tally.
    expected = has_bytes(database) or read_tally(database).sessions > 0
    return expected and not (database.exists() and database.stat().st_size)


def has_bytes(database: Path) -> bool:
    """Tell whether anything at all is in the chat file or its log."""
    files = (database, log_of(database))
    return any(file.exists() and file.stat().st_size for file in files)
