"""What the store's hot paths cost, against the same statements on the raw driver in the same run.

    python bench/store.py [--messages 1000000] [--sessions 2000 20000] [--folder DIR] [--rounds 9]

CPU of the whole process, blocks of both sides in turn, medians. With `--folder`, chat files are kept there for the
next run. Leaves with 1 when a limit is broken.
"""

import argparse
import asyncio
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.raw_store import RawStore
from bench.store_data import USER, Words, cached_store, copy_store
from desktop_app.domain.affinity import Meeting
from desktop_app.domain.messages import Message, MessageStatus
from desktop_app.domain.search import parse_query
from desktop_app.domain.sessions import Session
from desktop_app.paths import resource
from desktop_app.services.resources import load_affinity_rules
from desktop_app.store.database import Database
from desktop_app.store.messages import MessageStore
from desktop_app.store.retention import RetentionStore
from desktop_app.store.search import SearchStore
from desktop_app.store.session_pages import SessionPages
from desktop_app.store.sessions import SessionStore
from desktop_app.store.texts import content_hash

_RULES = load_affinity_rules(resource("affinity.yaml"))
_TALK = Meeting(_RULES, "Is there tea left, and will it rain in the garden this winter?")
LIMITS = {"append": 1.5, "finish": 1.5, "last 50": 2.0, "first page": 3.0, "purge": 1.5}
LIMITS |= {"search, rare": 1.3, "search, middle": 1.3, "search, common": 1.3}
_RANKS = {"rare": slice(20_000, 20_060), "middle": slice(300, 360), "common": slice(0, 3)}
"""Which of the made-up words are searched for, the most common first."""
BLOCKED_LIMIT = 0.05
"""Seconds that another write waits at most while sessions are purged."""
PURGED = 1_000
PURGED_FROM = 10_000
"""Sessions of the chat file for the purge: 100 messages each where there are a million."""
_BLOCK = 40
_SHOWN = 10
"""Hits on a screen; the snippets of the others are made when they are scrolled to."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Microseconds of CPU an operation, by hand and by Parley, and the median of the blocks' ratios."""

    name: str
    raw: float
    parley: float
    ratio: float

    def line(self) -> str:
        """Return the figure with its verdict."""
        limit = LIMITS[self.name]
        verdict = "ok " if self.ratio <= limit else "BAD"
        costs = f"{self.raw:9.0f} µs {self.parley:9.0f} µs"
        return f"{verdict} {self.name:15} {costs} {self.ratio:6.2f}, limit {limit}"


class StoreBench:
    """Both sides, each on a copy of the same chat file."""

    def __init__(self, database: Database, raw: RawStore, sessions: int, rounds: int) -> None:
        self._messages, self._sessions = MessageStore(database), SessionStore(database)
        self._pages = SessionPages(database)
        self._searching = SearchStore(database)
        self._raw = raw
        self._rounds = rounds
        self._random = random.Random(7)
        self._ids = [f"session-{number:06}" for number in range(sessions)]
        self._words = Words()
        self._asked: list[tuple[Session, Message]] = []
        self._raw_asked: list[tuple[str, int]] = []

    async def run(self) -> list[Figure]:
        """Measure all operations."""
        return [
            await self._compare("append", self._raw_append, self._append),
            await self._compare("finish", self._raw_finish, self._finish),
            await self._compare("last 50", self._raw_last, self._last),
            await self._compare("first page", self._raw_page, self._page),
            *[await self._search(kind) for kind in _RANKS],
        ]

    async def _search(self, kind: str) -> Figure:
        """Compare the 95th percentiles; Parley's side makes the snippets that a screen shows."""
        sides: tuple[list[float], list[float]] = [], []
        words = [word for word in self._words.words[_RANKS[kind]] if self._raw.search(word)]
        for number in range(len(words) * max(1, 240 // len(words))):
            word = words[number % len(words)]
            started = time.process_time()
            self._raw.search(word)
            between = time.process_time()
            found = await self._searching.find(USER, parse_query(f'"{word}"'), 50)
            snippets = [hit.snippet() for hit in found.messages[:_SHOWN]]
            ended = time.process_time()
            assert snippets
            if number >= len(words):  # each word is warmed up once
                sides[0].append(between - started)
                sides[1].append(ended - between)
        raw, parley = (statistics.quantiles(side, n=20)[-1] * 1e6 for side in sides)
        return Figure(f"search, {kind}", raw, parley, parley / raw)

    async def _compare(
        self, name: str, by_hand: Callable[[], object], by_parley: Callable[[], Awaitable[object]]
    ) -> Figure:
        pairs = []
        for number in range(self._rounds + 1):
            started = time.process_time()
            for _ in range(_BLOCK):
                by_hand()
            between = time.process_time()
            for _ in range(_BLOCK):
                await by_parley()
            if number:  # the first round only warms up
                pairs.append(((between - started) / _BLOCK * 1e6, (time.process_time() - between) / _BLOCK * 1e6))
        raw, parley = (statistics.median(side) for side in zip(*pairs, strict=True))
        return Figure(name, raw, parley, statistics.median(theirs / mine for mine, theirs in pairs))

    def _raw_append(self) -> None:
        session, text = self._random.choice(self._ids), self._words.some()
        answer = self._raw.append(session, text, content_hash(text), time.time_ns() // 1000)
        self._raw_asked.append((session, answer))

    async def _append(self) -> None:
        session = await self._sessions_known(self._random.choice(self._ids))
        _changed, _asked, answer = await self._messages.ask(
            session, self._words.some(), engine="builtin", now=datetime.now(UTC)
        )
        self._asked.append((session, answer))

    async def _sessions_known(self, session_id: str) -> Session:
        moment = datetime.now(UTC)
        return Session(session_id, USER, "default_assistant", moment, moment)

    def _raw_finish(self) -> None:
        session, answer = self._raw_asked.pop()
        text = self._words.some()
        self._raw.finish(USER, session, answer, text, content_hash(text), time.time_ns() // 1000)

    async def _finish(self) -> None:
        _session, answer = self._asked.pop()
        whole = answer._replace(content=self._words.some(), status=MessageStatus.COMPLETE)
        context = {"last_query": "what was asked", "last_response": whole.content[:500]}
        await self._messages.finish(USER, whole, context=context, meeting=_TALK, now=datetime.now(UTC))

    def _raw_last(self) -> None:
        self._raw.last(self._random.choice(self._ids))

    async def _last(self) -> None:
        await self._messages.branch(self._random.choice(self._known), 50)

    def _raw_page(self) -> None:
        self._raw.page(USER)

    async def _page(self) -> None:
        await self._pages.page(USER, None, 50)

    async def prepare(self) -> None:
        """Read the sessions that reading needs; the window has them too."""
        self._known = [await self._sessions.get(USER, session) for session in self._random.sample(self._ids, 100)]


async def measure(original: Path, folder: Path, sessions: int, rounds: int) -> list[Figure]:
    """Measure on two copies of a chat file."""
    raw = RawStore(copy_store(original, folder / "raw"))
    async with Database.open(copy_store(original, folder / "parley")) as database:
        bench = StoreBench(database, raw, sessions, rounds)
        await bench.prepare()
        figures = await bench.run()
        crossings, started = 2_000, time.process_time()
        for _ in range(crossings):
            await database.hot.read(lambda connection: connection.total_changes)
        print(
            f"    an empty crossing to the driver's thread: {(time.process_time() - started) / crossings * 1e6:.0f} µs"
        )
    raw.close()
    return figures


async def measure_purge(original: Path, folder: Path) -> tuple[Figure, float, float]:
    """Purge sessions; return the figure, the longest wait of another write, and the CPU of erasing the old words."""
    paths = [copy_store(original, folder / side) for side in ("raw", "parley")]
    ids = [f"session-{number:06}" for number in range(PURGED)]
    for path in paths:
        with closing(sqlite3.connect(path)) as store, store:
            store.executemany("UPDATE sessions SET trashed_at = 1 WHERE id = ?", [(each,) for each in ids])
    raw = RawStore(paths[0])
    started = time.process_time()
    raw.prune(ids)
    by_hand = time.process_time() - started
    raw.close()
    async with Database.open(paths[1]) as database:
        retention, waits = RetentionStore(database), [0.0]
        started = time.process_time()
        purging = asyncio.create_task(retention.purge(datetime.now(UTC)))
        while not purging.done():
            asked = time.perf_counter()
            await database.hot.write(lambda connection: connection.total_changes)
            waits.append(time.perf_counter() - asked)
            await asyncio.sleep(0.02)
        assert await purging == PURGED
        by_parley = time.process_time() - started
        started = time.process_time()
        await retention.erase()
        erased = time.process_time() - started
    return Figure("purge", by_hand * 1e6, by_parley * 1e6, by_parley / by_hand), max(waits), erased


def _purge(arguments: argparse.Namespace, folder: Path) -> bool:
    original = cached_store(folder, sessions=PURGED_FROM, messages=arguments.messages)
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as copies:
        figure, wait, erased = asyncio.run(measure_purge(original, Path(copies)))
    print(f"{PURGED:,} of {PURGED_FROM:,} sessions purged: in one DELETE, by Parley, ratio")
    print(figure.line())
    verdict = "ok " if wait <= BLOCKED_LIMIT else "BAD"
    print(f"{verdict} longest wait of another write: {wait * 1000:.0f} ms, limit {BLOCKED_LIMIT * 1000:.0f} ms")
    print(f"    erasing the words from the index, SQLite {sqlite3.sqlite_version}: {erased:.1f} s of CPU")
    return figure.ratio <= LIMITS["purge"] and wait <= BLOCKED_LIMIT


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="CPU of the store's hot paths")
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--sessions", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    kept = True
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as name:
        folder = arguments.folder or Path(name)
        for sessions in arguments.sessions:
            print(f"{arguments.messages:,} messages in {sessions:,} sessions: by hand, by Parley, ratio")
            original = cached_store(folder, sessions=sessions, messages=arguments.messages)
            with tempfile.TemporaryDirectory(prefix="parley-bench-") as copies:
                for figure in asyncio.run(measure(original, Path(copies), sessions, arguments.rounds)):
                    print(figure.line())
                    kept &= figure.ratio <= LIMITS[figure.name]
        kept &= _purge(arguments, folder)
    return not kept


if __name__ == "__main__":
    sys.exit(main())
