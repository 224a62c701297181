"""A model file answers in the terminal: without a network, without a trace in what others can read, without orphans."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.journeys.test_offline import INET, _alone, _need_to_run
from tests.servers.tiny_gguf import ANSWER, make_tiny_gguf
from tests.support.invariants import assert_invariants
from tests.support.processes import run
from tests.support.traced import traced

ROOT = Path(__file__).parents[2]
CANARY = "canary-in-a-question"
HOLD = """
import asyncio, json, sys
from desktop_app.engines.llama.engine import LlamaEngine
from desktop_app.paths import part
from pathlib import Path
from tests.engines.asking import a_request, first_words

async def hold():
    engine = LlamaEngine(part("llama"), Path(sys.argv[2]), model=sys.argv[1], threads=1)
    if sys.argv[3] == "answering":
        await first_words(engine.stream(a_request(sys.argv[4])))
        [host] = engine._hosts.values()
        process = host.served.process
        print(json.dumps([process.pid, process._folder]), flush=True)
    else:
        await first_words(engine.stream(a_request()))
    await asyncio.Event().wait()

asyncio.run(hold())
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "tiny.gguf"
    make_tiny_gguf(path)
    return path


def test_it_answers_where_there_is_no_network_and_asks_for_none(data_dir: Path, model: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    _need_to_run("strace", "-o", "/dev/null", "true")
    strace = traced(trace, "socket,connect,bind,listen,sendto")
    words = ("chat", "Hello", "--engine", "llama", "--model", str(model), "--json")
    answer = run(data_dir, *words, prefix=(*_alone(), *strace)).document
    assert (answer["engine"], answer["reply"]) == ("llama", ANSWER)
    calls = trace.read_text().splitlines()
    assert any("llama.sock" in call for call in calls)
    assert [call for call in calls if INET.search(call)] == []
    assert_invariants(data_dir)


def _held(model: Path, log: Path, what: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(model), str(log), what, CANARY],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def _gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _wait_until_gone(pid: int) -> None:
    until = time.monotonic() + 20
    while not _gone(pid):
        assert time.monotonic() < until, "it is still there"
        time.sleep(0.01)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")
def test_others_see_nothing_of_it_and_it_ends_with_parley(model: Path, tmp_path: Path) -> None:
    log = tmp_path / "llama.log"
    endless = tmp_path / "endless.gguf"
    make_tiny_gguf(endless, endless=True)
    with _held(endless, log, "answering") as parley:
        try:
            assert parley.stdout is not None
            pid, folder = json.loads(parley.stdout.readline())
            assert os.getsid(pid) == pid  # Ctrl+C in Parley's terminal is not for it
            assert os.stat(folder).st_mode & 0o077 == 0
            seen = b"".join(Path(f"/proc/{pid}/{name}").read_bytes() for name in ("cmdline", "environ"))
            for secret in (b"endless.gguf", CANARY.encode(), folder.encode()):
                assert secret not in seen
            assert CANARY not in log.read_text()
            assert re.search(r"Max core file size +0 +0", Path(f"/proc/{pid}/limits").read_text())
        finally:
            parley.send_signal(signal.SIGKILL)
        parley.wait()
        _wait_until_gone(pid)
        assert not Path(folder).exists()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")
def test_it_ends_with_parley_also_while_it_loads(tmp_path: Path) -> None:
    endless = "{% for a in range(1000000000) %}{% for b in range(1000000000) %}x{% endfor %}{% endfor %}"
    make_tiny_gguf(tmp_path / "model.gguf", template=endless)
    with _held(tmp_path / "model.gguf", tmp_path / "llama.log", "loading") as parley:
        children = Path(f"/proc/{parley.pid}/task/{parley.pid}/children")
        try:
            until = time.monotonic() + 30
            while not (found := children.read_text().split()):
                assert time.monotonic() < until
                time.sleep(0.01)
            log = tmp_path / "llama.log"
            while not log.exists():  # by then it has read what is wanted
                time.sleep(0.01)
            time.sleep(0.5)
        finally:
            parley.send_signal(signal.SIGKILL)
        parley.wait()
        _wait_until_gone(int(found[0]))
