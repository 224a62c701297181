"""What the transcript costs: opening, scrolling, resizing, and an answer that streams; in processor time.

    python bench/transcript.py [--messages 10000] [--tokens 3000]

Runs without a screen. Processor time, not the clock, is taken around each step with the painting that follows it, so
that a busy computer changes less. Beside the stream stands a bare text widget that is given the same text in the same
steps. Leaves with 1 when a limit is broken.
"""

import argparse
import gc
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QTextEdit

from bench.loop_stall import PASSAGE
from desktop_app.domain.messages import Message, MessageStatus
from desktop_app.paths import resource
from desktop_app.ui.markdown.highlighting import warm_up
from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.view import TranscriptView
from desktop_app.ui.widgets.icons import use_folder
from desktop_app.ui.widgets.theme import LIGHT, palette_for
from tests.support.messages import a_message

FEW = 100
ROUNDS = 9
STEPS = 250
STEP = 120
TOKENS_A_SECOND = 100
FRAMES_A_SECOND = 30
LETTERS = 4
"""About what a token has."""
LIMITS = {"open": 1.2, "scroll": 8.0, "stream": 0.15, "frame": 16.0, "resize": 10.0, "memory": 25.0}


def conversation(count: int) -> list[Message]:
    """Return questions and answers of several lengths, some with code and tables."""
    words = "Some **words** about `things`, long enough to take a line or two of the column. "
    return [
        a_message(n, f"{n}: {PASSAGE}" if n % 10 == 0 else f"{n}: {words * (n % 7 + 1)}") for n in range(1, count + 1)
    ]


def cost(step: Callable[[], object]) -> float:
    """Return the processor time of a step and of painting what it changed, in ms."""
    began = time.process_time()
    step()
    QApplication.processEvents()
    return (time.process_time() - began) * 1_000


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of all does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def memory() -> float:
    """Return the memory that this process has, in MiB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


class Bench:
    """One view, and what was found about it."""

    def __init__(self, messages: int, tokens: int) -> None:
        self._messages, self._tokens = messages, tokens
        self._view, self._model = TranscriptView(), TranscriptModel()
        self._view.setPalette(palette_for(LIGHT))
        self._view.resize(1280, 800)
        self._view.set_model(self._model)
        self._view.show()
        self.holds = True

    def run(self) -> None:
        """Measure everything."""
        warm_up()  # as the window does while it is idle
        few = conversation(FEW)
        cost(lambda: self._model.reset(few))  # warms up
        self._model.reset([])
        gc.collect()
        before = memory()
        many = conversation(self._messages)
        cost(lambda: self._model.reset(many))
        gc.collect()
        self._tell("memory", f"{len(many):,} messages over none", memory() - before, "MiB")
        self._open(few, many)
        self._scroll()
        self._resize()
        self._stream()

    def _open(self, few: list[Message], many: list[Message]) -> None:
        times: dict[int, list[float]] = {len(few): [], len(many): []}
        for _ in range(ROUNDS):
            for messages in (few, many):
                self._model.reset([])
                gc.collect()
                times[len(messages)].append(cost(lambda messages=messages: self._model.reset(messages)))  # type: ignore[misc]
        least = {count: min(found) for count, found in times.items()}
        print(f"    opening {len(few)}: {least[len(few)]:.1f} ms, {len(many):,}: {least[len(many)]:.1f} ms")
        self._tell("open", f"opening {len(many):,} messages to {len(few)}", least[len(many)] / least[len(few)], "×")

    def _scroll(self) -> None:
        bar = self._view.verticalScrollBar()
        for name, sign in (("cold", -1), ("warm", 1)):
            times = [cost(lambda: bar.setValue(bar.value() + sign * STEP)) for _ in range(STEPS)]  # noqa: B023
            print(f"    {name} scrolling: median {quantile(times, 0.5):.1f} ms, longest {max(times):.1f} ms")
            self._tell("scroll", f"a step, {name}, p95", quantile(times, 0.95), "ms")

    def _resize(self) -> None:
        times = [cost(lambda: self._view.resize(1280 - 20 * (n % 16), 800)) for n in range(1, 61)]  # noqa: B023
        print(f"    resizing: median {quantile(times, 0.5):.1f} ms, longest {max(times):.1f} ms")
        self._tell("resize", "a new width, p95", quantile(times, 0.95), "ms")

    def _stream(self) -> None:
        text = PASSAGE * (self._tokens * LETTERS // len(PASSAGE) + 1)
        frames = self._tokens * FRAMES_A_SECOND // TOKENS_A_SECOND
        ends = [self._tokens * LETTERS * number // frames for number in range(1, frames + 1)]
        answer = a_message(self._messages + 2, "", status=MessageStatus.STREAMING)
        self._model.append(answer)
        self._view.scroll_to_end()
        own = [cost(lambda end=end: self._model.replace(answer._replace(content=text[:end]))) for end in ends]  # type: ignore[misc]
        self._view.hide()
        bare = self._bare(text, ends)
        seconds = self._tokens / TOKENS_A_SECOND
        for name, times in (("transcript", own), ("bare widget", bare)):
            figures = [quantile(times, share) for share in (0.5, 0.95, 0.999)]
            shown = ", ".join(f"{figure:.1f}" for figure in figures)
            print(
                f"    {name}: frames {shown} ms (median, p95, p99.9), {sum(times) / 1_000 / seconds:.1%} of a processor"
            )
        self._tell("stream", f"{self._tokens} tokens at 100 a second, of a processor", sum(own) / 1_000 / seconds, "")
        self._tell("frame", "one frame of it, p99.9", quantile(own, 0.999), "ms")

    def _bare(self, text: str, ends: Sequence[int]) -> list[float]:
        """Return what it costs to add the same letters to a text widget, as they are."""
        widget = QTextEdit(readOnly=True)
        widget.resize(1280, 800)
        widget.show()
        QApplication.processEvents()

        def add(piece: str) -> None:
            cursor = widget.textCursor()
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(piece)
            widget.verticalScrollBar().setValue(widget.verticalScrollBar().maximum())

        starts = [0, *ends]
        return [cost(lambda a=a, b=b: add(text[a:b])) for a, b in zip(starts, ends, strict=False)]  # type: ignore[misc]

    def _tell(self, limit: str, what: str, value: float, unit: str) -> None:
        holds = value <= LIMITS[limit]
        self.holds = self.holds and holds
        print(f"{'ok ' if holds else 'BAD'} {what}: {value:.2f} {unit}, limit {LIMITS[limit]} {unit}", flush=True)


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="the cost of the transcript")
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--tokens", type=int, default=3_000)
    arguments = parser.parse_args()
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    use_folder(str(resource("icons")))
    bench = Bench(arguments.messages, arguments.tokens)
    bench.run()
    return 0 if bench.holds else 1


if __name__ == "__main__":
    sys.exit(main())
