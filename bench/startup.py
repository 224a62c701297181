"""Time and CPU until Parley's window is painted, against a bare PySide6 window in the same run.

    python bench/startup.py [--rounds 15] [--screen offscreen|xvfb]

Fresh processes in turn, medians. Leaves with 1 when a limit is broken.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.data import fill

FIRST_PAINT_LIMIT = 1.5
"""Parley's first paint may take so many times that of a bare window."""
SESSIONS_LIMIT = 1.1
"""With many sessions it may take so many times that with none; noise is below that."""
SESSIONS = 2_000
PROBE = Path(__file__).with_name("first_paint.py")
Figures = dict[str, list[Any]]


def measure(kinds: Mapping[str, Sequence[str]], rounds: int, environment: Mapping[str, str]) -> dict[str, Figures]:
    """Start each kind of window in turn, after one round that only warms up."""
    found: dict[str, Figures] = {kind: {"seconds": [], "cpu": [], "mebibytes": [], "too_early": []} for kind in kinds}
    for number in range(rounds + 1):
        for kind, words in kinds.items():
            figures = _start(words, environment)
            if number:
                for name, values in found[kind].items():
                    values.append(figures[name])
    return found


def _start(words: Sequence[str], environment: Mapping[str, str]) -> dict[str, Any]:
    started = {"BENCH_STARTED": repr(time.monotonic())}
    command = [sys.executable, str(PROBE), *words]
    done = subprocess.run(command, env={**environment, **started}, capture_output=True, timeout=60, check=False)
    if done.returncode or not done.stdout:
        raise SystemExit(f"{' '.join(command)} failed: {done.stderr.decode()}")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def report(found: Mapping[str, Figures]) -> bool:
    """Print the medians; tell whether all limits hold."""
    print(f"{'':24}{'first paint':>14}{'× bare':>8}{'CPU':>11}{'× bare':>8}{'memory':>10}")
    bare = found["bare window"]
    for kind, figures in found.items():
        seconds, cpu, memory = (statistics.median(figures[name]) for name in ("seconds", "cpu", "mebibytes"))
        paint_ratio, cpu_ratio = _ratio(figures, bare, "seconds"), _ratio(figures, bare, "cpu")
        times = f"{seconds * 1000:11.0f} ms{paint_ratio:8.2f}{cpu * 1000:8.0f} ms{cpu_ratio:8.2f}"
        print(f"{kind:24}{times}{memory:6.0f} MiB")
    few, many = found["Parley, no sessions"], found[f"Parley, {SESSIONS:,} sessions"]
    verdicts = [
        _verdict("first paint, to a bare window", _ratio(few, bare, "seconds"), FIRST_PAINT_LIMIT),
        _verdict(f"{SESSIONS:,} sessions to none", _ratio(many, few, "seconds"), SESSIONS_LIMIT),
    ]
    early = sorted({name for figures in found.values() for names in figures["too_early"] for name in names})
    print(f"{'BAD' if early else 'ok '} imported before the first paint: {', '.join(early) or 'nothing that can wait'}")
    return all(verdicts) and not early


def _ratio(figures: Figures, base: Figures, name: str) -> float:
    """Return the median of what each round's pair says: what slows the computer down slows both."""
    return float(statistics.median(mine / theirs for mine, theirs in zip(figures[name], base[name], strict=True)))


def _verdict(what: str, ratio: float, limit: float) -> bool:
    print(f"{'ok ' if ratio <= limit else 'BAD'} {what}: {ratio:.2f}, limit {limit}")
    return ratio <= limit


@contextmanager
def screen(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    """Give what the environment must say for windows to open on that kind of screen."""
    if kind == "offscreen":
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    from tests.support.desktop import Desktop

    with Desktop(folder / "desktop") as desktop:
        yield {**desktop.environment, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "0"}


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="time until the first paint")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--screen", choices=["offscreen", "xvfb"], default="offscreen")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as name:
        folder = Path(name)
        kinds = {"bare window": ["bare"]}
        for kind, sessions in (("Parley, no sessions", 0), (f"Parley, {SESSIONS:,} sessions", SESSIONS)):
            data_dir = folder / f"{sessions}"
            fill(data_dir, sessions)
            kinds[kind] = ["parley", "--data-dir", str(data_dir)]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        # Installing byte-compiles; so does the round that warms up, into a folder of its own.
        environment["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
        with screen(arguments.screen, folder) as shown:
            found = measure(kinds, arguments.rounds, environment | shown)
    print(f"{arguments.screen}, Python {sys.version.split()[0]}, {arguments.rounds} rounds, medians")
    return 0 if report(found) else 1


if __name__ == "__main__":
    sys.exit(main())
