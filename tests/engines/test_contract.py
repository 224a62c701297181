"""The contract, kept by every engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.engines.builtin import BuiltinEngine
from desktop_app.engines.llama.engine import LlamaEngine
from desktop_app.engines.openai.client import OpenAIEngine
from desktop_app.engines.scripted import Pause, Reply, ScriptedEngine
from desktop_app.paths import part, resource
from desktop_app.services.resources import load_responder_rules
from tests.engines.conftest import PATIENT
from tests.engines.contract import EngineCase, EngineContract
from tests.servers.fake_openai import FakeOpenAI


class TestScripted(EngineContract):
    @pytest.fixture
    async def case(self) -> AsyncIterator[EngineCase]:
        def reply_to(request: EngineRequest) -> Reply:
            if request.model == "long":
                return ["tick ", Pause(0.003)] * 100_000
            return ["You ", "said: ", request.turns[-1].content]

        engine = ScriptedEngine(reply_to)
        yield EngineCase(engine, long_model="long")
        await engine.aclose()


class TestScriptedEcho(EngineContract):
    @pytest.fixture
    async def case(self) -> AsyncIterator[EngineCase]:
        engine = ScriptedEngine.echo(pause=0.001)
        yield EngineCase(engine)
        await engine.aclose()


class TestBuiltin(EngineContract):
    """The built-in responder with the rules it is shipped with."""

    @pytest.fixture
    async def case(self) -> AsyncIterator[EngineCase]:
        engine = BuiltinEngine(load_responder_rules(resource("responder")))
        yield EngineCase(engine)
        await engine.aclose()


class TestOpenAI(EngineContract):
    @pytest.fixture
    async def case(self, server: FakeOpenAI) -> AsyncIterator[EngineCase]:
        engine = OpenAIEngine(server.base_url, timeouts=PATIENT)
        yield EngineCase(engine, model="echo", long_model="ticking")
        await engine.aclose()


class TestOpenAIWithLlama(EngineContract):
    """llama.cpp's own server, which is not ours."""

    @pytest.fixture
    async def case(self, llama_base_url: str) -> AsyncIterator[EngineCase]:
        engine = OpenAIEngine(llama_base_url, timeouts=PATIENT)
        yield EngineCase(engine)
        await engine.aclose()


class TestOpenAIWithNpm(EngineContract):
    """A server from npm, which knows nothing of llama.cpp either."""

    @pytest.fixture
    async def case(self, npm_base_url: str) -> AsyncIterator[EngineCase]:
        engine = OpenAIEngine(npm_base_url, timeouts=PATIENT)
        yield EngineCase(engine)
        await engine.aclose()


class TestLlama(EngineContract):
    """A model file in a process of Parley's own."""

    @pytest.fixture
    async def case(self, tiny_model: Path, tmp_path: Path) -> AsyncIterator[EngineCase]:
        engine = LlamaEngine(part("llama"), tmp_path / "llama.log", model=str(tiny_model), threads=1)
        await engine.start()
        yield EngineCase(engine)
        await engine.aclose()
