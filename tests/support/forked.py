"""Parley's processes, forked from one that has imported what they need: that is most of the time of a start."""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self

_ROOT = Path(__file__).parents[2]
_LINE = 64


class Forked:
    """A process of Parley, with what tests ask of `subprocess.Popen`; what it prints can be read when it has ended."""

    def __init__(self, kind: str, words: list[str], environment: Mapping[str, str], typed: bytes = b"") -> None:
        """Start it with those words; of its `kind`, "commands" or "window", are what has been imported."""
        self.args = words
        self.returncode: int | None = None
        self._printed: tuple[bytes, bytes] | None = None
        self._open = ExitStack()
        self._out, self._err = TemporaryFile(), TemporaryFile()  # noqa: SIM115 closed by `communicate`
        self._told, tells = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for each in (self._out, self._err, self._told):
            self._open.callback(each.close)
        os.umask(umask := os.umask(0))
        order = {"words": words, "environment": dict(environment), "folder": str(Path.cwd()), "umask": umask}
        with tells, TemporaryFile() as written:
            written.write(typed)
            written.seek(0)
            streams = [file.fileno() for file in (written, self._out, self._err)]
            socket.send_fds(_warm_parley(kind), [json.dumps(order).encode()], [*streams, tells.fileno()])
        self.pid = int(self._told.recv(_LINE))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.communicate()

    def poll(self) -> int | None:
        """Return how it ended, None while it runs."""
        if self.returncode is None and select.select([self._told], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, and return how it ended."""
        if self.returncode is None:
            if not select.select([self._told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            self.returncode = int(self._told.recv(_LINE))
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[bytes, bytes]:
        """Wait for its end, and return what it printed on both streams."""
        self.wait(timeout)
        if self._printed is None:
            with self._open:
                self._out.seek(0)
                self._err.seek(0)
                self._printed = self._out.read(), self._err.read()
        return self._printed

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


@cache
def _warm_parley(kind: str) -> socket.socket:
    """Start the process from which others are forked; it ends when nobody can give it orders any more."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, "-m", "tests.support.warm_parley", kind]
        process = subprocess.Popen(command, stdin=theirs.fileno(), cwd=_ROOT)

    def end() -> None:
        ours.close()
        process.wait(60)

    atexit.register(end)
    return ours
