"""Makes chat files of any size to measure the store on."""

import asyncio
import itertools
import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from desktop_app.domain.search_words import cjk_words
from desktop_app.store.database import Database
from desktop_app.store.search_index import FILL_INDEX
from desktop_app.store.texts import content_hash

USER = "ada"
_START = 1_700_000_000_000_000
_SECOND = 1_000_000
_LETTERS = "etaoinshrdlucmfwypvbgkjqxz"
_SESSION = """INSERT INTO sessions (id, user_id, persona, title, origin, temporary, pinned, created_at,
    last_activity_at, active_leaf_id, message_count, query_count, preview, metadata, context)
    VALUES (?, ?, 'default_assistant', ?, 'window', 0, ?, ?, ?, ?, ?, ?, ?, '{}', '{}')"""
_MESSAGE = """INSERT INTO messages (id, session_id, parent_id, role, content, content_hash, cjk, status, persona,
    engine, created_at, metadata) VALUES (?, ?, ?, ?, ?, ?, ?, 'complete', ?, ?, ?, '{}')"""


class Words:
    """Texts of made-up words, a few of them very common and most of them rare, as in any language."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self.words = [
            "".join(self._random.choices(_LETTERS, weights=range(26, 0, -1), k=self._random.randint(2, 9)))
            for _ in range(40_000)
        ]
        self._weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(self.words))))
        self._texts = [self._text() for _ in range(20_000)]

    def _text(self) -> str:
        return " ".join(self._random.choices(self.words, cum_weights=self._weights, k=self._random.randint(5, 120)))

    def some(self) -> str:
        """Return a text of 5 to 120 words."""
        return self._random.choice(self._texts)


async def make_store(path: Path, *, sessions: int, messages: int) -> None:
    """Make a file of this version's tables with that many sessions, all of the same length."""
    async with Database.open(path):
        pass
    words = Words()
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute("PRAGMA synchronous=OFF")
        store.execute("BEGIN")
        each = messages // sessions
        for number in range(sessions):
            first = number * each + 1
            store.executemany(_MESSAGE, _conversation(words, f"session-{number:06}", first, each))
            moment = _START + (number * 7919 % sessions) * 60 * _SECOND
            row = (f"session-{number:06}", USER, words.some()[:40], number % 200 == 0, moment, moment, first + each - 1)
            store.execute(_SESSION, (*row, each, each // 2, words.some()[:120]))
        for statement in FILL_INDEX:
            store.execute(statement)
        store.execute("COMMIT")
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _conversation(words: Words, session: str, first: int, count: int) -> Iterator[tuple[object, ...]]:
    for place in range(count):
        text = words.some()
        asks = place % 2 == 0
        who = (None, None) if asks else ("default_assistant", "builtin")
        link = (first + place, session, first + place - 1 if place else None, "user" if asks else "assistant")
        yield (*link, text, content_hash(text), cjk_words(text), *who, _START + (first + place) * _SECOND)


def cached_store(folder: Path, *, sessions: int, messages: int) -> Path:
    """Return a file made by an earlier run in `folder`, made now where there is none."""
    path = folder / f"{messages}-in-{sessions}.db"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        for leftover in folder.glob(f"{unfinished.name}*"):
            leftover.unlink()
        asyncio.run(make_store(unfinished, sessions=sessions, messages=messages))
        os.replace(unfinished, path)
    return path


def copy_store(original: Path, folder: Path) -> Path:
    """Return a copy in a folder of its own, to be changed."""
    folder.mkdir(mode=0o700)
    shutil.copyfile(original, folder / "parley.db")
    return folder / "parley.db"
