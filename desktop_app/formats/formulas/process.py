"""Formulas drawn in another process, which is ended when one takes too long."""

import json
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress

from desktop_app.domain.formulas import Formula, FormulaDrawing

START_SECONDS = 30.0
"""What the process may take to be ready, on a computer that is busy with other things."""
DRAW_SECONDS = 0.5
"""What one formula may take; an ordinary one takes some thousandths."""


class FormulaProcess:
    """Draws one formula after another; its methods block, and belong on one thread at a time.

    A formula that ends the process, or takes too long, is not drawn; the next one has a new process.
    """

    def __init__(self, command: Sequence[str], seconds: float = DRAW_SECONDS) -> None:
        self._command = list(command)
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def draw(self, formula: Formula) -> FormulaDrawing | None:
        """Return the picture of a formula, None where it cannot be drawn."""
        try:
            process = self._running()
            answer = self._asked(process, json.dumps(formula).encode() + b"\n", self._seconds)
        except OSError:
            answer = None  # the process could not be started, or has just gone
        if answer is None:
            self.close()
            return None
        value = json.loads(answer)
        return None if value is None else FormulaDrawing(*value)

    def close(self) -> None:
        """End the process, if there is one; it can be used again."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        self._process = subprocess.Popen(  # noqa: S603  Parley itself
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        if self._asked(self._process, b"", START_SECONDS) is None:
            raise ProcessLookupError("formulas cannot be drawn")
        return self._process

    def _asked(self, process: subprocess.Popen[bytes], line: bytes, seconds: float) -> bytes | None:
        """Send a line; return the one that comes back, None where the process ends first or takes too long."""
        if process.stdin is None or process.stdout is None:
            return None
        too_long = threading.Timer(seconds, process.kill)
        too_long.start()
        try:
            process.stdin.write(line)
            process.stdin.flush()
            answer = process.stdout.readline()
        finally:
            too_long.cancel()
        return answer if answer.endswith(b"\n") else None
