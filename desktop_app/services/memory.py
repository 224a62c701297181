"""How much memory a model may take: what the computer says that it could give to a program now."""

import ctypes
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

_MEMINFO = Path("/proc/meminfo")
_VM_STAT = "/usr/bin/vm_stat"
_SECONDS = 2
_GIVEN_BACK = ("free", "inactive", "speculative", "purgeable")


def available_memory() -> int | None:
    """Return the bytes that programs could have without others being pushed out; None where that is not said."""
    look: Callable[[], int | None] = {"darwin": _on_mac, "win32": _on_windows}.get(sys.platform, _on_linux)
    try:
        return look()
    except (OSError, ValueError, AttributeError, subprocess.SubprocessError):
        return None


def of_meminfo(text: str) -> int | None:
    """Return what Linux's `/proc/meminfo` says is available."""
    found = re.search(r"^MemAvailable:\s+(\d+) kB$", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else None


def of_vm_stat(text: str) -> int | None:
    """Return what macOS's `vm_stat` lists as free, or as given back when it is wanted."""
    size = re.search(r"page size of (\d+) bytes", text)
    pages = dict(re.findall(r"^Pages (\w+):\s+(\d+)\.$", text, re.MULTILINE))
    if size is None or "free" not in pages:
        return None
    return int(size[1]) * sum(int(pages.get(name, 0)) for name in _GIVEN_BACK)


def _on_linux() -> int | None:
    return of_meminfo(_MEMINFO.read_text("ascii", "replace"))


def _on_mac() -> int | None:
    said = subprocess.run([_VM_STAT], capture_output=True, text=True, timeout=_SECONDS, check=True)  # noqa: S603
    return of_vm_stat(said.stdout)


class _MemoryStatus(ctypes.Structure):
    """What Windows fills in: lengths and shares first, then totals and what is free of them, in bytes."""

    _fields_ = [("length", ctypes.c_uint32), ("load", ctypes.c_uint32)] + [
        (name, ctypes.c_uint64) for name in ("total", "free", "pages", "free_pages", "space", "free_space", "extended")
    ]


def _on_windows() -> int | None:
    status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
    answered = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined,unused-ignore]
    return int(status.free) if answered else None
