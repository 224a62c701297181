"""The process of a model as Parley sees it: started, heard of, ended, and never left as a zombie."""

import asyncio
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

_LINE_LIMIT = 65536


class LlamaProcess:
    """One process, from its start to its end; belongs to the event loop in which it was started."""

    def __init__(
        self, command: Sequence[str], wanted: Mapping[str, object], folder: str, on_end: Callable[[int], None]
    ) -> None:
        """Start `command` and tell it what is `wanted`.

        When it is gone its `folder` is removed. Where Parley did not end it, `on_end` hears its exit code, negative for
        a signal. Raises `OSError` where the computer has no more processes or files to give.
        """
        self._loop = asyncio.get_running_loop()
        self._folder = folder
        self._on_end = on_end
        self._ended_by_us = False
        self._told: asyncio.Future[Mapping[str, Any] | None] = self._loop.create_future()
        self.ended = asyncio.Event()
        """It is gone, and everything that was held for it is let go."""
        # Started here and not in a thread: on Linux it dies with the thread that started it.
        self._process = subprocess.Popen(  # noqa: S603  Parley itself
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl+C in a terminal is for Parley, which ends it in order
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        threading.Thread(target=self._watch, name="llama", daemon=True).start()
        assert self._process.stdin is not None  # noqa: S101  it is a pipe, as asked for
        with suppress(OSError):  # it has ended already, and that will be heard of
            self._process.stdin.write(json.dumps(wanted).encode() + b"\n")
            self._process.stdin.flush()

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    @property
    def ended_by_us(self) -> bool:
        """Whether Parley ended it, or is about to."""
        return self._ended_by_us

    async def told(self, seconds: float) -> Mapping[str, Any] | None:
        """Return what it says of its start, None where it ended without a word.

        Raises `TimeoutError` where it says nothing within so many seconds.
        """
        async with asyncio.timeout(seconds):
            return await asyncio.shield(self._told)

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self._ended_by_us = True
        if not self.ended.is_set():
            self._process.kill()

    def let_go(self) -> None:
        """Tell it to end, which it does where it is not stuck."""
        self._ended_by_us = True
        self._close_input()

    async def aclose(self, seconds: float) -> None:
        """End it and wait until it is gone."""
        self.let_go()
        try:
            async with asyncio.timeout(seconds):
                await self.ended.wait()
        except TimeoutError:
            self.kill()
            await self.ended.wait()

    def _watch(self) -> None:
        """Wait for its word and for its end, in a thread that does nothing else."""
        process = self._process
        assert process.stdout is not None  # noqa: S101
        with process.stdout:
            line = process.stdout.readline(_LINE_LIMIT)
            self._call(self._take, line)
        code = process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._call(self._end, code)

    def _close_input(self) -> None:
        assert self._process.stdin is not None  # noqa: S101
        with suppress(OSError):
            self._process.stdin.close()

    def _take(self, line: bytes) -> None:
        if not self._told.done():
            self._told.set_result(_message(line))

    def _end(self, code: int) -> None:
        self._close_input()
        self.ended.set()
        if not self._ended_by_us:
            self._on_end(code)

    def _call(self, step: Callable[[Any], None], value: object) -> None:
        with suppress(RuntimeError):  # Parley's event loop is closed: nobody is there to hear of it
            self._loop.call_soon_threadsafe(step, value)


def _message(line: bytes) -> Mapping[str, Any] | None:
    try:
        message = json.loads(line)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None


def bytes_read(pid: int) -> int | None:
    """Return about how much of its files a process has in memory, None where the system does not tell."""
    try:
        read = next(line for line in Path(f"/proc/{pid}/io").read_text().splitlines() if line.startswith("rchar"))
        mapped = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "RssFile" in line)
    except (OSError, StopIteration):
        return None
    return max(int(read.split()[1]), int(mapped.split()[1]) * 1024)
