"""How a model is loaded, and how long is waited for what."""

import os
from dataclasses import dataclass

from desktop_app.domain.engines import Parameters

BATCH = 128
"""Tokens of a prompt that are read in one go: a stop is heeded between two of them."""
SEEING_BATCH = 512
"""The same for a model that sees: some read a picture as a whole or not at all."""
ANSWERS_AT_ONCE = 2
"""Sessions whose prompts are remembered side by side; they share what the model reads at once."""


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """What takes effect when a model is loaded; `gpu_layers` of -1 are as many as there is room for."""

    context_tokens: int
    threads: int
    gpu_layers: int = -1
    projector: str = ""
    """The file with which the model sees, where there is one."""

    def changed_by(self, parameters: Parameters) -> "LoadOptions":
        """Return these with what `parameters` ask for instead."""
        return LoadOptions(
            context_tokens=parameters.context_tokens or self.context_tokens,
            threads=parameters.threads or self.threads,
            gpu_layers=self.gpu_layers if parameters.gpu_layers is None else parameters.gpu_layers,
            projector=self.projector,
        )


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: how long is waited, and after what.

    A sign of life comes from the process every second while it works, so `silence` is long enough for a busy computer.
    """

    load: float = 60
    """For any model, and for each `load_bytes` of its file another second."""
    load_bytes: float = 15_000_000
    silence: float = 60
    stop: float = 4
    """Until a stopped answer must have let go of the model; then the process is ended."""
    close: float = 1.5
    restarts: tuple[float, ...] = (0, 1, 4)
    """After the first, the second ... death in a row, the pause before it is started again; after more it is not."""

    def for_loading(self, size: int) -> float:
        """Return how long a file of `size` bytes may take."""
        return self.load + size / self.load_bytes


def default_threads() -> int:
    """Return all cores but one, which is left to the window; of two threads on a core one would wait for the other."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _physical_cores() or cores) - 1)


def _physical_cores() -> int | None:
    """Return how many cores there are, without what hyper-threading pretends; None where nobody tells."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            lines = [line.partition(":")[2].strip() for line in file if line.startswith(("physical id", "core id"))]
    except OSError:
        return None
    return len(set(zip(lines[::2], lines[1::2], strict=False))) or None
