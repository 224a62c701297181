"""Parley is killed while files are attached and deleted: what was sent is whole, what was deleted is gone."""

import asyncio
import random
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from tests.faults.test_killed import rounds
from tests.faults.works import START, USER, attached_to, services_on
from tests.support.clock import FakeClock
from tests.support.invariants import assert_invariants
from tests.support.victims import Ended, Victims

SEED = 20261121


def tidy(data_dir: Path) -> None:
    """Start Parley two days later, and let it let go of what nobody sent."""

    async def start() -> None:
        async with services_on(data_dir, FakeClock(START + timedelta(days=2))) as services:
            await services.retention.prune()

    asyncio.run(start())


@rounds(5, 200)
def test_killed_while_files_are_attached(rounds: int, victims: Victims, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    asked = 0
    for number in range(rounds):
        data_dir = tmp_path / f"data {number}"
        ended = victims.run("attaching", data_dir, number, kill_after=chance.uniform(0.2, 2))
        assert ended.code == -9, ended.all("bug")
        tidy(data_dir)
        assert_invariants(data_dir)
        assert_attached(data_dir, ended)
        asked += len(ended.all("asked"))
    assert asked


def assert_attached(data_dir: Path, ended: Ended) -> None:
    """Each question that was seen has its files, byte for byte, unless its session was deleted after it."""
    asked: dict[str, str] = {}
    maybe: set[str] = set()
    for line in ended.said:
        if "asked" in line:
            asked[line["asked"]] = line["session"]
        elif "deleting" in line:
            maybe = {question for question, session in asked.items() if session == line["deleting"]}
        elif "deleted" in line:
            asked = {question: session for question, session in asked.items() if session != line["deleted"]}
            maybe = set()
    with closing(sqlite3.connect(data_dir / "parley.db")) as store:
        for question in asked:
            rows = store.execute(
                """SELECT data FROM messages JOIN attachments ON message_id = messages.id
                   JOIN attachment_contents found ON found.sha256 = attachments.sha256
                   WHERE role = 'user' AND content = ? ORDER BY position""",
                (question,),
            ).fetchall()
            assert [data for (data,) in rows] == attached_to(question) or question in maybe, question


def test_what_is_erased_is_nowhere_in_the_files(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    canary = b"canary-\xc3\xa9-" * 40_000

    async def work() -> None:
        async with services_on(data_dir) as services:
            unsent = await services.attachments.add(USER, "unsent.txt", canary + b"1")
            kept = await services.attachments.add(USER, "kept.txt", canary + b"2")
            await services.sessions.ensure("s", USER)
            await services.attachments.keep_in_draft(USER, "s", [kept.id])
            await services.attachments.remove(USER, unsent.id)
            assert (await services.removal.delete(USER, "s")).erased

    asyncio.run(work())
    for file in data_dir.rglob("*"):
        if file.is_file():
            assert b"canary" not in file.read_bytes(), file
