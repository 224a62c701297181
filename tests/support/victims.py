"""Processes that are killed, or whose writes fail, in the middle of their work."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.support.processes import ROOT

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Ended:
    """What a process said until its end, and how it ended: its exit code, or minus the signal that killed it."""

    said: list[dict[str, Any]]
    code: int

    def all(self, kind: str) -> list[Any]:
        """Return what was said of one kind."""
        return [line[kind] for line in self.said if kind in line]


class Victims:
    """Starts processes and ends them."""

    def __init__(self, trace: Path) -> None:
        """Let strace write to `trace`."""
        self.trace = trace
        self._rest = b""

    def __enter__(self) -> Self:
        words = [sys.executable, "-m", "tests.faults.nursery"]
        self._server = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._orders, self._answers = self._server.stdin, self._server.stdout
        assert self._next(SECONDS) == {"ready": True}
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        with self._server:
            self._server.kill()

    def run(
        self,
        work: str,
        folder: Path,
        seed: int = 0,
        *,
        kill_after: float | None = None,
        faults: Sequence[str] = (),
    ) -> Ended:
        """Let a process do `work`: to its end, or killed so many seconds after it began.

        `faults` are strace's words for what its system calls meet.
        """
        self._tell({"work": work, "folder": str(folder), "seed": seed})
        pid = self._said("pid")
        with _Tracing(pid, faults, self.trace):
            self._orders.write(b"go\n")
            said = []
            end = time.monotonic() + (SECONDS if kill_after is None else kill_after)
            while (line := self._next(end - time.monotonic())) is None or "ended" not in line:
                if line is not None:
                    said.append(line)
                else:
                    os.kill(pid, signal.SIGKILL)
                    end = time.monotonic() + SECONDS
        assert kill_after is not None or line["ended"] != -signal.SIGKILL or faults, f"{work} hung: {said[-3:]}"
        return Ended(said, line["ended"])

    def _tell(self, what: dict[str, object]) -> None:
        self._orders.write(json.dumps(what).encode() + b"\n")

    def _said(self, kind: str) -> Any:
        line = self._next(SECONDS)
        assert line is not None
        assert kind in line, line
        return line[kind]

    def _next(self, seconds: float) -> dict[str, Any] | None:
        """Return the next thing said, None when nothing was for so long."""
        end = time.monotonic() + seconds
        while b"\n" not in self._rest:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._answers], [], [], left)[0]:
                return None
            data = os.read(self._answers.fileno(), 65536)
            assert data, "the nursery is gone"
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        found = json.loads(line)
        assert isinstance(found, dict)
        return found


class _Tracing:
    """strace on a process, attached before the block begins."""

    def __init__(self, pid: int, faults: Sequence[str], log: Path) -> None:
        self._words = ["strace", "-f", "-p", str(pid), "-o", str(log), *faults] if faults else []

    def __enter__(self) -> None:
        if not self._words:
            return
        self._process = subprocess.Popen(self._words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert self._process.stderr is not None
        attached = self._process.stderr.readline()
        assert b"attached" in attached, attached

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._words:
            with self._process:
                try:
                    self._process.wait(SECONDS)  # it ends with what it traces
                finally:
                    self._process.kill()
