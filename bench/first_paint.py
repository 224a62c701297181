"""Starts a window, says what it took until the first frame was painted, and leaves: `bare` or Parley's own.

Parley runs its own main(); only the class of its window is watched from here. BENCH_STARTED holds the moment, on the
monotonic clock, at which the process was started.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

sys.path.insert(0, str(Path(__file__).parents[1]))
LATER = ("sqlalchemy", "alembic", "aiosqlite", "httpx", "markdown_it", "pygments", "yaml", "asyncio", "qasync")
"""What the first paint must not wait for."""


class Watch:
    """Waits for the first frame of a window of some class."""

    def __init__(self, window_class: "type[QMainWindow]", application_class: "type[QApplication]") -> None:
        """Watch from now on; the program ends when the frame is on the screen."""
        self._painted = False
        own_paint_event, own_process_events = window_class.paintEvent, application_class.processEvents

        def paint_event(window: "QMainWindow", event: "QPaintEvent") -> None:
            own_paint_event(window, event)
            self._on_painted()

        def process_events(_application: "QApplication") -> None:
            own_process_events()
            if self._painted:
                report()

        window_class.paintEvent = paint_event  # type: ignore[method-assign, assignment]
        application_class.processEvents = process_events  # type: ignore[method-assign, assignment]

    def _on_painted(self) -> None:
        """Wait for the rest: what is in the window is painted after it, and then all goes to the screen at once."""
        if not self._painted:
            self._painted = True
            from PySide6.QtCore import QTimer

            QTimer.singleShot(0, report)  # for a screen that answers only when the event loop runs


def report() -> None:
    """Print what it took, and leave without the time that closing takes."""
    painted = time.monotonic()
    figures = {
        "seconds": painted - float(os.environ.get("BENCH_STARTED", painted)),
        "cpu": time.process_time(),
        "mebibytes": _mebibytes(),
        "modules": len(sys.modules),
        "too_early": [name for name in LATER if name in sys.modules] + _enumerations(),
    }
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()
    os._exit(0)


def _enumerations() -> list[str]:
    """Tell of Qt's own namespace if it was made: its enumerations alone take a tenth of the time."""
    from PySide6 import QtCore

    return ["PySide6.QtCore.Qt"] if "Qt" in vars(QtCore) else []


def _mebibytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def show_bare() -> None:
    """Show an empty main window, as simple as it can be made."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Bare(QMainWindow):
        def paintEvent(self, event: "QPaintEvent") -> None:  # noqa: N802  Qt's name
            super().paintEvent(event)

    class Application(QApplication):
        pass

    Watch(Bare, Application)
    application = Application(sys.argv[:1])
    window = Bare()
    window.resize(1120, 760)
    window.show()
    application.processEvents()
    application.exec()


def show_parley(words: list[str]) -> None:
    """Start Parley with the words of its command line."""
    from desktop_app.app import main
    from desktop_app.ui.application import Application
    from desktop_app.ui.main_window.view import MainWindow

    Watch(MainWindow, Application)
    sys.argv[1:] = words
    sys.exit(main())


if __name__ == "__main__":
    show_bare() if sys.argv[1] == "bare" else show_parley(sys.argv[2:])
