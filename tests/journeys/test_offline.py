"""Parley works without a network, and does not even try to use one."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.processes import ask, run

INET = re.compile(r"\bA?F_INET6?\b")


def test_the_selftest_opens_no_internet_socket(data_dir: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    strace = ("strace", "-f", "-qq", "-e", "trace=socket,socketpair,connect,bind,listen,sendto", "-o", str(trace))
    _need_to_run("strace", "-o", "/dev/null", "true")
    assert run(data_dir, "selftest", "--json", prefix=strace).document["healthy"]
    calls = trace.read_text().splitlines()
    assert any("AF_UNIX" in call for call in calls), "the trace saw sockets: asyncio's own pair"
    assert [call for call in calls if INET.search(call)] == []


def test_a_chat_opens_no_internet_socket(data_dir: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    _need_to_run("strace", "-o", "/dev/null", "true")
    strace = ("strace", "-f", "-qq", "-e", "trace=socket,socketpair,connect,bind,listen,sendto", "-o", str(trace))
    assert run(data_dir, "chat", "What is 6 * 7?", prefix=strace).code == 0
    assert [call for call in trace.read_text().splitlines() if INET.search(call)] == []


def test_all_is_well_where_there_is_no_network(data_dir: Path) -> None:
    alone = _alone()
    assert run(data_dir, "selftest", "--json", prefix=alone).document["healthy"]
    answer = run(data_dir, "chat", "What is 6 * 7?", "--json", prefix=alone).document
    assert "42" in answer["reply"]
    assert ask(data_dir, "sessions", "history", answer["session_id"])["message_count"] == 2


def _alone() -> tuple[str, ...]:
    """Return what to run a program under so that it has no network, not even loopback."""
    for options in ("-n", "-rn"):
        if shutil.which("unshare") and not subprocess.run(["unshare", options, "true"], capture_output=True).returncode:
            return "unshare", options
    pytest.skip("this kernel lets nobody make an empty network")


def _need_to_run(*command: str) -> None:
    if shutil.which(command[0]) is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip(f"{command[0]} cannot run here")
