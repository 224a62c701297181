"""How long the Manage sessions dialog keeps the event loop: while it opens, filters and sorts.

    python bench/manage_sessions.py [--sessions 20000] [--rounds 3]

A ticker every 2 ms tells how much processor time the window's thread used since the last tick: what one thing after
another kept the loop from. The table is painted each time, without a screen. Leaves with 1 when the median of the
rounds' longest stalls is over the limit in any phase.
"""

import argparse
import asyncio
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).parents[1]))
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from bench.data import ROOT, fill
from desktop_app.app import open_services
from desktop_app.domain.settings import Settings
from desktop_app.paths import Paths
from desktop_app.ui.application import Application
from desktop_app.ui.event_loop import EventLoop
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.manage_sessions.arrangement import Order
from desktop_app.ui.manage_sessions.dialog import ManageSessionsDialog
from desktop_app.ui.manage_sessions.rows import Column
from desktop_app.ui.manage_sessions.view_model import ManageSessionsViewModel
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.widgets.icons import use_folder
from tests.support.qt_loop import until

if TYPE_CHECKING:
    from desktop_app.services.services import Services

LIMIT_MS = 16
"""One frame at 60 a second."""
Stalls = dict[str, list[float]]


class Ticker:
    """Notes the processor time of this thread between one tick and the next, in milliseconds."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last = time.thread_time()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(2)

    def _on_tick(self) -> None:
        here = time.thread_time()
        self.gaps.append((here - self._last) * 1000)
        self._last = here


async def measure(services: "Services", window: MainWindow, stalls: Stalls) -> None:
    """Open the dialog, type in it, and sort by each column."""
    tasks, ticker = Tasks(_fail), Ticker()
    model = ManageSessionsViewModel(services, tasks)
    dialog = ManageSessionsDialog(model.table, window)
    dialog.search_changed.connect(model.search)
    model.counted.connect(dialog.show_counts)

    async def phase(name: str, act: Callable[[], object]) -> None:
        await asyncio.sleep(0.2)
        ticker.gaps.clear()
        act()
        await asyncio.sleep(0.3)
        await until(lambda: not tasks.is_running("read all sessions"))
        stalls.setdefault(name, []).append(max(ticker.gaps))

    await phase("window", dialog.show)
    await phase("read", model.load)
    for letters in ("o", "oc", "occasion 19"):
        await phase("filter", partial(dialog.search.setText, letters))
    await phase("filter", dialog.search.clear)
    for column in Column:
        await phase("sort", partial(model.choose_order, Order(column, descending=True)))
    await tasks.aclose()
    dialog.close()
    for thing in (dialog, model):
        thing.deleteLater()
    await asyncio.sleep(0.1)


def _fail(error: BaseException) -> None:
    raise error


async def run(data_dir: Path, user: str, rounds: int) -> Stalls:
    """Measure that many times, after one that only warms up."""
    window = MainWindow()
    window.resize(1280, 800)
    window.show()
    stalls: Stalls = {}
    async with open_services(Paths(data_dir, data_dir), Settings(user=user)) as services:
        gc.freeze()  # as the window does once it has started
        await measure(services, window, {})
        for _ in range(rounds):
            await measure(services, window, stalls)
    window.close()
    return stalls


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="stalls of the Manage sessions dialog")
    parser.add_argument("--sessions", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    application = Application(sys.argv[:1])
    application.set_theme("light", 0)
    use_folder(str(ROOT / "resources" / "icons"))
    with tempfile.TemporaryDirectory() as folder:
        user = fill(Path(folder, "data"), arguments.sessions)
        with asyncio.Runner(loop_factory=lambda: EventLoop(application)) as runner:
            stalls = runner.run(run(Path(folder, "data"), user, arguments.rounds))
    QApplication.processEvents()
    print(f"Python {sys.version.split()[0]}, {arguments.sessions} sessions")
    holds = True
    for name, longest in stalls.items():
        middle = statistics.median(longest)
        holds = holds and middle <= LIMIT_MS
        words = f"{name:8} {middle:5.1f} ms, at worst {max(longest):5.1f} ms, limit {LIMIT_MS} ms"
        print(f"{'ok ' if middle <= LIMIT_MS else 'BAD'} {words}")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
