"""A model's process dies in the midst of an answer: what came is kept, and the question goes out once."""

import os
import signal
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import pytest

from desktop_app.app import open_services
from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.errors import UserError
from desktop_app.domain.settings import Settings
from desktop_app.engines.llama.engine import LlamaEngine
from desktop_app.engines.protocol import Delta, EngineRequest
from desktop_app.paths import Paths, part, prepare
from desktop_app.services.chat import SendRequest, Streamed
from desktop_app.services.services import Services
from tests.engines.footprints import needs_proc
from tests.engines.llama_worker import PATIENT
from tests.servers.tiny_gguf import make_tiny_gguf
from tests.support.invariants import assert_invariants


class CountingEngine(LlamaEngine):
    """Counts what it is asked."""

    asked = 0

    async def stream(self, request: EngineRequest) -> AsyncGenerator[Delta, None]:
        """Answer, and count."""
        self.asked += 1
        async with aclosing(super().stream(request)) as deltas:
            async for delta in deltas:
                yield delta


async def struck(services: Services, engine: LlamaEngine, blow: int, said: list[str]) -> None:
    """Ask, strike the process when the first words are there, and take down what was `said`."""
    choice = EngineChoice("llama")
    async with aclosing(services.chat.send(SendRequest("ada", "Hello", engine=choice))) as events:
        async for event in events:
            if not isinstance(event, Streamed):
                continue
            said.append(event.text)
            if len(said) == 1:
                [host] = engine._hosts.values()
                assert host.served is not None
                os.kill(host.served.process.pid, blow)


@needs_proc
async def test_what_came_is_kept_and_the_question_goes_out_once(data_dir: Path, tmp_path: Path) -> None:
    model = tmp_path / "endless.gguf"
    make_tiny_gguf(model, endless=True)
    paths = Paths(data_dir, data_dir)
    prepare(paths)
    engine = CountingEngine(part("llama"), paths.llama_log, model=str(model), threads=1, patience=PATIENT)
    async with open_services(paths, Settings(user="ada"), None, {"llama": lambda _choice: engine}) as services:
        for number, blow in enumerate((signal.SIGKILL, signal.SIGSEGV, signal.SIGKILL), 1):
            said: list[str] = []
            with pytest.raises(UserError) as failure:
                await struck(services, engine, blow, said)
            assert failure.value.code == "model_stopped"
            assert engine.asked == number
            (session,) = await services.sessions.list_sessions("ada")
            history = await services.sessions.history("ada", session.id)
            assert len(history) == 2 * number
            answer = history[-1]
            assert (answer.content, answer.status) == ("".join(said), "interrupted")
            assert answer.content.startswith("Hello!")
    assert_invariants(data_dir)
