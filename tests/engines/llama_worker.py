"""The engine of model files as tests use it, and what they do to its processes."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop_app.domain.engines import EngineCondition, EngineState
from desktop_app.engines.llama.engine import LlamaEngine
from desktop_app.engines.llama.options import Patience
from desktop_app.engines.llama.process import LlamaProcess
from desktop_app.paths import part

ROOT = Path(__file__).parents[2]
PATIENT = Patience(load=60, silence=30, restarts=(0, 0, 0))
"""Long enough for the slowest machine, and no pauses that nothing waits for."""
CHILD = "from desktop_app.engines.llama.child import main; main()"


@dataclass
class Worker:
    """An engine, and what it told of itself."""

    engine: LlamaEngine
    log: Path
    states: list[EngineState] = field(default_factory=list)

    @property
    def conditions(self) -> list[EngineCondition]:
        """How it fared, each change once."""
        found: list[EngineCondition] = []
        for state in self.states:
            if not found or found[-1] is not state.condition:
                found.append(state.condition)
        return found

    @property
    def process(self) -> LlamaProcess:
        """The process of the one model that is loaded."""
        [process] = [host.served.process for host in self.engine._hosts.values() if host.served is not None]
        return process

    async def until(self, condition: EngineCondition) -> None:
        """Wait until it says that it fares so."""
        async with asyncio.timeout(20):
            while self.states[-1].condition is not condition:
                await asyncio.sleep(0.005)

    async def gone(self, process: LlamaProcess) -> None:
        """Wait until a process is gone, and see that nothing is left of it."""
        async with asyncio.timeout(20):
            await process.ended.wait()
        assert not Path(f"/proc/{process.pid}").exists(), "a zombie"
        assert not Path(process._folder).exists()


@asynccontextmanager
async def a_worker(
    model: Path, folder: Path, patience: Patience = PATIENT, command: Sequence[str] | None = None, **more: Any
) -> AsyncIterator[Worker]:
    """Give an engine for `model`, and end it."""
    states: list[EngineState] = []
    log = folder / "llama.log"
    engine = LlamaEngine(
        command or part("llama"), log, states.append, model=str(model), threads=1, patience=patience, **more
    )
    try:
        yield Worker(engine, log, states)
    finally:
        await engine.aclose()


def command_of(script: str) -> list[str]:
    """Return the command that runs `script` where Parley can be imported."""
    return [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{script}"]


def descriptors() -> int:
    """Return how many files and sockets this process has open."""
    return len(os.listdir("/proc/self/fd"))


async def down_to(before: int) -> None:
    """Wait until no more than that are open: what is closed is let go of in the event loop's next turns."""
    async with asyncio.timeout(10):
        while descriptors() > before:
            await asyncio.sleep(0.001)
