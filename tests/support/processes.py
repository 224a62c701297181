"""Parley as other programs meet it: a process of its own, started from the checkout or as PARLEY_PROGRAM says."""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

ROOT = Path(__file__).parents[2]
SECONDS = 60
PROGRAM = os.environ.get("PARLEY_PROGRAM")
"""A program to test in place of the checkout's, such as /usr/bin/parley of a package."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a process that has ended left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """What was printed with --json."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


def command(data_dir: Path, *words: str) -> list[str]:
    """Return the command line for `words` on that data folder."""
    program = [PROGRAM] if PROGRAM else [sys.executable, str(ROOT / "main.py")]
    return [*program, "--data-dir", str(data_dir), *words]


def run(data_dir: Path, *words: str, typed: str = "", prefix: tuple[str, ...] = ()) -> Ended:
    """Run Parley to its end; `typed` goes to its standard input, `prefix` is a program to run it under."""
    if not prefix and not PROGRAM:
        return _run_warm(command(data_dir, *words)[1:], typed.encode("utf-8", "surrogateescape"))
    done = subprocess.run(
        [*prefix, *command(data_dir, *words)],
        input=typed.encode("utf-8", "surrogateescape"),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def _run_warm(words: list[str], typed: bytes) -> Ended:
    """Run a command in a process forked from one that has imported everything, which is most of a command's time."""
    order = {"words": words, "environment": dict(os.environ), "folder": str(Path.cwd())}
    told, tells = socket.socketpair()
    with told, TemporaryFile() as written, TemporaryFile() as out, TemporaryFile() as err:
        written.write(typed)
        written.seek(0)
        with tells:
            streams = [file.fileno() for file in (written, out, err)]
            socket.send_fds(_warm_parley(), [json.dumps(order).encode()], [*streams, tells.fileno()])
        told.settimeout(SECONDS)
        with told.makefile("r") as telling:
            number = int(telling.readline())
            try:
                code = int(telling.readline())
            except TimeoutError:
                os.kill(number, signal.SIGKILL)
                raise
        out.seek(0)
        err.seek(0)
        return Ended(code, out.read().decode(), err.read().decode())


@cache
def _warm_parley() -> socket.socket:
    """Start the process from which commands are forked; it ends when nobody can give it orders any more."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen([sys.executable, "-m", "tests.support.warm_parley"], stdin=theirs.fileno(), cwd=ROOT)

    def end() -> None:
        ours.close()
        process.wait(SECONDS)

    atexit.register(end)
    return ours


def ask(data_dir: Path, *words: str) -> dict[str, Any]:
    """Run a command that must succeed, and return its JSON document."""
    ended = run(data_dir, *words, "--json")
    assert ended.code == 0, (words, ended)
    assert ended.err == ""
    return ended.document


def start(
    data_dir: Path, *words: str, environment: Mapping[str, str] | None = None, **streams: int
) -> subprocess.Popen[bytes]:
    """Start Parley and return at once; what `streams` do not name is kept for the test to read."""
    return subprocess.Popen(
        command(data_dir, *words),
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=streams.get("stdout", subprocess.PIPE),
        stderr=streams.get("stderr", subprocess.PIPE),
    )


def answer_with(data_dir: Path, base_url: str) -> None:
    """Let the server at that address answer, as somebody would who writes the settings by hand."""
    data_dir.mkdir(mode=0o700, exist_ok=True)
    settings = data_dir / "settings.toml"
    settings.write_text(f'[engine]\nname = "openai"\nbase_url = "{base_url}"\n')
    settings.chmod(0o600)


def finish(process: subprocess.Popen[bytes]) -> Ended:
    """Wait for the end of a process that was started."""
    with process:
        out, err = process.communicate(timeout=SECONDS)
    return Ended(process.returncode, out.decode(), err.decode())


def told(ended: Ended) -> str:
    """Return the one plain sentence that a refused command must say, and nothing else."""
    assert ended.code == 1, ended
    lines = ended.err.splitlines()
    assert len(lines) == 1, ended
    for technical in ("Traceback", "Error:", "Exception", "Errno", "sqlite3", "{", "None"):
        assert technical not in ended.err, ended
    return lines[0]
