"""What this process holds: open files and sockets, and memory. Linux tells; elsewhere these tests are skipped."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

_DESCRIPTORS = Path("/proc/self/fd")
_STATUS = Path("/proc/self/status")
needs_proc = pytest.mark.skipif(not _DESCRIPTORS.is_dir(), reason="needs Linux's /proc")


def open_descriptors() -> set[str]:
    """Return the files and sockets that this process has open."""
    found = set()
    for entry in _DESCRIPTORS.iterdir():
        try:
            found.add(f"{entry.name} {os.readlink(entry)}")
        except OSError:  # the one with which the folder itself was read
            continue
    return found


@asynccontextmanager
async def nothing_kept_open() -> AsyncIterator[None]:
    """Fail when the block leaves a file or a socket open, or a task running, that was not there before."""
    files, tasks = open_descriptors(), asyncio.all_tasks()
    yield
    gc.collect()
    async with asyncio.timeout(20):  # a server in this process may need a moment to notice that its client is gone
        while kept := (open_descriptors() - files) | {repr(task) for task in asyncio.all_tasks() - tasks}:
            try:
                await asyncio.sleep(0.005)
            except asyncio.CancelledError:
                raise AssertionError(f"still there: {sorted(kept)}") from None


@asynccontextmanager
async def memory_growth_below(megabytes: int) -> AsyncIterator[None]:
    """Fail when this process, at its largest in the block, has grown by more than `megabytes`."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    before = _kilobytes("VmRSS")
    yield
    grown = (_kilobytes("VmHWM") - before) / 1024
    assert grown < megabytes, f"grew by {grown:.0f} MB"


def _kilobytes(name: str) -> int:
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1])
