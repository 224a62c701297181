"""The composer with a megabyte in it: the longest turns of the event loop.

Without a screen, in processor time, and on the real window and store. Ends with one line a limit.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest

from desktop_app.app import open_services
from desktop_app.domain.settings import EngineSettings, Settings
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.paths import Paths, prepare
from desktop_app.ui.application import Application
from desktop_app.ui.event_loop import EventLoop
from desktop_app.ui.failures import Failures
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.shell.shell import Shell

LIMIT_MS = 16
MEGABYTE = ("Wörter, and more of them, и ещё, 还有。\n" * 30_000)[:1_000_000]
ROUNDS = 7
_PAUSE = 0.8


def main() -> int:
    """Measure, print, and return 1 when a limit is broken."""
    application = Application(["bench"])
    with tempfile.TemporaryDirectory() as place, asyncio.Runner(loop_factory=lambda: EventLoop(application)) as runner:
        figures = runner.run(_measure(Path(place)))
    bad = False
    for what, took in figures.items():
        ok = took <= LIMIT_MS
        bad = bad or not ok
        print(f"{'ok ' if ok else 'BAD'} {what}: {took:.1f} ms (at most {LIMIT_MS})")
    return int(bad)


async def _measure(folder: Path) -> dict[str, float]:
    paths = Paths(folder, folder)
    prepare(paths)
    settings = Settings(user="bench", engine=EngineSettings(context_tokens=4_096))
    makers = {"builtin": lambda _choice: ScriptedEngine.echo()}
    window = MainWindow()
    window.show()
    figures: dict[str, list[float]] = {
        "pasting, estimating and keeping it": [],
        "a key after it": [],
        "taking it out": [],
    }
    async with open_services(paths, settings, makers=makers) as services:
        shell = Shell(window, services, Failures())
        await shell.start()
        await asyncio.sleep(_PAUSE)
        for _ in range(ROUNDS):
            await _one_round(window, figures)
        await shell.aclose()
    return {what: sorted(took)[len(took) // 2] for what, took in figures.items()}


async def _one_round(window: MainWindow, figures: dict[str, list[float]]) -> None:
    editor = window.composer.editor
    copied = QMimeData()
    copied.setText(MEGABYTE)
    await _longest_turn(figures["pasting, estimating and keeping it"], lambda: editor.insertFromMimeData(copied))
    await _longest_turn(figures["a key after it"], lambda: QTest.keyClick(editor, Qt.Key.Key_A))
    await _longest_turn(figures["taking it out"], lambda: editor.put(""))


async def _longest_turn(figures: list[float], do: Callable[[], object]) -> None:
    """Do something and note the longest turn of the event loop until all that follows from it is over."""
    longest, end = 0.0, time.monotonic() + _PAUSE
    began = time.thread_time()
    do()
    while time.monotonic() < end:
        longest = max(longest, time.thread_time() - began)
        began = time.thread_time()
        await asyncio.sleep(0)
    figures.append(longest * 1_000)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
