"""However often Parley is started on a data folder, there is one window."""

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop_app.instance.lock import WindowLock
from tests.support.desktop import Desktop
from tests.support.invariants import assert_invariants
from tests.support.processes import SECONDS, Ended, Process, ask, finish, start, start_soon, told

SEED = 20261121
SCREENLESS = {"QT_QPA_PLATFORM": "offscreen"}


def start_window(data_dir: Path) -> Process:
    return start_soon(data_dir, environment=SCREENLESS)


def start_again(data_dir: Path) -> Ended:
    return finish(start_window(data_dir))


@contextmanager
def window(data_dir: Path) -> Iterator[Process]:
    """Open a window and wait until a second start finds it; close it at the end as the desktop would."""
    with start_window(data_dir) as first:
        try:
            wait_for_lock(data_dir)
            yield first
            if first.poll() is None:
                first.send_signal(signal.SIGCONT)
                close(first)
        finally:
            first.kill()


def wait_for_lock(data_dir: Path) -> None:
    end = time.monotonic() + SECONDS
    while not is_locked(data_dir):
        assert time.monotonic() < end, "no window opens"
        time.sleep(0.02)


def wait_until_usable(data_dir: Path) -> None:
    """Wait for the session that a window makes when it is all there; it answers later starts long before that."""
    end = time.monotonic() + SECONDS
    while not ask(data_dir, "sessions", "list")["count"]:
        assert time.monotonic() < end, "the window makes no session"


def is_locked(data_dir: Path) -> bool:
    if not data_dir.exists():
        return False
    lock = WindowLock.take(data_dir / "window.lock")
    if lock is not None:
        lock.release()
    return lock is None


def close(process: Process) -> None:
    process.terminate()
    process.communicate(timeout=SECONDS)
    assert process.returncode == 0


def assert_handed_over(ended: Ended) -> None:
    assert (ended.code, ended.out) == (0, ""), ended
    assert set(ended.err.splitlines()) <= {"This plugin does not support raise()"}, ended


def test_a_second_start_ends_and_the_window_stays(data_dir: Path) -> None:
    with window(data_dir) as first:
        for _ in range(2):
            assert_handed_over(start_again(data_dir))
        assert_handed_over(finish(start(data_dir, environment=SCREENLESS)))
        assert first.poll() is None
        wait_until_usable(data_dir)
        assert first.poll() is None
    assert ask(data_dir, "sessions", "list")["count"] == 1
    assert_invariants(data_dir)
    assert not (data_dir / "window.sock").exists()


def test_another_folder_has_a_window_of_its_own(tmp_path: Path) -> None:
    with window(tmp_path / "a") as one, window(tmp_path / "b") as other:
        assert_handed_over(start_again(tmp_path / "a"))
        assert_handed_over(start_again(tmp_path / "b"))
        assert one.poll() is None
        assert other.poll() is None


def test_the_same_folder_by_another_name_is_the_same(data_dir: Path, tmp_path: Path) -> None:
    with window(data_dir):
        (tmp_path / "link").symlink_to(data_dir)
        assert_handed_over(start_again(tmp_path / "link"))


def test_on_a_screen_it_comes_forward_in_silence(desktop: Desktop, data_dir: Path) -> None:
    with desktop.window(data_dir) as window:
        for start_it in (start, start_soon):
            ended = finish(start_it(data_dir, environment=desktop.environment))
            assert (ended.code, ended.out, ended.err) == (0, "", "")
        window.wait_for("push button", "Send")
        window.press_control("q")
        assert window.wait_for_end() == 0
    with desktop.window(data_dir):
        desktop.picture("opened again")


def test_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    data_dir = tmp_path / ("long " * 30) / ("näher " * 20)
    with window(data_dir) as first:
        assert_handed_over(start_again(data_dir))
        assert first.poll() is None


def test_a_window_that_was_killed_is_no_obstacle(data_dir: Path) -> None:
    for _ in range(3):
        with window(data_dir) as first:
            assert_handed_over(start_again(data_dir))
            first.kill()
            first.communicate()
            assert (data_dir / "window.sock").exists(), "it had no time to take it away"
    with window(data_dir):
        assert_handed_over(start_again(data_dir))
    assert_invariants(data_dir)


def test_a_window_that_hangs_is_said_in_one_sentence(data_dir: Path) -> None:
    with window(data_dir) as first:
        assert_handed_over(start_again(data_dir))
        first.send_signal(signal.SIGSTOP)
        begun = time.monotonic()
        sentence = told(start_again(data_dir))
        assert time.monotonic() - begun > 1, "it was given time to answer"
        assert "is open" in sentence
        assert "does not answer" in sentence
        first.send_signal(signal.SIGCONT)
        assert_handed_over(start_again(data_dir))


def test_a_start_while_the_window_closes_opens_the_next(data_dir: Path) -> None:
    with window(data_dir) as first:
        assert_handed_over(start_again(data_dir))
        first.terminate()
        with start_window(data_dir) as second:
            try:
                first.communicate(timeout=SECONDS)
                assert first.returncode == 0
                wait_for_lock(data_dir)
                if second.poll() is None:
                    assert_handed_over(start_again(data_dir))
                    close(second)
                else:  # the first had not begun to close when it was asked
                    assert second.returncode == 0
            finally:
                second.kill()
    assert_invariants(data_dir)


@pytest.mark.parametrize(
    "rounds",
    [
        pytest.param(10, marks=pytest.mark.timeout(300)),
        pytest.param(500, marks=[pytest.mark.full, pytest.mark.timeout(7200)]),
    ],
    ids=lambda rounds: f"{rounds}",
)
def test_two_that_start_together_are_one_window(rounds: int, data_dir: Path) -> None:
    chance = random.Random(SEED)
    for number in range(rounds):
        racers = [start_window(data_dir)]
        time.sleep(chance.choice((0, 0, 0.05, 0.3)))
        racers.append(start_window(data_dir))
        try:
            loser = _first_to_end(racers)
            assert_handed_over(finish(loser))
            (winner,) = [racer for racer in racers if racer is not loser]
            assert winner.poll() is None, number
            assert is_locked(data_dir)
            if chance.random() < 0.2:  # most are killed: that leaves the most behind, and is quick
                close(winner)
        finally:
            for racer in racers:
                racer.kill()
                racer.communicate()
    assert ask(data_dir, "sessions", "list")["count"] == 1
    assert_invariants(data_dir)


def _first_to_end(racers: list[Process]) -> Process:
    """Wait for the end of one, looking meanwhile that never more than one of them has a window."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        assert sum(_listens(racer.pid) for racer in racers) <= 1, "two windows"
        for racer in racers:
            if racer.poll() is not None:
                return racer
        time.sleep(0.01)
    raise AssertionError("both stay")


def _listens(pid: int) -> bool:
    """Tell whether a process has the socket of a window's data folder."""
    sockets = {line.split()[6] for line in _lines("/proc/net/unix") if line.endswith("/window.sock")}
    try:
        files = [os.readlink(f"/proc/{pid}/fd/{number}") for number in os.listdir(f"/proc/{pid}/fd")]
    except OSError:
        return False
    return any(f"socket:[{inode}]" in files for inode in sockets)


def _lines(file: str) -> list[str]:
    return Path(file).read_text(errors="replace").splitlines()
