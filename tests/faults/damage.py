"""Damages a chat file in every way that disks, crashes and people do."""

import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

PAGE = 4096
Damage = Callable[[Path, random.Random], None]
"""Does something to the chat file at a path, or to its log."""


def header_garbage(path: Path, chance: random.Random) -> None:
    _overwrite(path, 0, chance.randbytes(chance.choice([4, 16, 50, 100])))


def first_page_lost(path: Path, chance: random.Random) -> None:
    _overwrite(path, 0, bytes(PAGE) if chance.random() < 0.5 else chance.randbytes(PAGE))


def empty_file(path: Path, _chance: random.Random) -> None:
    os.truncate(path, 0)


def text_file(path: Path, _chance: random.Random) -> None:
    path.write_text("Dear diary, this is no database at all.\n" * 300)


def zeros(path: Path, _chance: random.Random) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def truncated(path: Path, chance: random.Random) -> None:
    os.truncate(path, chance.randrange(path.stat().st_size))


def pages_zeroed(path: Path, chance: random.Random) -> None:
    for _ in range(chance.choice([1, 3, 20])):
        _overwrite(path, chance.randrange(path.stat().st_size // PAGE) * PAGE, bytes(PAGE))


def pages_garbage(path: Path, chance: random.Random) -> None:
    for _ in range(chance.choice([1, 3, 20])):
        _overwrite(path, chance.randrange(path.stat().st_size // PAGE) * PAGE, chance.randbytes(PAGE))


def pages_swapped(path: Path, chance: random.Random) -> None:
    content = path.read_bytes()
    one, other = (chance.randrange(len(content) // PAGE) * PAGE for _ in range(2))
    _overwrite(path, one, content[other : other + PAGE])
    _overwrite(path, other, content[one : one + PAGE])


def bits_flipped(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 1, 5, 50, 300])):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def second_half_zeroed(path: Path, _chance: random.Random) -> None:
    half = path.stat().st_size // 2
    _overwrite(path, half, bytes(half))


def log_garbage(path: Path, chance: random.Random) -> None:
    log = _log(path)
    _overwrite(log, chance.randrange(log.stat().st_size // 2), chance.randbytes(5000))


def log_cut(path: Path, chance: random.Random) -> None:
    os.truncate(_log(path), chance.randrange(_log(path).stat().st_size))


def log_deleted(path: Path, _chance: random.Random) -> None:
    _log(path).unlink()


def log_and_file(path: Path, chance: random.Random) -> None:
    pages_garbage(path, chance)
    log_garbage(path, chance)


FILE_DAMAGES: tuple[Damage, ...] = (
    header_garbage,
    first_page_lost,
    empty_file,
    text_file,
    zeros,
    truncated,
    pages_zeroed,
    pages_garbage,
    pages_swapped,
    bits_flipped,
    second_half_zeroed,
)
LOG_DAMAGES: tuple[Damage, ...] = (log_garbage, log_cut, log_deleted, log_and_file)
HOPELESS: tuple[Damage, ...] = (empty_file, text_file, zeros)
"""Nothing is left to read after these."""


def read_by_bisecting(path: Path, messages: int) -> dict[int, str]:
    """Return the messages that SQLite gives back when it is asked for ever smaller ranges of them."""
    found: dict[int, str] = {}
    ranges = [(1, messages)]
    uri = f"{path.absolute().as_uri()}?mode=ro" + ("" if _log(path).exists() else "&immutable=1")
    try:
        with closing(sqlite3.connect(uri, uri=True)) as store:
            store.text_factory = lambda content: content.decode("utf-8", "replace")
            while ranges:
                low, high = ranges.pop()
                statement = "SELECT id, content FROM messages WHERE id BETWEEN ? AND ?"
                try:
                    found.update(store.execute(statement, (low, high)).fetchall())
                except sqlite3.Error:
                    middle = (low + high) // 2
                    if low < high:
                        ranges += [(low, middle), (middle + 1, high)]
    except sqlite3.Error:
        pass
    return found


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _overwrite(path: Path, place: int, content: bytes) -> None:
    with path.open("r+b") as opened:
        opened.seek(place)
        opened.write(content)
