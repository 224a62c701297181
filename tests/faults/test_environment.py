"""What the computer may do to Parley: folders that cannot be written, files of another, too little of anything."""

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.invariants import Acknowledged, assert_invariants
from tests.support.processes import ROOT, ask, run, start, told
from tests.support.servers import serving, slow_answer
from tests.support.victims import Victims

READ_ONLY = (
    "unshare",
    "-m",
    "sh",
    "-c",
    'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"',
    "sh",
)


def need_mounts() -> None:
    """Leave the test out where nothing can be mounted."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("only root can mount folders for a test")
    if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this computer gives no mounts of one's own")


def test_a_folder_that_cannot_be_written_is_named_and_left_alone(data_dir: Path) -> None:
    need_mounts()
    ask(data_dir, "chat", "Hello", "--session", "one")
    before = _contents(data_dir)
    assert str(data_dir) in told(run(data_dir, "chat", "Hello again", prefix=(*READ_ONLY, str(data_dir))))
    assert _contents(data_dir) == before
    assert_invariants(data_dir)


@pytest.mark.parametrize("log", ["without a log of changes", "with a log of changes"])
def test_a_file_of_a_newer_version_stays_as_it_is(data_dir: Path, log: str) -> None:
    ask(data_dir, "sessions", "list")
    store = data_dir / "parley.db"
    keeping = sqlite3.connect(store)
    with keeping:
        keeping.execute("UPDATE alembic_version SET version_num = '9999'")
    if log == "without a log of changes":
        keeping.close()
    before = _contents(data_dir, "parley.db")
    times = {name: (data_dir / name).stat().st_mtime_ns for name in before if not name.endswith("-shm")}
    sentence = told(run(data_dir, "chat", "Hello"))
    assert "9999" in sentence
    assert "newer" in sentence
    assert _contents(data_dir, "parley.db") == before
    assert {name: (data_dir / name).stat().st_mtime_ns for name in times} == times
    keeping.close()


@pytest.mark.parametrize("kind", ["removed", "another store's"])
def test_a_log_of_changes_that_is_gone_or_another_s_is_no_crash(
    victims: Victims, data_dir: Path, tmp_path: Path, kind: str
) -> None:
    ask(data_dir, "chat", "Settled", "--session", "old", "--user", "ada")
    assert victims.run("sending", data_dir, 1, kill_after=0.3).code == -signal.SIGKILL
    log = data_dir / "parley.db-wal"
    assert log.exists()
    log.unlink()
    if kind == "another store's":
        other = tmp_path / "other"
        victims.run("sending", other, 2, kill_after=0.3)
        shutil.copy(other / "parley.db-wal", log)
    ended = run(data_dir, "sessions", "list", "--user", "ada", "--json")
    if kind == "removed":
        assert ended.code == 0
        history = ask(data_dir, "sessions", "history", "old", "--user", "ada")["messages"]
        assert history[0]["content"] == "Settled"
        assert_invariants(data_dir, [Acknowledged("old", "Settled")])
    else:  # SQLite cannot know: what it makes of the two may be damaged, and is said to be
        assert "Traceback" not in ended.err
        assert ended.document["success"] == (ended.code == 0)
    assert (data_dir / "parley.db").exists()


def test_a_process_that_sleeps_for_a_while_goes_on_and_nobody_takes_it_for_dead(data_dir: Path) -> None:
    with serving({"slow": slow_answer(30, 0.05)}) as server:
        words = ("chat", "Go on", "--session", "slow", "--engine", "openai", "--base-url", server.base_url)
        with start(data_dir, *words) as sleeper:
            assert sleeper.stdout is not None
            assert sleeper.stdout.read(5)
            sleeper.send_signal(signal.SIGSTOP)
            other = ask(data_dir, "chat", "Meanwhile", "--session", "other")
            messages = ask(data_dir, "sessions", "history", "slow")["messages"]
            assert messages[1]["status"] == "streaming"
            sleeper.send_signal(signal.SIGCONT)
            sleeper.communicate(timeout=60)
        assert sleeper.returncode == 0
    answer = ask(data_dir, "sessions", "history", "slow")["messages"][1]
    assert answer["status"] == "complete"
    assert_invariants(
        data_dir, [Acknowledged("slow", "Go on", answer["content"]), Acknowledged("other", "Meanwhile", other["reply"])]
    )


@pytest.mark.parametrize("limit", ["--nofile=10", pytest.param("--as=100000000", marks=pytest.mark.full)])
def test_too_little_of_anything_is_one_sentence(data_dir: Path, limit: str) -> None:
    if shutil.which("prlimit") is None:
        pytest.skip("prlimit is not installed")
    ask(data_dir, "chat", "Hello", "--session", "one")
    ended = run(data_dir, "chat", "And now?", "--session", "one", prefix=("prlimit", limit))
    if ended.code:
        assert told(ended)
    assert ask(data_dir, "sessions", "history", "one")["message_count"] in {2, 4}
    assert_invariants(data_dir)


def test_a_full_disk_stops_nothing_but_what_needs_room(tmp_path: Path) -> None:
    need_mounts()
    out = tmp_path / "data"
    disk = tmp_path / "disk"
    disk.mkdir()
    script = 'mount -t tmpfs -o size=2m,mode=700 tmpfs "$1" && shift && exec "$@"'
    words = [
        *READ_ONLY[:4],
        script,
        "sh",
        str(disk),
        sys.executable,
        "-m",
        "tests.faults.full_disk",
        str(disk),
        str(out),
    ]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done
    said = [line.split("\t") for line in done.stdout.splitlines()]
    exchanges = [Acknowledged(session_id, question, answer) for session_id, question, answer in said]
    assert len(exchanges) > 3
    assert_invariants(out, exchanges)


def _contents(data_dir: Path, begins: str = "") -> dict[str, str]:
    """Return what the files hold; a shared-memory file holds locks, which come and go."""
    return {
        path.name: "" if path.name.endswith("-shm") else hashlib.sha256(path.read_bytes()).hexdigest()
        for path in data_dir.iterdir()
        if path.is_file() and path.name.startswith(begins)
    }
