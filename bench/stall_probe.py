"""Runs Parley with a ticker on its event loop, asks one question once the window is usable, and tells the gaps.

Parley runs its own main(); words of the command line follow. Prints JSON: for each phase the milliseconds by which
ticks came late, and the share of a processor that was used.
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from desktop_app.ui.main_window.view import MainWindow

sys.path.insert(0, str(Path(__file__).parents[1]))
TICK_MS = 5
REST_SECONDS = 2


class Visit:
    """Watches a window from its first moment, and does what a person does in the first minute."""

    def __init__(self, window: "MainWindow") -> None:
        """Begin to watch; the event loop is not running yet."""
        from PySide6.QtCore import Qt, QTimer

        self.phases: dict[str, dict[str, Any]] = {}
        self._window = window
        self._steps = self._visit()
        self._begin("start")
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(TICK_MS)

    def _visit(self) -> Iterator[None]:
        """Go from phase to phase; each tick takes one step."""
        from desktop_app.ui.composer.written import Written

        composer = self._window.composer
        while not composer._ready:
            yield
        yield from self._rest("rest")
        composer.set_written(Written("Tell me about rivers"))
        self._begin("stream")
        composer.button.click()
        while not composer.is_streaming():
            yield
        while composer.is_streaming():
            yield
        yield from self._rest("after")
        self._end()
        self._timer.stop()
        sys.stdout.write(json.dumps(self.phases) + "\n")
        self._window.close()

    def _rest(self, phase: str) -> Iterator[None]:
        self._begin(phase)
        end = time.monotonic() + REST_SECONDS
        while time.monotonic() < end:
            yield

    def _begin(self, name: str) -> None:
        if self.phases:
            self._end()
        self._last = self._began = time.monotonic()
        self._cpu = time.process_time()
        self._phase: dict[str, Any] = {"late": []}
        self.phases[name] = self._phase

    def _end(self) -> None:
        self._phase["seconds"] = time.monotonic() - self._began
        self._phase["cpu"] = (time.process_time() - self._cpu) / self._phase["seconds"]

    def _on_tick(self) -> None:
        now = time.monotonic()
        self._phase["late"].append(max(0.0, (now - self._last) * 1000 - TICK_MS))
        self._last = now
        next(self._steps, None)


def run(words: list[str]) -> int:
    """Start Parley and visit its window."""
    from desktop_app.app import main
    from desktop_app.ui.main_window.view import MainWindow

    visits: list[Visit] = []
    own_show_event = MainWindow.showEvent

    def show_event(window: MainWindow, event: "QShowEvent") -> None:
        own_show_event(window, event)
        if not visits:
            visits.append(Visit(window))

    MainWindow.showEvent = show_event  # type: ignore[method-assign, assignment]
    sys.argv[1:] = words
    return main()


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
