"""Parley is killed in the middle of things, and nothing that was acknowledged is lost."""

import asyncio
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.services.chat import SendRequest
from desktop_app.services.services import Services
from desktop_app.store.schema import HEAD
from tests.faults.works import START, USER, answer_to, services_on
from tests.support.clock import FakeClock
from tests.support.first_version import make_first_version
from tests.support.invariants import Acknowledged, assert_invariants
from tests.support.victims import Ended, Victims

SEED = 20260504
ROUNDS_A_FOLDER = 25
"""After so many rounds a folder is so full that looking through it takes longer than the round."""
OLD_EXCHANGES = 1_500
EXPIRING, KEPT = 20, 25


def rounds(few: int, many: int) -> pytest.MarkDecorator:
    long = pytest.param(many, marks=[pytest.mark.full, pytest.mark.timeout(3_600)])
    return pytest.mark.parametrize("rounds", [few, long], ids=lambda count: f"{count}")


def start_again(data_dir: Path) -> None:
    """Start Parley on what the dead process left, and end it properly."""

    async def start() -> None:
        async with services_on(data_dir, FakeClock(START)):
            pass

    asyncio.run(start())


@rounds(14, 350)
def test_killed_while_messages_are_sent(rounds: int, victims: Victims, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    exchanges: list[Acknowledged] = []
    for number in range(rounds):
        data_dir = tmp_path / f"data {number // ROUNDS_A_FOLDER}"
        if number % ROUNDS_A_FOLDER == 0:
            exchanges = []
        ended = victims.run("sending", data_dir, number, kill_after=chance.uniform(0.03, 0.15))
        assert ended.code == -9, ended.all("bug")
        start_again(data_dir)
        exchanges += _exchanges(ended)
        assert_invariants(data_dir, exchanges)
        _assert_names(data_dir, ended)


@rounds(8, 350)
def test_killed_while_answers_stream(rounds: int, victims: Victims, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    exchanges: list[Acknowledged] = []
    for number in range(rounds):
        data_dir = tmp_path / f"data {number // ROUNDS_A_FOLDER}"
        if number % ROUNDS_A_FOLDER == 0:
            exchanges = []
        ended = victims.run("streaming", data_dir, number, kill_after=chance.uniform(0.05, 0.25))
        assert not ended.all("bug")
        start_again(data_dir)
        exchanges += _exchanges(ended)
        assert_invariants(data_dir, exchanges)


@rounds(10, 300)
def test_killed_while_answers_go_on_and_branches_grow(rounds: int, victims: Victims, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    exchanges: list[Acknowledged] = []
    for number in range(rounds):
        data_dir = tmp_path / f"data {number // ROUNDS_A_FOLDER}"
        if number % ROUNDS_A_FOLDER == 0:
            exchanges = []
        ended = victims.run("branching", data_dir, number, kill_after=chance.uniform(0.1, 0.5))
        assert not ended.all("bug")
        start_again(data_dir)
        exchanges += _kept(ended)
        assert_invariants(data_dir, exchanges)
    assert exchanges


@rounds(6, 150)
def test_killed_while_sessions_are_pruned(rounds: int, victims: Victims, tmp_path: Path) -> None:
    template = tmp_path / "template"
    kept = asyncio.run(_make_sessions(template))
    chance = random.Random(SEED)
    for number in range(rounds):
        data_dir = tmp_path / "data"
        shutil.copytree(template, data_dir)
        ended = victims.run("pruning", data_dir, number, kill_after=chance.uniform(0.03, 0.25))
        assert not ended.all("bug")
        start_again(data_dir)
        assert_invariants(data_dir, kept)
        _assert_pruned(data_dir, ended.all("done"))
        shutil.rmtree(data_dir)


@rounds(6, 100)
def test_killed_while_a_file_of_the_first_version_is_brought_up_to_date(
    rounds: int, victims: Victims, tmp_path: Path
) -> None:
    template = tmp_path / "template"
    make_first_version(template / "parley.db", OLD_EXCHANGES)
    before = _texts(template)
    chance = random.Random(SEED)
    for number in range(rounds):
        data_dir = tmp_path / "data"
        shutil.copytree(template, data_dir)
        ended = victims.run("migrating", data_dir, number, kill_after=chance.uniform(0.02, 0.2))
        assert not ended.all("bug")
        assert _version(data_dir) in ({HEAD} if ended.all("done") else {"0001", HEAD}), "old or new"
        assert _texts(data_dir) == before
        if number % 3 == 0:  # it takes as long as all the rest of a round
            start_again(data_dir)
            assert_invariants(data_dir, [Acknowledged("s", "q1?", "Answer 1: "), Acknowledged("s", "q1500?")])
            assert _texts(data_dir) == before
        shutil.rmtree(data_dir)


def _exchanges(ended: Ended) -> list[Acknowledged]:
    """Return what a person had seen before the process died."""
    answered = set(ended.all("answered"))
    return [
        Acknowledged(
            line["session"],
            line["asked"],
            answer_to(line["asked"]) if line["asked"] in answered else "",
            answer_to(line["asked"]),
        )
        for line in ended.said
        if "asked" in line
    ]


def _kept(ended: Ended) -> list[Acknowledged]:
    """Return what a person had seen of each answer, wherever its branch is."""
    seen: dict[str, str] = {}
    for line in ended.said:
        if "kept" in line:
            seen[line["question"]] = max(seen.get(line["question"], ""), line["kept"], key=len)
    return [Acknowledged("", question, kept, answer_to(question), anywhere=True) for question, kept in seen.items()]


def _assert_names(data_dir: Path, ended: Ended) -> None:
    """Each session has the name it was given last, or the one it was being given."""
    renaming = [line for line in ended.said if "renaming" in line or "renamed" in line]
    unfinished = renaming.pop()["renaming"] if renaming and "renaming" in renaming[-1] else None
    given = {line["renamed"]: line["name"] for line in renaming if "renamed" in line}
    with closing(sqlite3.connect(data_dir / "parley.db")) as store:
        for session_id, name in store.execute("SELECT id, name FROM sessions"):
            assert session_id == unfinished or session_id not in given or name == given[session_id]


async def _make_sessions(data_dir: Path) -> list[Acknowledged]:
    """Make sessions that expire, and some that do not; return what is said in those."""
    clock = FakeClock(START)
    async with services_on(data_dir, clock) as services:
        for number in range(EXPIRING):
            await _ask(services, f"expires {number}", f"question {number}?")
        clock.advance(days=20)
        return [await _ask(services, f"kept {number}", f"to keep {number}?") for number in range(KEPT)]


async def _ask(services: Services, session_id: str, question: str) -> Acknowledged:
    async for _event in services.chat.send(SendRequest(USER, question, session_id=session_id)):
        pass
    return Acknowledged(session_id, question, answer_to(question))


def _assert_pruned(data_dir: Path, done: list[str]) -> None:
    """Each session is where it was, in the trash, or gone with all that was said in it."""
    with closing(sqlite3.connect(data_dir / "parley.db")) as store:
        found = dict(store.execute("SELECT id, trashed_at FROM sessions"))
        counts = dict(store.execute("SELECT session_id, count(*) FROM messages GROUP BY session_id"))
    assert {name for name in found if name.startswith("kept")} == {f"kept {number}" for number in range(KEPT)}
    assert not any(trashed for name, trashed in found.items() if name.startswith("kept"))
    assert set(counts) == set(found)
    assert set(counts.values()) == {2}
    expiring = {name: trashed for name, trashed in found.items() if name.startswith("expires")}
    if "trash" in done:
        assert all(expiring.values())
    if "purge" in done:
        assert not expiring
    if "trash" not in done:
        assert len(expiring) == EXPIRING


def _version(data_dir: Path) -> str:
    with closing(sqlite3.connect(data_dir / "parley.db")) as store:
        ((version,),) = store.execute("SELECT version_num FROM alembic_version")
    return str(version)


def _texts(data_dir: Path) -> list[tuple[int, str, str]]:
    with closing(sqlite3.connect(data_dir / "parley.db")) as store:
        return store.execute("SELECT id, session_id, content FROM messages ORDER BY id").fetchall()
