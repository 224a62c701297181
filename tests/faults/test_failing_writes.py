"""One write after the other fails, or is the last thing that Parley does: what was acknowledged is there."""

import asyncio
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.works import START, answer_to, services_on
from tests.support.clock import FakeClock
from tests.support.first_version import make_first_version
from tests.support.invariants import assert_invariants
from tests.support.victims import Ended, Victims

FAULTS = {
    "a full disk": "pwrite64:error=ENOSPC",
    "a broken disk": "pwrite64:error=EIO",
    "a kill": "pwrite64:signal=KILL",
    "a failing fdatasync": "fdatasync,fsync:error=EIO",
}
LONG = [pytest.mark.full, pytest.mark.timeout(7_200)]
QUESTIONS = ("a1?", "a2?", "b1?", "c1?", "d1?")
EXCHANGES = 12
Counted = dict[tuple[str, str], int]

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


@pytest.fixture(scope="module")
def counted() -> Counted:
    """How many calls of a kind a work makes where none fails: most faults are about the same calls."""
    return {}


@pytest.mark.parametrize("every", [191, pytest.param(1, marks=LONG)], ids=lambda every: f"each {every}")
@pytest.mark.parametrize("fault", FAULTS)
def test_each_step_is_done_or_not_whatever_write_fails(
    victims: Victims, counted: Counted, tmp_path: Path, fault: str, every: int
) -> None:
    template = tmp_path / "template"
    asyncio.run(_start(template))
    calls = _count(counted, victims, "everything", template, fault)
    step = every if "fdatasync" not in fault else max(every // 4, 1)
    offset = 1 + list(FAULTS).index(fault) * step // len(FAULTS)
    for number in range(offset, calls + 1, step):
        data_dir = tmp_path / "data"
        shutil.copytree(template, data_dir)
        ended = victims.run("everything", data_dir, faults=_failing(fault, number))
        if fault == "a kill":
            assert ended.code in {-9, 0}
        else:
            assert ended.code == 0, ended.all("bug")
            stopped = [line for line in ended.said if line.get("code", "").startswith("store_")]
            assert len(stopped) <= 1, "one fault stops one step"
            assert _streaming(data_dir) == 0, "nothing waits for another start"
        asyncio.run(_start(data_dir))
        _assert_steps(data_dir, ended)
        assert_invariants(data_dir)
        shutil.rmtree(data_dir)


@pytest.mark.parametrize("every", [149, pytest.param(1, marks=LONG)], ids=lambda every: f"each {every}")
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", ["empty", "first version"])
def test_a_file_is_made_or_brought_up_to_date_or_not_whatever_write_fails(
    victims: Victims, counted: Counted, tmp_path: Path, fault: str, every: int, kind: str
) -> None:
    template = tmp_path / "template"
    if kind == "empty":
        template.mkdir(mode=0o700)
    else:
        make_first_version(template / "parley.db", EXCHANGES)
    calls = _count(counted, victims, f"migrating {kind}", template, fault)
    step = every if "fdatasync" not in fault else 1
    for number in range(1, calls + 1, step):
        data_dir = tmp_path / "data"
        shutil.copytree(template, data_dir)
        ended = victims.run("migrating", data_dir, faults=_failing(fault, number))
        assert ended.code == (0 if "error" in FAULTS[fault] else -9), ended.said
        assert ended.all("done") == [] or "error" in FAULTS[fault]
        asyncio.run(_start(data_dir))
        assert_invariants(data_dir)
        with closing(sqlite3.connect(data_dir / "parley.db")) as store:
            (count,) = store.execute("SELECT count(*) FROM messages").fetchone()
        assert count == (0 if kind == "empty" else 2 * EXCHANGES)
        shutil.rmtree(data_dir)


def _failing(fault: str, number: int) -> list[str]:
    """Return strace's words for a fault that the system call of that number meets, counted for each thread."""
    calls, meets = FAULTS[fault].split(":")
    return ["-e", f"trace={calls}", "-e", f"inject={calls}:{meets}:when={number}"]


def _count(counted: Counted, victims: Victims, work: str, template: Path, fault: str) -> int:
    """Return how many of the calls that `fault` is about the busiest thread makes without one."""
    calls = FAULTS[fault].split(":")[0]
    if (work, calls) not in counted:
        counted[work, calls] = _counted(victims, work.split(" ")[0], template, calls)
    return counted[work, calls]


def _counted(victims: Victims, work: str, template: Path, calls: str) -> int:
    data_dir = template.with_name("counted")
    shutil.copytree(template, data_dir)
    ended = victims.run(work, data_dir, faults=["-e", f"trace={calls}"])
    assert ended.code == 0, ended.said
    assert not ended.all("refused")
    lines = victims.trace.read_text().splitlines()
    threads = [line.split()[0] for line in lines if re.search(rf" ({calls.replace(',', '|')})\(", line)]
    return max(threads.count(thread) for thread in set(threads))


async def _start(data_dir: Path) -> None:
    """Start Parley, and end it properly."""
    async with services_on(data_dir, FakeClock(START)):
        pass


def _streaming(data_dir: Path) -> int:
    with closing(sqlite3.connect(data_dir / "parley.db")) as store:
        (count,) = store.execute("SELECT count(*) FROM messages WHERE status = 'streaming'").fetchone()
    return int(count)


def _assert_steps(data_dir: Path, ended: Ended) -> None:
    """What was done is done; what was refused or cut off is done or not."""
    begun, done = set(ended.all("doing")), set(ended.all("done"))
    with closing(sqlite3.connect(data_dir / "parley.db")) as store:
        sessions = {row[0]: row[1:] for row in store.execute("SELECT id, name, trashed_at FROM sessions")}
        drafts = store.execute("SELECT session_id, content FROM drafts").fetchall()
        answers = {
            question: store.execute(
                """SELECT answer.content, answer.status, answer.session_id
                   FROM messages question JOIN messages answer ON answer.parent_id = question.id
                   WHERE question.content = ?""",
                (question,),
            ).fetchall()
            for question in QUESTIONS
        }
    for question, found in answers.items():
        _assert_answered(question, found, ended)
    _assert_branches(ended, data_dir)
    if "create a" in done:
        assert sessions["a"][0] in {"first"} - ({"first"} if "rename a" in done else set()) | (
            {"second"} if "rename a" in begun else set()
        )
    if "trash b" in done and "restore b" not in begun:
        assert sessions["b"][1]
    if "restore b" in done:
        assert not sessions["b"][1]
    if "clear b" in done and answers["b1?"]:
        assert answers["b1?"][0][2] != "b"
    if "draft a" in done and "a" in sessions:
        assert drafts == [("a", "not sent")]
    if "delete c" in done:
        assert "c" not in sessions


def _assert_branches(ended: Ended, data_dir: Path) -> None:
    """What was seen of answers that were cut off, gone on with and made anew is there, and nothing else is in them."""
    done = set(ended.all("done"))
    with closing(sqlite3.connect(data_dir / "parley.db")) as store:
        answers = store.execute(
            """SELECT question.content, answer.content, answer.status FROM messages answer
               JOIN messages question ON question.id = answer.parent_id WHERE question.content LIKE 'e%'"""
        ).fetchall()
        forks = store.execute("SELECT count(*) FROM sessions WHERE origin = 'fork'").fetchone()
    for line in ended.said:
        if "kept" in line:
            held = [content for question, content, _status in answers if question == line["question"]]
            assert any(content.startswith(line["kept"]) for content in held), (line, held)
    for question, content, _status in answers:
        assert answer_to(question).startswith(content)
    if "go on e1" in done:
        assert ("e1?", answer_to("e1?"), "complete") in answers
    if "again e2" in done and "edit e1" in done:
        assert sum(answer == ("e2?", answer_to("e2?"), "complete") for answer in answers) >= 2
    if "fork e" in done:
        assert forks == (1,)


def _assert_answered(question: str, found: list[tuple[str, str, str]], ended: Ended) -> None:
    deleting = question == "c1?" and "delete c" in ended.all("doing")
    if deleting and "delete c" in ended.all("done"):
        assert found == []
    elif question in ended.all("asked"):
        assert len(found) == 1 or (deleting and not found), question
    else:
        assert len(found) <= 1
    for content, status, _session_id in found:
        assert answer_to(question).startswith(content)
        if question in ended.all("answered"):
            assert (content, status) == (answer_to(question), "complete")
