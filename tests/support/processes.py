"""Parley as other programs meet it: a process of its own, started from the checkout or as PARLEY_PROGRAM says."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.forked import Forked

ROOT = Path(__file__).parents[2]
SECONDS = 60
PROGRAM = os.environ.get("PARLEY_PROGRAM")
"""A program to test in place of the checkout's, such as /usr/bin/parley of a package."""
Process = subprocess.Popen[bytes] | Forked


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
        kind = "window" if "selftest" in words else "commands"
        forked = Forked(kind, command(data_dir, *words)[1:], os.environ, typed.encode("utf-8", "surrogateescape"))
        return finish(forked)
    done = subprocess.run(
        [*prefix, *command(data_dir, *words)],
        input=typed.encode("utf-8", "surrogateescape"),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


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


def start_soon(data_dir: Path, *words: str, environment: Mapping[str, str] | None = None) -> Process:
    """Start Parley where its imports are not the point: without words its window, else a command."""
    if PROGRAM:
        return start(data_dir, *words, environment=environment)
    kind = "commands" if words else "window"
    return Forked(kind, command(data_dir, *words)[1:], {**os.environ, **(environment or {})})


def answer_with(data_dir: Path, base_url: str) -> None:
    """Let the server at that address answer, as somebody would who writes the settings by hand."""
    data_dir.mkdir(mode=0o700, exist_ok=True)
    settings = data_dir / "settings.toml"
    settings.write_text(f'[engine]\nname = "openai"\nbase_url = "{base_url}"\n')
    settings.chmod(0o600)


def finish(process: Process) -> Ended:
    """Wait for the end of a process that was started; end one that does not."""
    with process:
        try:
            out, err = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


def told(ended: Ended) -> str:
    """Return the one plain sentence that a refused command must say, and nothing else."""
    assert ended.code == 1, ended
    lines = ended.err.splitlines()
    assert len(lines) == 1, ended
    for technical in ("Traceback", "Error:", "Exception", "Errno", "sqlite3", "{", "None"):
        assert technical not in ended.err, ended
    return lines[0]
