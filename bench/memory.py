"""What memory adds to a prompt: a user with 10,000 facts, a persona with 1,000 entries of lore.

The median and the worst of 60 different questions at the end of a session of 40 messages, in milliseconds of processor
time, on the real store. Leaves with 1 when the limit is broken.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from desktop_app.app import open_services
from desktop_app.domain.lorebooks import Lorebook, LoreEntry
from desktop_app.domain.messages import Message, MessageStatus, Role
from desktop_app.domain.personas import Persona
from desktop_app.domain.settings import Settings
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.paths import Paths, prepare
from desktop_app.services.remembering import Occasion, Remembering
from desktop_app.services.services import Services
from desktop_app.store.database import Database
from desktop_app.store.fact_rows import add_fact

LIMIT_MS = 10
FACTS = 10_000
ENTRIES = 1_000
QUESTIONS = 60
_SYLLABLES = [first + second for first in "bcdfghklmnprstvw" for second in ("a", "e", "i", "o", "u", "an", "er", "il")]


def main() -> int:
    """Measure, print, and return 1 when the limit is broken."""
    with tempfile.TemporaryDirectory() as place:
        times, told = asyncio.run(_measure(Path(place)))
    median, worst = statistics.median(times), max(times)
    ok = median <= LIMIT_MS
    print(f"{told:.0f} facts and entries of lore in a prompt on average; the slowest took {worst:.1f} ms")
    print(f"{'ok ' if ok else 'BAD'} memory of {FACTS:,} facts and {ENTRIES:,} entries: {median:.1f} ms ({LIMIT_MS})")
    return int(not ok)


async def _measure(folder: Path) -> tuple[list[float], float]:
    chance = random.Random(7)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5))) for _ in range(20_000)]
    paths = Paths(folder, folder)
    prepare(paths)
    engines = {"builtin": lambda _choice: ScriptedEngine.echo()}
    async with open_services(paths, Settings(user="bench"), makers=engines) as services:
        async with Database.open(folder / "parley.db") as database:
            await _fill(database, chance, words)
        persona = _persona(chance, words)
        remembering = Remembering(services.facts, services.affinity)
        times, told = [], 0
        for number in range(-3, QUESTIONS):  # the first ones make ready what stays
            occasion = _occasion(services, persona, chance, words)
            begun = time.process_time()
            found = await remembering.remembered(occasion)
            if number >= 0:
                times.append((time.process_time() - begun) * 1_000)
                told += len(found.facts) + len(found.lore)
    return times, told / QUESTIONS


async def _fill(database: Database, chance: random.Random, words: list[str]) -> None:
    now = datetime.now(UTC)
    async with database.writing() as connection:
        for number in range(FACTS):
            value = " ".join(chance.choices(words, k=3))
            row: dict[str, Any] = {
                "user_id": "bench",
                "persona": None,
                "category": chance.choice(("like", "note", "plan", "date")),
            }
            row |= {"key": f"{value} {number}", "value": value, "created_at": now, "updated_at": now}
            await add_fact(connection, row)


def _persona(chance: random.Random, words: list[str]) -> Persona:
    entries = [
        LoreEntry(tuple(chance.sample(words, 4)), " ".join(chance.choices(words, k=60)), order=number)
        for number in range(ENTRIES)
    ]
    book = Lorebook("bench", tuple(entries), recursive=True)
    return Persona("sakura", "Sakura", "", "S", "You are Sakura.", "Hi", "plain", lorebook=book)


def _occasion(services: Services, persona: Persona, chance: random.Random, words: list[str]) -> Occasion:
    now = datetime.now(UTC)
    said = [" ".join(chance.choices(words, k=40)) for _ in range(40)]
    roles = (Role.USER, Role.ASSISTANT)
    branch = [
        Message(number, "s", None, roles[number % 2], text, MessageStatus.COMPLETE, now)
        for number, text in enumerate(said)
    ]
    speaking = services.personas.speaking("sakura", now, "s")
    return Occasion("bench", persona, [*branch, branch[0]], speaking, 8_192)


if __name__ == "__main__":
    raise SystemExit(main())
