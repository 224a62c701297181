"""Bringing a model into memory: its process is started and waited for, with a guess at how far it is."""

import asyncio
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from desktop_app.domain.errors import UserError, shortage
from desktop_app.domain.model_finds import siblings
from desktop_app.domain.network import Expect, expect_nothing
from desktop_app.engines.llama.child import SOCKET
from desktop_app.engines.llama.failures import why_not_loaded
from desktop_app.engines.llama.guess import LoadingGuess
from desktop_app.engines.llama.memory import most_for
from desktop_app.engines.llama.options import ANSWERS_AT_ONCE, BATCH, SEEING_BATCH, LoadOptions, Patience
from desktop_app.engines.llama.process import LlamaProcess
from desktop_app.engines.llama.served import ServedModel
from desktop_app.engines.openai.prompts import TokenEstimate

_LONGEST_SOCKET = 100
"""Bytes of a socket's path that every system takes."""
_GLANCE = 0.1
"""Seconds between two looks at how far it is."""


@dataclass(frozen=True, slots=True)
class Loader:
    """Loads models by the `command` that starts a process; llama.cpp's own words go to `log`."""

    command: Sequence[str]
    log: Path
    patience: Patience
    memory: int = 0
    """Bytes that a process may take at most; 0 for what its model could honestly want."""
    guess: LoadingGuess = field(default_factory=LoadingGuess)
    expect: Expect = expect_nothing
    """Hears of connections to processes that no Unix socket leads to."""

    async def load(
        self,
        path: Path,
        options: LoadOptions,
        estimate: TokenEstimate,
        on_share: Callable[[float], None],
        on_end: Callable[[int], None],
    ) -> ServedModel:
        """Return the model once it is loaded; cancelled, or failing, it leaves nothing behind."""
        size = await asyncio.to_thread(size_of, path)
        folder = await _own_folder()
        key = secrets.token_hex(16)
        seconds = self.patience.for_loading(size)
        wanted = self._wanted(path, size, options, folder) | {"key": key, "seconds": seconds}

        try:
            process = LlamaProcess(self.command, wanted, folder, on_end)
        except OSError as error:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            raise (shortage(error) or UserError("llama_missing", detail=error.strerror or "")) from error
        try:
            told = await self._told(process, path, size, seconds, on_share)
        except BaseException:
            process.kill()
            await process.ended.wait()
            raise
        url = told["address"] if not wanted["socket"] else "http://127.0.0.1"
        socket = str(Path(folder, SOCKET)) if wanted["socket"] else ""
        return ServedModel(process, url, socket, key, self.patience.silence, estimate, self.expect)

    def _wanted(self, path: Path, size: int, options: LoadOptions, folder: str) -> dict[str, Any]:
        fits = len(str(Path(folder, SOCKET)).encode()) <= _LONGEST_SOCKET
        return asdict(options) | {
            "model": str(path),
            "folder": folder,
            "log": str(self.log),
            "socket": sys.platform != "win32" and fits,
            "memory": self.memory or most_for(size),
            "batch": SEEING_BATCH if options.projector else BATCH,
            "answers_at_once": ANSWERS_AT_ONCE,
        }

    async def _told(
        self, process: LlamaProcess, path: Path, size: int, seconds: float, on_share: Callable[[float], None]
    ) -> dict[str, Any]:
        """Return what the process says of itself when it is ready."""
        self.guess.begin()
        waited = 0.0
        while True:
            try:
                told = await process.told(_GLANCE)
                break
            except TimeoutError:
                waited += _GLANCE
                if waited > seconds:
                    raise UserError("model_slow", file=path, seconds=f"{seconds:.0f}") from None
                on_share(await asyncio.to_thread(self.guess.share, process.pid, size))
        if told is None:
            await process.ended.wait()
            raise LoadingEndedError
        if "address" not in told:
            raise why_not_loaded(path, told)
        self.guess.end(size)
        return dict(told)


async def _own_folder() -> str:
    """Make a folder for one process; cancelled meanwhile, none is left behind."""
    making = asyncio.get_running_loop().run_in_executor(None, partial(tempfile.mkdtemp, prefix="parley-llama-"))
    try:
        return await asyncio.shield(making)
    except asyncio.CancelledError:
        making.add_done_callback(_remove_unwanted)
        raise


def _remove_unwanted(made: "asyncio.Future[str]") -> None:
    if made.exception() is None:
        asyncio.get_running_loop().run_in_executor(None, partial(shutil.rmtree, made.result(), ignore_errors=True))


class LoadingEndedError(Exception):
    """The process ended before it was ready, without a word."""


def size_of(path: Path) -> int:
    """Return the size of the file, and of its further parts; raise `UserError` where there is none."""
    try:
        if not path.is_file():
            raise UserError("model_missing", file=path)
        parts = [path, *(path.with_name(name) for name in siblings(path) if name != path.name)]
        return sum(part.stat().st_size for part in parts if part.is_file())
    except OSError as error:
        raise UserError("model_unusable", file=path, reason=(error.strerror or "").lower()) from error
