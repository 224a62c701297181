"""A model's process is killed, hangs or gets no memory in the midst of an answer, again and again.

What came is kept, the question goes out once, others are answered meanwhile, and nothing is left over of the process.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from desktop_app.app import open_services
from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.domain.engines import EngineChoice, Parameters
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message
from desktop_app.domain.settings import Settings
from desktop_app.engines.llama.engine import LlamaEngine
from desktop_app.engines.llama.options import Patience
from desktop_app.engines.llama.process import LlamaProcess
from desktop_app.engines.protocol import Delta, Engine
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.paths import Paths, part, prepare
from desktop_app.services.chat import SendRequest, Streamed
from desktop_app.services.services import Services
from tests.engines.blows import halt, kill, starve
from tests.engines.footprints import needs_proc
from tests.engines.llama_worker import Worker, descriptors, down_to
from tests.servers.tiny_gguf import make_tiny_gguf
from tests.support.invariants import assert_invariants

MANY = [20, pytest.param(500, marks=[pytest.mark.full, pytest.mark.timeout(3600)])]
FEW_WORDS = Parameters(max_tokens=40)
HASTY = Patience(load=60, silence=60, stop=0.02, close=0.02, restarts=(0, 0, 0))
"""Waits long for a busy computer, and hardly for a process that was told to stop."""
IMPATIENT = replace(HASTY, silence=1)

pytestmark = needs_proc
OF_THE_STORE = 6
"""Descriptors: its connections are opened as they are wanted, two at the most, each with up to three files."""


class CountingEngine(LlamaEngine):
    """Counts what it is asked; what is said of the persona it leaves out, for its model reads letter by letter."""

    asked = 0

    async def stream(self, request: EngineRequest) -> AsyncGenerator[Delta, None]:
        """Answer, and count."""
        self.asked += 1
        persona = replace(request.persona, system_prompt="Be brief.")
        async with aclosing(super().stream(replace(request, persona=persona))) as deltas:
            async for delta in deltas:
                yield delta


@dataclass
class Rounds:
    """Services with one model file, whose process is struck in round after round."""

    services: Services
    engine: CountingEngine
    model: Path
    worker: Worker
    before: int = 0
    number: int = 0
    said: list[str] = field(default_factory=list)

    async def begin(self) -> LlamaProcess:
        """Begin a round, with a session of its own and with the model loaded; return its process."""
        self.number, self.said, self.engine.asked = self.number + 1, [], 0
        await self.engine.start()
        self.before = self.before or descriptors()
        return self.worker.process

    async def ask(
        self, blow: Callable[[int], None], parameters: Parameters | None = None, *, stop: bool = False
    ) -> str:
        """Ask, strike when the first words are there, go on or `stop`; return the code of what went wrong."""
        pid = self.worker.process.pid
        asked = SendRequest(
            "ada",
            "Hello",
            self.session,
            engine=EngineChoice("llama", model=str(self.model)),
            parameters=parameters or Parameters(),
        )
        try:
            async with aclosing(self.services.chat.send(asked)) as events:
                async for event in events:
                    if isinstance(event, Streamed):
                        if not self.said:
                            blow(pid)
                        self.said.append(event.text)
                        if stop:
                            break
        except UserError as error:
            assert error.message
            return error.code
        return ""

    @property
    def session(self) -> str:
        return f"round {self.number}"

    async def others_are_answered(self) -> None:
        """Have the built-in responder answer in another session, while the process is as it is."""
        asked = SendRequest("ada", "Hello", "another", engine=EngineChoice("builtin"))
        assert [event async for event in self.services.chat.send(asked)]

    async def kept(self) -> Message:
        """Return the one answer of the round, once it is seen to hold what was said."""
        assert self.engine.asked == 1
        question, answer = await self.services.sessions.history("ada", self.session)
        assert (question.content, question.status) == ("Hello", "complete")
        assert answer.content == "".join(self.said)
        assert answer.content.startswith("Hello!")
        return answer

    async def leaves_nothing(self, process: LlamaProcess) -> None:
        """Wait until the process is gone, and see that nothing of it is left."""
        await self.worker.gone(process)
        await down_to(self.before + OF_THE_STORE)


@asynccontextmanager
async def rounds_of(data_dir: Path, tmp_path: Path, patience: Patience) -> AsyncIterator[Rounds]:
    model = tmp_path / "endless.gguf"
    make_tiny_gguf(model, endless=True)
    paths = Paths(data_dir, data_dir)
    prepare(paths)
    engine = CountingEngine(part("llama"), paths.llama_log, model=str(model), threads=1, patience=patience)
    makers: dict[str, Callable[[EngineChoice], Engine]] = {
        "llama": lambda _choice: engine,
        "builtin": lambda _choice: ScriptedEngine([["I am here."]], loop=True),
    }
    async with open_services(paths, Settings(user="ada"), None, makers) as services:
        struck = Rounds(services, engine, model, Worker(engine, paths.llama_log))
        await struck.others_are_answered()
        yield struck
        await struck.begin()
        assert await struck.ask(lambda _pid: None, FEW_WORDS) == ""
        assert (await struck.kept()).status == "complete"
    assert_invariants(data_dir)


@pytest.mark.parametrize("count", MANY)
async def test_it_may_be_killed_as_often_as_one_likes(data_dir: Path, tmp_path: Path, count: int) -> None:
    async with rounds_of(data_dir, tmp_path, HASTY) as rounds:
        for _ in range(count):
            process = await rounds.begin()
            assert await rounds.ask(kill) == "model_stopped"
            assert (await rounds.kept()).status == "interrupted"
            await rounds.leaves_nothing(process)


@pytest.mark.parametrize("count", MANY)
async def test_it_may_hang_as_often_as_one_likes(data_dir: Path, tmp_path: Path, count: int) -> None:
    async with rounds_of(data_dir, tmp_path, IMPATIENT) as rounds:
        for number in range(count):
            process = await rounds.begin()
            stop = number % 10 != 0
            assert await rounds.ask(halt, stop=stop) == ("" if stop else "model_silent")
            assert (await rounds.kept()).status == "interrupted"
            await rounds.others_are_answered()
            await rounds.leaves_nothing(process)


@pytest.mark.parametrize("count", MANY)
async def test_it_may_want_for_memory_as_often_as_one_likes(data_dir: Path, tmp_path: Path, count: int) -> None:
    async with rounds_of(data_dir, tmp_path, HASTY) as rounds:
        for _ in range(count):
            process = await rounds.begin()
            code = await rounds.ask(starve, FEW_WORDS)
            assert (await rounds.kept()).status == ("interrupted" if code else "complete")
            code = code or await rounds.ask(starve)
            assert code == "model_stopped", "it got memory after all"
            await rounds.leaves_nothing(process)
