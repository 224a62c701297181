"""Long sessions, many sessions and one called back: purged in steps, each of which leaves the store in order."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import MessageStatus
from desktop_app.domain.sessions import Session
from desktop_app.store.database import Database
from desktop_app.store.hot_retention import AT_ONCE, purge_group, purge_plan
from desktop_app.store.messages import MessageStore
from desktop_app.store.moments import microseconds
from desktop_app.store.retention import RetentionStore
from desktop_app.store.sessions import SessionStore
from tests.support.invariants import assert_invariants
from tests.support.values import MOMENT, TALK

_LATER = MOMENT + timedelta(days=30)


async def _talk(database: Database, name: str, exchanges: int) -> Session:
    session = Session(name, "ada", "default_assistant", MOMENT, MOMENT)
    session, _ = await SessionStore(database).ensure(session)
    messages = MessageStore(database)
    for number in range(exchanges):
        session, _, answer = await messages.ask(session, f"canary {number}", engine="x", now=MOMENT)
        whole = answer._replace(content=f"canary answer {number}", status=MessageStatus.COMPLETE)
        session = await messages.finish("ada", whole, context={}, meeting=TALK, now=MOMENT)
    return session


async def _trashed(database: Database, lengths: Sequence[int]) -> list[str]:
    names = [f"s{number}" for number in range(len(lengths))]
    for name, exchanges in zip(names, lengths, strict=True):
        await _talk(database, name, exchanges)
        await SessionStore(database).trash("ada", name, MOMENT)
    return names


@pytest.mark.parametrize("messages", [0, 2, AT_ONCE - 2, AT_ONCE, AT_ONCE + 2, 2 * AT_ONCE])
async def test_a_session_of_any_length_is_purged_with_every_word(database: Database, messages: int) -> None:
    # A server deletes each in one step, however long it is.
    exchanges = messages // 2 if database.dialect == "sqlite" else min(messages, 3)
    await _trashed(database, [exchanges, 1])
    await _talk(database, "kept", 1)
    assert await RetentionStore(database).purge(_LATER) == 2
    assert await RetentionStore(database).count_purgeable(_LATER) == 0
    async with database.reading() as connection:
        left = (await connection.exec_driver_sql("SELECT count(*) FROM messages")).scalar()
    assert left == 2


async def test_every_step_leaves_a_store_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    before = microseconds(_LATER)
    async with Database.open(folder / "parley.db") as database:
        await _trashed(database, [AT_ONCE // 2 + 10, 3, 0, 4])
        plan = await database.hot.read(lambda connection: purge_plan(connection, before))
        assert plan == [["s0"], ["s0", "s1", "s2", "s3"]]
        for group in plan:
            await database.hot.write(partial(purge_group, group=group, trashed_before=before))
            assert_invariants(folder)
    with closing(sqlite3.connect(folder / "parley.db")) as store:
        assert store.execute("SELECT count(*) FROM sessions").fetchone() == (0,)


async def test_a_session_called_back_in_the_middle_stays_whole(tmp_path: Path) -> None:
    before = microseconds(_LATER)
    async with Database.open(tmp_path / "parley.db") as database:
        await _trashed(database, [2, 2])
        await SessionStore(database).restore("ada", ["s1"], _LATER)
        gone = await database.hot.write(lambda connection: purge_group(connection, ["s0", "s1"], before))
        assert gone == 1
        session = await SessionStore(database).get("ada", "s1")
        assert len(await MessageStore(database).branch(session)) == session.message_count == 4


async def test_others_write_between_the_steps_of_a_purge(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "parley.db") as database:
        await _trashed(database, [AT_ONCE // 2] * 3)
        purging = asyncio.create_task(RetentionStore(database).purge(_LATER))
        turns = 0
        while not purging.done():
            await _talk(database, "busy", 1)
            turns += 1
        assert await purging == 3
        assert turns > 1


async def test_nobody_calls_half_a_session_back(tmp_path: Path) -> None:
    before = microseconds(_LATER)
    async with Database.open(tmp_path / "parley.db") as database:
        await _trashed(database, [AT_ONCE])
        await database.hot.write(lambda connection: purge_group(connection, ["s0"], before))
        with pytest.raises(UserError):
            await SessionStore(database).restore("ada", ["s0"], _LATER)
        assert await SessionStore(database).on_shelf("ada", "trash") == []
        assert await RetentionStore(database).purge(_LATER) == 1
