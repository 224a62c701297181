"""Clean-up, sending, undo, search, trash and restore at once, from two processes on one store."""

import asyncio
import random
import sqlite3
from contextlib import aclosing, closing
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.services.chat import Finished, SendRequest
from desktop_app.services.services import Services
from tests.services.conftest import Opening
from tests.support.clock import FakeClock
from tests.support.invariants import Acknowledged, assert_invariants

ROUNDS = 12


async def send(services: Services, session_id: str, words: str) -> Acknowledged:
    async with aclosing(services.chat.send(SendRequest("ada", words, session_id=session_id))) as events:
        async for event in events:
            if isinstance(event, Finished):
                return Acknowledged(session_id, words, event.answer.content)
    raise AssertionError("an answer without an end")


async def undo(services: Services, dice: random.Random) -> None:
    for _ in range(ROUNDS):
        try:
            await services.undo.undo("ada")
        except UserError as error:
            assert error.code == "undo_impossible", error
        await asyncio.sleep(dice.uniform(0, 0.02))


async def throw_and_call_back(services: Services, dice: random.Random) -> None:
    for _ in range(ROUNDS):
        try:
            await services.sessions.trash("ada", f"s{dice.randrange(12)}")
            await services.sessions.restore("ada", [f"s{dice.randrange(12)}"])
        except UserError as error:
            assert error.code == "session_not_found", error
        await asyncio.sleep(dice.uniform(0, 0.02))


@pytest.mark.chat_file
@pytest.mark.parametrize("trash_days", [0, 1])
async def test_nothing_gets_in_the_way_of_anything_else(
    opening: Opening, clock: FakeClock, data_dir: Path, trash_days: float
) -> None:
    acknowledged: list[Acknowledged] = []
    moved: set[str] = set()
    dice = random.Random(7)

    async def write(services: Services, mine: range) -> None:
        for number in range(ROUNDS):
            said = await send(services, f"s{dice.choice(mine)}", f"message {mine.start} {number}")
            acknowledged.append(said)

    async def clean_up(services: Services) -> None:
        for _ in range(ROUNDS):
            clock.advance(hours=5)
            report = await services.retention.prune(yes=dice.random() < 0.3)
            assert report.doubt is None
            moved.update(session.id for session in report.expired)
            if report.held:
                held = await services.retention.move_held(report, {"s1"})
                moved.update(session.id for session in held.expired)

    async def search() -> None:
        """Look for words from a third place; every hit is a message that is there."""
        hits = """SELECT count(*), count(messages.id) FROM messages_fts
                  LEFT JOIN messages ON messages.id = messages_fts.rowid WHERE messages_fts MATCH 'message'"""
        with closing(sqlite3.connect(data_dir / "parley.db")) as store:
            for _ in range(3 * ROUNDS):
                found, there = store.execute(hits).fetchone()
                assert found == there
                await asyncio.sleep(0.01)

    settings = {"timeout_hours": 12, "trash_days": trash_days}
    async with opening(**settings) as window, opening(**settings) as beside:
        for number in range(12):
            await window.sessions.create("ada", session_id=f"s{number}")
        await asyncio.gather(
            write(window, range(6)),
            write(beside, range(6, 12)),
            clean_up(window),
            clean_up(beside),
            undo(window, dice),
            throw_and_call_back(beside, dice),
            search(),
        )
    # In five days nobody wrote into all twelve every twelve hours; what was moved may be called back or gone by now.
    assert moved
    # With a trash that is emptied, some of what was said is gone for good, as it should be; what is left is whole.
    assert_invariants(data_dir, acknowledged if trash_days == 0 else ())
