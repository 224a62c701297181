"""What Parley costs around llama.cpp: speed against the bare wheel, the remembered prompt, and the window meanwhile.

    python bench/engine.py [--rounds 15] [--threads 1]

Makes its own models. Both sides of a ratio take turns in the same run, and the best of each counts: what else the
computer does slows both, and seldom makes one faster. Leaves with 1 when a limit is broken.
"""

import argparse
import asyncio
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

from PySide6.QtWidgets import QApplication

from bench.transcript import Ticker, quantile, window_loop
from desktop_app.app import open_services
from desktop_app.domain.engine_requests import EngineRequest, Turn
from desktop_app.domain.engines import Parameters
from desktop_app.domain.messages import Role
from desktop_app.domain.settings import Settings
from desktop_app.engines.llama.engine import LlamaEngine
from desktop_app.engines.llama.options import BATCH
from desktop_app.engines.openai.prompts import messages_for
from desktop_app.engines.protocol import Delta
from desktop_app.paths import Paths, part, prepare
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.garbage import GarbageCollection
from desktop_app.ui.markdown.highlighting import warm_up
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.transcript.view import TranscriptView
from tests.engines.asking import a_request
from tests.servers.tiny_gguf import make_tiny_gguf

LAYERS, FEED_FORWARD = 4, 8192
"""Of a model whose file has 80 MB: some hundred tokens a second."""
CONTEXT = 8192
TOKENS = 40
LETTERS = 400
"""Of a question; each is a token to these models."""
PARAGRAPHS = " ".join(f"{number}{'.ĊĊ' if number % 16 == 0 else ','}" for number in range(1, 97))
"""An answer with ends of lines, as its model writes them."""
PACE = 500
STREAMED = 4_000
ALONE = 4
"""Seconds."""
LIMITS = {"used": 0.98, "speed": 0.98, "first": 0.98, "cache": 0.2, "stall": 16.0}


@dataclass(frozen=True, slots=True)
class Times:
    """How long an answer took, in seconds."""

    first: float
    total: float
    tokens: float
    used: float = 0
    """Processor time of the process that holds the model, in seconds: all that a quiet computer would wait for."""

    @property
    def speed(self) -> float:
        """Tokens a second, once they came."""
        return (self.tokens - 1) / (self.total - self.first)


class PacedEngine(LlamaEngine):
    """The engine, kept to so many tokens a second."""

    async def stream(self, request: EngineRequest) -> AsyncGenerator[Delta, None]:
        """Answer at an even pace."""
        clock, count = asyncio.get_running_loop().time, 0
        began = clock()
        async with aclosing(super().stream(request)) as deltas:
            async for delta in deltas:
                yield delta
                count += 1
                if (early := began + count / PACE - clock()) > 0.01:
                    await asyncio.sleep(early)


class Bench:
    """What was found, and whether it holds."""

    def __init__(self, folder: Path, rounds: int, threads: int) -> None:
        self._folder, self._rounds, self._threads = folder, rounds, threads
        self._view = TranscriptView()
        self.holds = True

    async def against_the_wheel(self) -> None:
        """Measure speed and first words, in turn, against the wheel as it is."""
        model = self._folder / "slow.gguf"
        make_tiny_gguf(model, endless=True, layers=LAYERS, feed_forward=FEED_FORWARD)
        engine = self._engine(model)
        words = [sys.executable, str(Path(__file__).with_name("raw_llama.py")), str(model)]
        words += map(str, (self._threads, BATCH, CONTEXT))
        raw = await asyncio.create_subprocess_exec(
            *words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert raw.stdin is not None
        assert raw.stdout is not None
        await raw.stdout.readline()
        ours, theirs = list[Times](), list[Times]()
        for number in range(self._rounds + 1):
            asked = self._request(f"{number} {'a question ' * (LETTERS // 11)}")
            body = {"messages": messages_for(asked), "max_tokens": TOKENS, "stream": True}
            before = used(raw.pid)
            raw.stdin.write(json.dumps(body).encode() + b"\n")
            timed = json.loads(await raw.stdout.readline())
            theirs.append(Times(**timed, used=used(raw.pid) - before))
            ours.append(await self._timed(engine, asked))
        raw.stdin.close()
        await raw.wait()
        del ours[0], theirs[0]  # which found nothing warm
        fast, faster = (max(each.speed for each in times) for times in (ours, theirs))
        early, earlier = (min(each.first for each in times) for times in (ours, theirs))
        print(f"    Parley {fast:.1f} tokens/s, the wheel {faster:.1f}; first words {early:.3f} s, {earlier:.3f} s")
        cheap, cheaper = (min(each.used for each in times) for times in (ours, theirs))
        print(f"    processor time of the model's process for an answer {cheap:.3f} s, {cheaper:.3f} s")
        self._tell(
            "used", "answers in a second of processor time, to the wheel's own", cheaper / cheap, "×", at_least=True
        )
        self._tell("speed", "tokens a second, to the wheel's own", fast / faster, "×", at_least=True)
        self._tell("first", "how soon the first words come, to the wheel's own", earlier / early, "×", at_least=True)
        await self._remembered(engine)
        await engine.aclose()

    async def _remembered(self, engine: LlamaEngine) -> None:
        """Measure the first words of a further turn against those of a talk as long that is new."""
        known, new = list[float](), list[float]()
        for number in range(self._rounds):
            for times, further in ((known, f"talk {number}"), (new, f"new {number}")):
                asked = self._request(f"talk {number} " + "of this and that " * (2 * LETTERS // 17))
                if times is known:
                    await self._timed(engine, asked)
                turns = (*asked.turns, Turn(Role.ASSISTANT, "Yes."), Turn(Role.USER, "And what then?"))
                first = replace(turns[0], content=turns[0].content.replace(f"talk {number}", further, 1))
                persona = replace(asked.persona, system_prompt=f"{further} {asked.persona.system_prompt}")
                again = replace(asked, turns=(first, *turns[1:]), persona=persona if times is new else asked.persona)
                times.append((await self._timed(engine, again)).first)
        print(f"    first words of a further turn {min(known):.3f} s, of one not remembered {min(new):.3f} s")
        self._tell("cache", "the first words of a further turn, to a talk not remembered", min(known) / min(new), "×")

    async def window_meanwhile(self) -> None:
        """Measure what keeps the event loop while an answer comes at 500 tokens a second."""
        model, paths = self._folder / "quick.gguf", Paths(self._folder / "data", self._folder / "data")
        make_tiny_gguf(model, PARAGRAPHS, endless=True)
        prepare(paths)
        engine = PacedEngine(part("llama"), self._folder / "log", model=str(model), context_tokens=CONTEXT, threads=1)
        await engine.start()
        gc.freeze()
        await self._alone(engine)
        async with open_services(paths, Settings(user="ada"), None, {"builtin": lambda _choice: engine}) as services:
            tasks, ticker, ended = Tasks(_fail), Ticker(), asyncio.Event()
            chat, view = ChatViewModel(services, tasks), self._view
            view.resize(1280, 800)
            view.set_model(chat.messages)
            view.sight_changed.connect(chat.pages.look)
            view.show()
            warm_up()
            chat.open((await services.sessions.create(services.user_id, name="a talk")).session.id)
            await asyncio.sleep(0.5)
            gc.freeze()  # as the window does once it has started
            chat.streaming_changed.connect(lambda streaming: None if streaming else ended.set())
            chat.send("Count")
            await asyncio.sleep(1)
            ticker.start()
            await asyncio.sleep(STREAMED / PACE)
            ticker.stop()
            chat.stop()
            await ended.wait()
            self._kept("in the window", ticker)
            await tasks.aclose()
            view.hide()

    async def _alone(self, engine: LlamaEngine) -> None:
        ticker = Ticker()
        ticker.start()
        until = time.perf_counter() + ALONE
        async with aclosing(engine.stream(a_request())) as deltas:
            async for _ in deltas:
                if time.perf_counter() > until:
                    break
        ticker.stop()
        self._kept("with nobody to show it", ticker)

    def _kept(self, where: str, ticker: Ticker) -> None:
        for name, times in (("by the clock", ticker.late), ("in processor time", ticker.busy)):
            shown = ", ".join(f"{quantile(times, share):.1f}" for share in (0.5, 0.99, 0.999))
            print(f"    event loop kept {where}, {name}: {shown} ms (median, p99, p99.9), longest {max(times):.1f} ms")
        longest = quantile(ticker.busy, 0.999)
        self._tell("stall", f"stalls at {PACE} tokens a second {where}, p99.9, in processor time", longest, "ms")

    def _engine(self, model: Path) -> LlamaEngine:
        return LlamaEngine(
            part("llama"), self._folder / "log", model=str(model), context_tokens=CONTEXT, threads=self._threads
        )

    @staticmethod
    def _request(question: str) -> EngineRequest:
        return replace(a_request(question), parameters=Parameters(max_tokens=TOKENS))

    @staticmethod
    async def _timed(engine: LlamaEngine, request: EngineRequest) -> Times:
        await engine.start()
        [host] = engine._hosts.values()
        assert host.served is not None
        pid = host.served.process.pid
        before, began = used(pid), time.perf_counter()
        async with aclosing(engine.stream(request)) as deltas:
            times = [time.perf_counter() async for delta in deltas if delta.text]
        return Times(times[0] - began, times[-1] - began, len(times), used(pid) - before)

    def _tell(self, limit: str, what: str, value: float, unit: str, *, at_least: bool = False) -> None:
        holds = value >= LIMITS[limit] if at_least else value <= LIMITS[limit]
        self.holds = self.holds and holds
        print(f"{'ok ' if holds else 'BAD'} {what}: {value:.2f} {unit}, limit {LIMITS[limit]} {unit}", flush=True)


def used(pid: int) -> float:
    """Return the processor time that a process has used, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _fail(error: BaseException) -> None:
    sys.excepthook(type(error), error, error.__traceback__)
    os._exit(2)


async def measure(folder: Path, rounds: int, threads: int) -> bool:
    """Measure everything; tell whether all limits hold."""
    bench = Bench(folder, rounds, threads)
    await bench.window_meanwhile()
    await bench.against_the_wheel()
    return bench.holds


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="the cost of Parley around llama.cpp")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    loop = window_loop()
    GarbageCollection(QApplication.instance())
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=lambda: loop) as runner:
        return 0 if runner.run(measure(Path(folder), arguments.rounds, arguments.threads)) else 1


if __name__ == "__main__":
    sys.exit(main())
