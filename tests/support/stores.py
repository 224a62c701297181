"""Stores with years of talk in them, made in a moment."""

import asyncio
import json
import random
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

from desktop_app.store.database import Database
from desktop_app.store.search_index import FILL_INDEX
from desktop_app.store.session_rows import name_columns, title_columns
from desktop_app.store.texts import text_columns

_BEGIN = 1_700_000_000_000_000
_WORDS = ("tea", "rain", "garden", "letter", "winter", "茶", "時間", "café", "naïve", "quiet", "river", "🙂", "seven")


def make_store(path: Path, messages: int, seed: int = 1, sessions: int = 40) -> None:
    """Make a store at `path` as Parley would have left it, closed, after that many messages."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ThreadPoolExecutor(1) as pool:  # this thread may have a loop running already
        pool.submit(lambda: asyncio.run(_make_tables(path))).result()
    with closing(sqlite3.connect(path)) as store:
        add_talk(store, messages, seed, sessions)
    path.chmod(0o600)


def add_talk(store: sqlite3.Connection, messages: int, seed: int, sessions: int, first_session: int = 0) -> None:
    """Add sessions with exchanges in them, in one transaction."""
    chance = random.Random(seed)
    store.execute("PRAGMA secure_delete=ON")
    store.execute("PRAGMA synchronous=OFF")
    shares = [messages // sessions // 2 * 2] * sessions
    ((last,),) = store.execute("SELECT coalesce(max(id), 0) FROM messages").fetchall()
    for number, share in enumerate(shares, first_session):
        last = _add_session(store, chance, f"session-{number}", share, last)
    store.execute("DELETE FROM affinities")
    store.execute(
        """INSERT INTO affinities (user_id, persona, points, updated_at)
           SELECT user_id, persona, sum(points), max(created_at) FROM affinity_events GROUP BY user_id, persona"""
    )
    for statement in FILL_INDEX:
        store.execute(statement)
    _attach(store, random.Random(seed + 1))
    store.commit()


def _add_session(store: sqlite3.Connection, chance: random.Random, session_id: str, count: int, last: int) -> int:
    moment = _BEGIN + last * 60_000_000
    _insert(
        store,
        "sessions",
        {
            "id": session_id,
            "user_id": "ada",
            "persona": "default_assistant",
            **name_columns(f"Name of {session_id}" if chance.random() < 0.5 else None),
            **title_columns(_text(chance, 6)),
            "origin": "window",
            "temporary": 0,
            "pinned": int(chance.random() < 0.1),
            "created_at": moment,
            "last_activity_at": moment + count * 60_000_000,
            "active_leaf_id": last + count if count else None,
            "message_count": count,
            "query_count": count // 2,
            "preview": "the last words",
            "metadata": "{}",
            "context": json.dumps({"last_query": "x"}),
        },
    )
    for place in range(count):
        long = chance.random() < 0.02
        answer = place % 2 == 1
        values = {
            "id": last + place + 1,
            "session_id": session_id,
            "parent_id": last + place if place else None,
            "role": "assistant" if answer else "user",
            **text_columns(_text(chance, chance.randrange(900, 3000) if long else chance.randrange(1, 60))),
            "status": "complete",
            "persona": "default_assistant" if answer else None,
            "engine": "builtin" if answer else None,
            "created_at": moment + place * 60_000_000,
            "metadata": "{}",
        }
        _insert(store, "messages", values)
        if answer:
            _insert(store, "affinity_events", _event(last + place + 1, moment))
    return last + count


def _event(message_id: int, moment: int) -> dict[str, Any]:
    values = {"user_id": "ada", "persona": "default_assistant", "points": 2, "reason": "exchange"}
    return {**values, "message_id": message_id, "created_at": moment}


def _insert(store: sqlite3.Connection, table: str, values: dict[str, Any]) -> None:
    marks = ", ".join("?" * len(values))
    store.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(words)) + f" {chance.random()}"


async def _make_tables(path: Path) -> None:
    async with Database.open(path):
        pass


def _attach(store: sqlite3.Connection, chance: random.Random) -> None:
    """Attach a few files, small and large, to some of the questions that have none."""
    asked = "SELECT id, created_at FROM messages WHERE role = 'user' AND attachment_count = 0 ORDER BY id"
    for message_id, moment in store.execute(asked).fetchall()[::40]:
        data = f"attached to {message_id} ".encode() * chance.choice([1, 30, 800])
        digest = sha256(data).digest()
        content = {"sha256": digest, "size": len(data), "changed": 0, "data": data}
        _insert(store, "attachment_contents", content)
        values = {"user_id": "ada", "message_id": message_id, "position": 0, "name": f"notes {message_id}.txt"}
        what = {"media_type": "text/plain", "sha256": digest, "size": len(data), "width": 0, "height": 0}
        _insert(store, "attachments", {**values, **what, "created_at": moment})
        store.execute("UPDATE messages SET attachment_count = 1 WHERE id = ?", (message_id,))
