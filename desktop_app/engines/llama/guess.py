"""How far a model is loaded, as far as one can see from outside: llama.cpp itself does not say."""

import time

from desktop_app.engines.llama.process import bytes_read

_NEVER_SURE = 0.99
_USUAL_RATE = 500_000_000
"""Bytes a second, until a model was loaded."""


class LoadingGuess:
    """Guesses the share of a model that is loaded, and learns how fast this computer loads."""

    def __init__(self) -> None:
        self._rate = float(_USUAL_RATE)
        self._began = 0.0

    def begin(self) -> None:
        """Take the time: a model begins to be loaded."""
        self._began = time.monotonic()

    def share(self, pid: int, size: int) -> float:
        """Return the share that is loaded, by what the process has read, else by the time that it took before."""
        read = bytes_read(pid)
        if read is None:
            read = int((time.monotonic() - self._began) * self._rate)
        return round(min(read / max(size, 1), _NEVER_SURE), 2)

    def end(self, size: int) -> None:
        """Learn from how long it took: the model is loaded."""
        taken = time.monotonic() - self._began
        if taken > 0:
            self._rate = 0.5 * self._rate + 0.5 * size / taken
