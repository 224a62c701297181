"""Programs whose calls to the system are noted."""

from pathlib import Path


def traced(trace: Path | str, calls: str, *more: str) -> tuple[str, ...]:
    """Return what to run a program under so that such `calls` of it and of all its processes stand in `trace`.

    It is stopped at those calls and at no others. `more` are further words for strace.
    """
    return "strace", "-f", "--seccomp-bpf", "-qq", *more, "-e", f"trace={calls}", "-o", str(trace)
