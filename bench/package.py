"""Time until the window of a built program is painted, against the same program run from the source.

    python bench/package.py [--program /usr/bin/parley] [--rounds 15]

Fresh processes in turn on a virtual X screen, on the same data; what is on the screen is looked at from outside, once a
millisecond. Medians. Leaves with 1 when the limit is broken.
"""

import argparse
import mmap
import os
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.data import fill
from bench.startup import screen

LIMIT = 1.2
"""The program's first paint may take so many times that of the source."""
ROOT = Path(__file__).parents[1]
_PATIENCE = 30.0
_HEADER = struct.Struct(">25I")
_COLOUR_BYTES = 12


class Glass:
    """The screen, as the X server keeps it in a file; black where no window has painted."""

    def __init__(self, frame: Path) -> None:
        """Look at the line in the middle of it."""
        with frame.open("rb") as opened:
            self._memory = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        header = _HEADER.unpack_from(self._memory)
        size, height, line, colours = header[0], header[5], header[12], header[19]
        start = size + colours * _COLOUR_BYTES + line * (height // 2)
        self._line = slice(start, start + line)
        self._empty = self._memory[self._line]

    def is_empty(self) -> bool:
        """Tell whether nothing has been painted there."""
        return self._memory[self._line] == self._empty

    def wait(self, *, empty: bool, process: "subprocess.Popen[bytes] | None" = None) -> None:
        """Wait until it is so."""
        deadline = time.monotonic() + _PATIENCE
        while self.is_empty() != empty:
            if time.monotonic() > deadline or (process is not None and process.poll() is not None):
                raise SystemExit("no window was painted")
            time.sleep(0.001)


def start(command: Sequence[str], data: Path, glass: Glass, environment: Mapping[str, str]) -> tuple[float, float]:
    """Start the program on a copy of the data; return the seconds until the first paint, and of processor time."""
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as name:
        copy = shutil.copytree(data, Path(name) / "data")
        glass.wait(empty=True)
        began = time.monotonic()
        words = [*command, "--data-dir", str(copy)]
        process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            glass.wait(empty=False, process=process)
            painted = time.monotonic() - began
        finally:
            process.kill()
            _number, _state, used = os.wait4(process.pid, 0)
            process.returncode = 0  # waited for above, where the processor time is told
    return painted, used.ru_utime + used.ru_stime


def measure(program: str, rounds: int) -> bool:
    """Start both in turn, after a round that only warms up; print the medians and tell whether the limit holds."""
    commands = {"source": [sys.executable, str(ROOT / "main.py")], "package": [program]}
    found: dict[str, list[tuple[float, float]]] = {kind: [] for kind in commands}
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as name, screen("xvfb", Path(name)) as shown:
        fill(Path(name) / "data", 0)
        glass = Glass(Path(name) / "desktop" / "frame" / "Xvfb_screen0")
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment |= shown | {"PYTHONPYCACHEPREFIX": str(Path(name) / "compiled")}
        for number in range(rounds + 1):
            for kind, command in commands.items():
                run = start(command, Path(name) / "data", glass, environment)
                if number:
                    found[kind].append(run)
    for kind, figures in found.items():
        paint, cpu = (statistics.median(each[number] for each in figures) * 1000 for number in (0, 1))
        print(f"{kind:12}first paint {paint:5.0f} ms, CPU {cpu:5.0f} ms")
    pairs = zip(found["package"], found["source"], strict=True)
    ratio = statistics.median(mine[0] / theirs[0] for mine, theirs in pairs)
    verdict = "ok " if ratio <= LIMIT else "BAD"
    print(f"{verdict} first paint of the package to that of the source: {ratio:.2f}, limit {LIMIT}")
    return ratio <= LIMIT


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="first paint of a built program")
    parser.add_argument("--program", default="/usr/bin/parley")
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    return 0 if measure(arguments.program, arguments.rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
