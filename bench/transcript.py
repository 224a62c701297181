"""What the transcript costs: opening, scrolling, resizing, and an answer that streams; in processor time.

    python bench/transcript.py [--messages 10000] [--tokens 3000]

Runs without a screen, on a real store and with what stands behind the transcript in the window. Processor time, not
the clock, is taken around each step with the painting that follows it, so that a busy computer changes less; while an
answer streams, a ticker every 5 ms tells by the clock as well how long the event loop was kept. Beside the stream
stands a bare text widget that is given the same text in the same steps. Leaves with 1 when a limit is broken.
"""

import argparse
import asyncio
import gc
import os
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QTextEdit

from bench.transcript_store import PASSAGE, talked
from desktop_app.app import open_services
from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.settings import Settings
from desktop_app.engines.protocol import Delta
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.paths import Paths, prepare, resource
from desktop_app.services.services import Services
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.event_loop import EventLoop
from desktop_app.ui.markdown.highlighting import warm_up
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.transcript.view import TranscriptView
from desktop_app.ui.widgets.icons import use_folder
from desktop_app.ui.widgets.style import apply
from desktop_app.ui.widgets.theme import LIGHT

FEW = 100
ROUNDS = 9
STEPS = 250
STEP = 120
BETWEEN = 0.02
"""Seconds from one step of scrolling to the next, in which rows are read and made ready."""
TOKENS_A_SECOND = 100
FRAMES_A_SECOND = 20
LETTERS = 4
"""About what a token has."""
TICK_MS = 5
LIMITS = {"open": 1.2, "scroll": 8.0, "stream": 15.0, "stall": 16.0, "resize": 10.0, "memory": 25.0}


class SteadyEngine(ScriptedEngine):
    """Answers with a text of so many tokens, a hundred a second by the clock."""

    def __init__(self, tokens: int) -> None:
        super().__init__()
        self.text = (PASSAGE * (tokens * LETTERS // len(PASSAGE) + 1))[: tokens * LETTERS]

    async def stream(self, request: EngineRequest) -> AsyncGenerator[Delta, None]:
        """Say the text."""
        del request
        clock = asyncio.get_running_loop().time
        began = clock()
        for place in range(0, len(self.text), LETTERS):
            yield Delta(text=self.text[place : place + LETTERS])
            await asyncio.sleep(max(0.0, began + (place / LETTERS + 1) / TOKENS_A_SECOND - clock()))
        yield Delta(finish_reason="stop", model="steady")


class Ticker:
    """Tells how long the event loop was kept from a tick: by the clock, and in its own thread's processor time."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self.busy: list[float] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._clock, self._used = time.perf_counter(), time.thread_time()

    def start(self) -> None:
        """Begin to tick."""
        self._clock, self._used = time.perf_counter(), time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        """Tick no more."""
        self._timer.stop()

    def _on_tick(self) -> None:
        clock, used = time.perf_counter(), time.thread_time()
        self.late.append((clock - self._clock) * 1_000 - TICK_MS)
        self.busy.append((used - self._used) * 1_000)
        self._clock, self._used = clock, used


def drawn(step: Callable[[], object]) -> float:
    """Return the processor time of a step and of painting what it changed, in ms."""
    began = time.process_time()
    step()
    QCoreApplication.sendPostedEvents()
    return (time.process_time() - began) * 1_000


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of all does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def memory() -> float:
    """Return the memory that this process has, in MiB."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


class Bench:
    """A transcript with what stands behind it, and what was found about it."""

    def __init__(self, services: Services, engine: SteadyEngine, sessions: dict[int, str]) -> None:
        self._engine, self._sessions = engine, sessions
        self._many = max(sessions)
        self.tasks = Tasks(_fail)
        self._chat = ChatViewModel(services, self.tasks)
        self._view = TranscriptView()
        self._view.resize(1280, 800)
        self._view.set_model(self._chat.messages)
        self._view.sight_changed.connect(self._chat.pages.look)
        self._view.show()
        self.holds = True

    async def run(self) -> None:
        """Measure everything."""
        warm_up()  # as the window does while it is idle
        await self._open(FEW)
        await self._open(0)
        before = memory()
        await self._open(self._many)
        self._tell("memory", f"{self._many:,} messages over none", memory() - before, "MiB")
        await self._opening()
        await self._scroll()
        self._resize()
        await self._stream()
        self._bare()

    async def _open(self, count: int) -> tuple[float, float]:
        """Open a session; return what it cost until it was drawn, and until all of its rows were known, in ms."""
        model, costs = self._chat.messages, list[float]()
        known = asyncio.Event()

        def on_opened() -> None:
            QCoreApplication.sendPostedEvents()
            costs.append((time.process_time() - began) * 1_000)
            on_rows()

        def on_rows() -> None:
            if costs and model.rowCount() == count and not known.is_set():
                costs.append((time.process_time() - began) * 1_000)
                known.set()

        self._chat.opened.connect(on_opened)
        model.rowsInserted.connect(on_rows)
        began = time.process_time()
        self._chat.open(self._sessions[count])
        await known.wait()
        self._chat.opened.disconnect(on_opened)
        model.rowsInserted.disconnect(on_rows)
        await asyncio.sleep(0.2)
        return costs[0], costs[1]

    async def _opening(self) -> None:
        times: dict[int, list[tuple[float, float]]] = {FEW: [], self._many: []}
        for _ in range(ROUNDS):
            for count, found in times.items():
                await self._open(0)
                gc.collect()
                found.append(await self._open(count))
        (few, _), (many, whole) = (tuple(map(min, zip(*times[count], strict=True))) for count in (FEW, self._many))
        print(f"    opening {FEW}: {few:.1f} ms, {self._many:,}: {many:.1f} ms; all ids known after {whole:.1f} ms")
        self._tell("open", f"opening {self._many:,} messages to {FEW}", many / few, "×")

    async def _scroll(self) -> None:
        bar = self._view.verticalScrollBar()
        for name, sign in (("cold", -1), ("warm", 1)):
            steps, between = [], []
            for _ in range(STEPS):
                steps.append(drawn(lambda: bar.setValue(bar.value() + sign * STEP)))  # noqa: B023
                began = time.process_time()
                await asyncio.sleep(BETWEEN)
                between.append((time.process_time() - began) * 1_000)
            print(f"    {name} scrolling: median {quantile(steps, 0.5):.1f} ms, longest {max(steps):.1f} ms")
            self._tell("scroll", f"a step, {name}, p95", quantile(steps, 0.95), "ms")
            ready = [quantile(between, share) for share in (0.5, 0.95)]
            print(f"    between two steps, in several events: median {ready[0]:.1f} ms, p95 {ready[1]:.1f} ms")

    def _resize(self) -> None:
        times = [drawn(lambda: self._view.resize(1280 - 20 * (n % 16), 800)) for n in range(1, 61)]  # noqa: B023
        print(f"    resizing: median {quantile(times, 0.5):.1f} ms, longest {max(times):.1f} ms")
        self._tell("resize", "a new width, p95", quantile(times, 0.95), "ms")

    async def _stream(self) -> None:
        self._view.resize(1280, 800)
        self._view.scroll_to_end()
        ticker = Ticker()
        ticker.start()
        began, used = time.perf_counter(), time.process_time()
        await asyncio.sleep(2)
        rest = (time.process_time() - used) / (time.perf_counter() - began)
        ticker.late.clear()
        ticker.busy.clear()
        began, used = time.perf_counter(), time.process_time()
        ended = asyncio.Event()
        self._chat.streaming_changed.connect(lambda streaming: None if streaming else ended.set())
        self._chat.send("Tell me about rivers")
        await ended.wait()
        share = (time.process_time() - used) / (time.perf_counter() - began)
        ticker.stop()
        for name, times in (("by the clock", ticker.late), ("in processor time", ticker.busy)):
            shown = ", ".join(f"{quantile(times, share):.1f}" for share in (0.5, 0.95, 0.99))
            print(f"    event loop kept {name}: {shown} ms (median, p95, p99), longest {max(times):.1f} ms")
            self._tell("stall", f"    the same, p99.9, {name}", quantile(times, 0.999), "ms")
        tokens = len(self._engine.text) // LETTERS
        print(f"    the ticker alone: {rest:.1%} of a processor")
        self._tell(
            "stream", f"{tokens:,} tokens at {TOKENS_A_SECOND} a second, of a processor", (share - rest) * 100, "%"
        )

    def _bare(self) -> None:
        """Tell what it costs to add the same letters to a text widget, as they are."""
        text, widget = self._engine.text, QTextEdit(readOnly=True)
        self._view.hide()
        widget.resize(1280, 800)
        widget.show()
        QCoreApplication.sendPostedEvents()

        def add(piece: str) -> None:
            cursor = widget.textCursor()
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(piece)
            widget.verticalScrollBar().setValue(widget.verticalScrollBar().maximum())

        size = LETTERS * TOKENS_A_SECOND // FRAMES_A_SECOND
        times = [drawn(lambda a=a: add(text[a : a + size])) for a in range(0, len(text), size)]  # type: ignore[misc]
        share = sum(times) / 1_000 / (len(text) / LETTERS / TOKENS_A_SECOND)
        print(f"    a bare text widget: {quantile(times, 0.5):.1f} ms a frame, {share:.1%} of a processor")

    def _tell(self, limit: str, what: str, value: float, unit: str) -> None:
        holds = value <= LIMITS[limit]
        self.holds = self.holds and holds
        print(f"{'ok ' if holds else 'BAD'} {what}: {value:.2f} {unit}, limit {LIMITS[limit]} {unit}", flush=True)


def _fail(error: BaseException) -> None:
    sys.excepthook(type(error), error, error.__traceback__)
    os._exit(2)


async def measure(messages: int, tokens: int, folder: Path) -> bool:
    """Measure on a store of its own; tell whether all limits hold."""
    paths, engine = Paths(folder, folder), SteadyEngine(tokens)
    prepare(paths)
    async with open_services(paths, Settings(user="ada"), None, {"builtin": lambda _choice: engine}) as services:
        sessions = {count: await talked(services, paths.database, count) for count in (0, FEW, messages)}
        bench = Bench(services, engine, sessions)
        await bench.run()
        await bench.tasks.aclose()
    return bench.holds


def window_loop() -> EventLoop:
    """Return an event loop on an application that looks like the window's."""
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    application.setStyle("Fusion")
    apply(application, LIGHT)
    use_folder(str(resource("icons")))
    return EventLoop(application)


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="the cost of the transcript")
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--tokens", type=int, default=3_000)
    arguments = parser.parse_args()
    loop = window_loop()
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=lambda: loop) as runner:
        return 0 if runner.run(measure(arguments.messages, arguments.tokens, Path(folder))) else 1


if __name__ == "__main__":
    sys.exit(main())
