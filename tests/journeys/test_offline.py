"""Parley works without a network, and does not even try to use one."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.servers import USUAL_ADDRESSES
from desktop_app.services.knocking import listening_ports
from tests.servers.tiny_gguf import make_tiny_gguf
from tests.support.processes import ROOT, ask, run
from tests.support.traced import traced

INET = re.compile(r"\bA?F_INET6?\b")
TO = re.compile(r'connect\(.*sin6?_port=htons\((\d+)\).*"([^"]+)"')
FAR = "192.0.2.1"
SOCKETS = "socket,socketpair,connect,bind,listen,sendto"
TEN_MINUTES = 600
ONE_ROUND = 0


def test_the_selftest_opens_no_internet_socket(data_dir: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    _need_to_run("strace", "-o", "/dev/null", "true")
    assert run(data_dir, "selftest", "--json", prefix=traced(trace, SOCKETS)).document["healthy"]
    calls = trace.read_text().splitlines()
    assert any("AF_UNIX" in call for call in calls), "the trace saw sockets: asyncio's own pair"
    assert [call for call in calls if INET.search(call)] == []


def test_a_chat_opens_no_internet_socket(data_dir: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    _need_to_run("strace", "-o", "/dev/null", "true")
    assert run(data_dir, "chat", "What is 6 * 7?", prefix=traced(trace, SOCKETS)).code == 0
    assert [call for call in trace.read_text().splitlines() if INET.search(call)] == []


def test_all_is_well_where_there_is_no_network(data_dir: Path) -> None:
    alone = _alone()
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


@pytest.mark.full
@pytest.mark.timeout(2 * TEN_MINUTES)
def test_ten_minutes_of_work_open_no_internet_socket(data_dir: Path, tmp_path: Path) -> None:
    _need_to_run("strace", "-o", "/dev/null", "true")
    make_tiny_gguf(tmp_path / "tiny.gguf")
    if {int(each.base_url.split(":")[2].split("/")[0]) for each in USUAL_ADDRESSES} & (listening_ports() or set()):
        pytest.skip("a server listens here where Parley looks for one")
    done = _session(tmp_path / "trace", str(data_dir), TEN_MINUTES, str(tmp_path / "tiny.gguf"))
    assert done["rounds"] > 10
    assert done["answers"] == 2 * done["rounds"]
    assert (done["beyond"], done["here"], done["names"], done["refused"]) == (0, 0, 0, 0)
    calls = (tmp_path / "trace").read_text()
    assert "llama.sock" in calls, "the model's own process was traced"
    assert not INET.search(calls)


@pytest.mark.timeout(2 * TEN_MINUTES)
@pytest.mark.parametrize("seconds", [ONE_ROUND, pytest.param(TEN_MINUTES, marks=pytest.mark.full)])
def test_with_one_host_allowed_that_host_and_port_are_all_that_is_reached(
    data_dir: Path, tmp_path: Path, seconds: int
) -> None:
    alone = (*_alone(), "sh", "-ec", _FAR_NETWORK, "sh")
    _need_to_run("strace", "-o", "/dev/null", "true")
    _need_to_run(*alone, "true")
    far = (*alone, sys.executable, "-m", "tests.support.far_session", FAR, str(tmp_path / "trace"))
    answered = subprocess.run([*far, str(data_dir), str(seconds)], cwd=ROOT, capture_output=True, check=False)
    assert answered.returncode == 0, answered.stderr.decode()
    port, done = json.loads(answered.stdout)
    assert done["answers"] == 2 * done["rounds"] > 0
    assert done["beyond"] >= done["rounds"]
    assert (done["here"], done["names"], done["refused"]) == (0, 0, 0)
    calls = (tmp_path / "trace").read_text().splitlines()
    reached = [found.groups() for call in calls if (found := TO.search(call))]
    assert set(reached) == {(str(port), FAR)}
    assert len(reached) == done["beyond"], "the ledger has each of them, and no other"
    asked = [call for call in calls if INET.search(call) and not TO.search(call)]
    assert all(re.search(r"socket\(AF_INET, SOCK_STREAM", call) for call in asked), asked


_FAR_NETWORK = f"""
ip link set lo up
ip address add {FAR}/32 dev lo
exec "$@"
"""


def _session(trace: Path, *words: object) -> dict[str, Any]:
    """Have somebody work in the window for a while, under a tracer, and return what they tell of it."""
    command = (*traced(trace, "socket,connect,bind,listen"), sys.executable)
    session = [*command, "-m", "tests.support.offline_session", *map(str, words)]
    done = subprocess.run(session, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    told: dict[str, Any] = json.loads(done.stdout)
    return told
