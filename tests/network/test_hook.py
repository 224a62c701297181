"""The guard at work: in a process of its own, as its hook stays until the process ends."""

import json
import subprocess
import sys
from pathlib import Path

from tests.support.processes import ask

ROOT = Path(__file__).parents[2]
WATCHED = """
import asyncio, json, sys, threading
from desktop_app.network.guard import standing_guard
guard = standing_guard()
import os, socket, subprocess, urllib.request
from desktop_app.domain.network import Purpose
from desktop_app.network.refusal import RefusedError

tried = {}
def attempt(name, do):
    try:
        do()
        tried[name] = "done"
    except RefusedError as error:
        tried[name] = error.code
    except OSError as error:
        tried[name] = type(error).__name__

def in_thread(name, do):
    thread = threading.Thread(target=attempt, args=(name, do))
    thread.start()
    thread.join()

attempt("name", lambda: socket.getaddrinfo("models.example", 443))
attempt("socket", lambda: socket.socket())
attempt("create", lambda: socket.create_connection(("192.0.2.7", 443), 1))
in_thread("thread", lambda: socket.create_connection(("192.0.2.7", 443), 1))
attempt("urllib", lambda: urllib.request.urlopen("http://192.0.2.7/", timeout=1))
attempt("asyncio", lambda: asyncio.run(asyncio.open_connection("192.0.2.7", 443)))
attempt("asyncio name", lambda: asyncio.run(asyncio.open_connection("models.example", 443)))
attempt("program", lambda: subprocess.run(["/bin/true"], check=True))
attempt("shell", lambda: os.system("true"))
attempt("pair", lambda: [each.close() for each in socket.socketpair()])
guard.expect(Purpose.LOOKING, "127.0.0.1", 9)
attempt("listen", lambda: socket.create_server(("127.0.0.1", 0)))
attempt("udp", lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.7", 53)))
attempt("expected", lambda: socket.create_connection(("127.0.0.1", 9), 1))
print(json.dumps([tried, guard.ledger.counts.refused, guard.ledger.counts.here]))
"""
CLOSED = """
from desktop_app.network.closed import close_network
close_network()
import os, socket, subprocess
for do in (socket.socket, socket.socketpair, lambda: socket.getaddrinfo("models.example", 1), lambda: os.system("true"),
           lambda: subprocess.Popen(["/bin/true"])):
    try:
        do()
        print("let")
    except PermissionError:
        print("kept")
"""


def run(source: str) -> str:
    command = [sys.executable, "-X", "dev", "-W", "ignore", "-c", source]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_nothing_in_the_process_gets_past_the_guard() -> None:
    tried, count, here = json.loads(run(WATCHED))
    assert tried.pop("pair") == "done"
    assert tried.pop("expected") in {"done", "ConnectionRefusedError"}, "the network's own answer, not the guard's"
    assert tried.pop("urllib") == "URLError", "libraries take it for a network that fails"
    assert tried.pop("listen") == "PermissionError", "Python words it anew"
    assert {tried.pop(name) for name in ("program", "shell")} == {"program_refused"}
    assert set(tried.values()) == {"connection_refused"}, tried
    assert (count, here) == (11, 1)


def test_a_part_of_parley_has_no_network_at_all() -> None:
    assert run(CLOSED).split() == ["kept"] * 5


def test_doctor_tells_what_there_was(data_dir: Path) -> None:
    (network,) = [check for check in ask(data_dir, "doctor")["checks"] if check["name"] == "network"]
    assert network["ok"]
    assert network["detail"].startswith("0 connections beyond this computer, 0 to programs on it")
