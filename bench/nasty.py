"""Shows nasty Markdown in the transcript, a hundred thousand texts of it, and tells how long the slowest took.

    python bench/nasty.py [--texts 100000] [--from 0]

Runs without a screen. Each text is read, laid out and painted; what counts is the processor time of the longest single
step between two events, because that is how long the window would not answer. Leaves with 1 when one is over the limit.
"""

import argparse
import os
import sys
import time
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))
from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication

from desktop_app.paths import resource
from desktop_app.ui.markdown.highlighting import warm_up
from desktop_app.ui.widgets.icons import use_folder
from desktop_app.ui.widgets.theme import LIGHT
from tests.support.messages import a_message
from tests.support.nasty import nasty
from tests.support.transcripts import OneRow

LIMIT = 300.0
"""Processor time of one text, in ms."""
STEPS = 40
"""After as many, also the longest of these texts is there."""
SLOWEST = 5


def cost(row: OneRow, number: int, text: str) -> float:
    """Return the processor time of the longest step of showing a text, in ms."""
    steps = [time.process_time()]
    row.model.reset([a_message(number, text)])
    steps.append(time.process_time())
    for _ in range(STEPS):
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        steps.append(time.process_time())
    return max(after - before for before, after in pairwise(steps)) * 1_000


def main() -> int:
    """Measure, print and judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--texts", type=int, default=100_000)
    options.add_argument("--from", type=int, default=0, dest="first")
    chosen = options.parse_args()
    application = QApplication([])
    use_folder(str(resource("icons")))
    warm_up()
    row = OneRow(LIGHT)
    found: list[tuple[float, int]] = []
    total = 0.0
    for seed in range(chosen.first, chosen.first + chosen.texts):
        spent = cost(row, 2 * seed + 2, nasty(seed))
        total += spent
        if spent > LIMIT:
            print(f"    {spent:.0f} ms (seed {seed})", flush=True)
        found = sorted([*found, (spent, seed)], reverse=True)[:SLOWEST]
    row.close()
    application.processEvents()
    print(
        f"    mean {total / chosen.texts:.1f} ms; slowest: "
        + ", ".join(f"{ms:.0f} ms (seed {seed})" for ms, seed in found)
    )
    slowest = found[0][0]
    word = "ok " if slowest <= LIMIT else "BAD"
    print(f"{word} the slowest of {chosen.texts:,} nasty texts: {slowest:.0f} ms, limit {LIMIT:.0f}")
    return 0 if slowest <= LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main())
