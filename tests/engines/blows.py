"""What befalls the process of a model: it is killed, halted, or gets no more memory."""

import os
import resource
import signal
import time
from pathlib import Path


def kill(pid: int) -> None:
    """End a process as the system does when memory is short."""
    os.kill(pid, signal.SIGKILL)


def halt(pid: int) -> None:
    """Stop a process, all threads of it: on a busy computer some go on for a while."""
    os.kill(pid, signal.SIGSTOP)
    while any(
        stat.read_text().rpartition(")")[2].split()[0] != "T" for stat in Path(f"/proc/{pid}/task").glob("*/stat")
    ):
        time.sleep(0.001)


def starve(pid: int) -> None:
    """Let a process have no more memory than it has."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    taken = pages * resource.getpagesize()
    resource.prlimit(pid, resource.RLIMIT_AS, (taken, taken))
