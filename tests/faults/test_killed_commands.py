"""Commands are killed in the middle of things, and nothing that was acknowledged is lost."""

import os
import random
import select
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.invariants import Acknowledged, assert_invariants
from tests.support.processes import ask, start
from tests.support.servers import pieces_about, serving, slow_answer

SEED = 20260504
PIECES = 400
PAUSE = 0.02
SAFE_AFTER = 1.0
"""Seconds after which text that was shown must outlive the process."""
FOLDERS = 2
"""Data folders that are worked on at the same time."""

ROUNDS = pytest.mark.parametrize(
    "rounds",
    [2, pytest.param(100, marks=[pytest.mark.full, pytest.mark.timeout(1200)])],
    ids=lambda rounds: f"{rounds}",
)


@ROUNDS
def test_killed_while_an_answer_streams(rounds: int, tmp_path: Path) -> None:
    with serving({"slow": slow_answer(PIECES, PAUSE)}) as server:
        shown = _in_parallel(tmp_path, rounds, lambda folder, count: _kill_streams(folder, count, server.base_url))
    assert rounds < 10 or sum(shown) > rounds / 4, "many rounds end with text that was old enough to be safe"


@ROUNDS
def test_killed_while_everything_is_made(rounds: int, tmp_path: Path) -> None:
    _in_parallel(tmp_path, rounds, _kill_first_starts)


def _in_parallel(tmp_path: Path, rounds: int, work: Callable[[Path, int], int]) -> list[int]:
    counts = [rounds // FOLDERS + (number < rounds % FOLDERS) for number in range(FOLDERS)]
    with ThreadPoolExecutor(FOLDERS) as pool:
        return list(pool.map(work, [tmp_path / f"folder {number}" for number in range(FOLDERS)], counts))


def _kill_streams(data_dir: Path, rounds: int, base_url: str) -> int:
    """Kill one answer after the other in the same session; return how many had text that had to be safe."""
    chance = random.Random(f"{SEED} {data_dir.name}")
    session_id = ask(data_dir, "sessions", "create")["session_id"]
    acknowledged: list[Acknowledged] = []
    for number in range(rounds):
        question = f"{data_dir.name}, round {number}: 7 × 6 = ‘?’ {chance.random()}\n\tÄ🙂"
        words = ("chat", question, "--session", session_id, "--engine", "openai", "--base-url", base_url)
        # One in five is killed before anything was said, as early as that may be.
        early = chance.random() < 0.2
        pieces, killed = _kill(
            start(data_dir, *words), chance.uniform(0.3, 1) if early else None, chance.uniform(0, 2.5)
        )
        messages = ask(data_dir, "sessions", "history", session_id)["messages"]
        assert {message["status"] for message in messages} <= {"complete", "interrupted"}
        if pieces:
            assert [message["role"] for message in messages[-2:]] == ["user", "assistant"]
            assert messages[-1]["status"] == "interrupted"
            safe = "".join(text for moment, text in pieces if moment <= killed - SAFE_AFTER)
            whole = "".join(pieces_about(question, PIECES))
            acknowledged.append(Acknowledged(session_id, question, safe, whole))
        assert_invariants(data_dir, acknowledged)
    assert ask(data_dir, "doctor")["healthy"]
    return sum(bool(exchange.answer_begins) for exchange in acknowledged)


def _kill(child: subprocess.Popen[bytes], early: float | None, after: float) -> tuple[list[tuple[float, str]], float]:
    """Kill `child` `early` seconds after its start, or `after` seconds after its first word.

    Returns what it said until then, with the moments, and the moment of its death.
    """
    assert child.stdout is not None
    said: list[tuple[float, bytes]] = []
    end = time.monotonic() + (60 if early is None else early)
    with child:
        while (now := time.monotonic()) < end:
            if select.select([child.stdout], [], [], end - now)[0]:
                data = os.read(child.stdout.fileno(), 65536)
                assert data, f"it ended by itself: {child.communicate()[1]!r}"
                if not said and early is None:
                    end = time.monotonic() + after
                said.append((time.monotonic(), data))
        killed = time.monotonic()
        child.kill()
    assert said or early is not None, "it said nothing in a minute"
    return _decoded(said), killed


def _decoded(said: list[tuple[float, bytes]]) -> list[tuple[float, str]]:
    """Return text for bytes; characters that were cut go to the moment when they were whole."""
    pieces, rest = [], b""
    for moment, data in said:
        rest += data
        text = rest.decode(errors="ignore")
        rest = rest[len(text.encode()) :]
        pieces.append((moment, text))
    return pieces


def _kill_first_starts(folder: Path, rounds: int) -> int:
    """Kill first starts on empty folders, then expect a good second start; return how many there were."""
    chance = random.Random(f"{SEED} {folder.name}")
    for number in range(rounds):
        data_dir = folder / f"{number}"
        with start(data_dir, "chat", "Hello") as child:
            time.sleep(chance.uniform(0.05, 1.0))
            child.kill()
        first = ask(data_dir, "sessions", "list")["sessions"]
        assert len(first) <= 1
        answered = ask(data_dir, "chat", "Are you there?")
        assert not first or answered["session_id"] == first[0]["session_id"]
        assert_invariants(data_dir, [Acknowledged(answered["session_id"], "Are you there?", answered["reply"])])
    assert ask(data_dir, "doctor")["healthy"]
    return rounds
