"""Servers for the engines to talk to."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from desktop_app.engines.openai.client import OpenAIEngine
from desktop_app.engines.openai.connection import Timeouts
from tests.servers import npm_server
from tests.servers.fake_cases import CASES
from tests.servers.fake_openai import FakeOpenAI
from tests.servers.llama_server import start_llama_server, stop_llama_server
from tests.servers.tiny_gguf import make_tiny_gguf

PATIENT = Timeouts(connect=30, first_byte=60, silence=60, trailer=60)
"""Long enough for the slowest machine; a test that meets one of these has failed."""


@pytest.fixture
async def server() -> AsyncIterator[FakeOpenAI]:
    """A server that misbehaves as the model's name says."""
    async with FakeOpenAI(CASES) as fake:
        yield fake


@pytest.fixture
async def engine(server: FakeOpenAI) -> AsyncIterator[OpenAIEngine]:
    """A client of that server."""
    client = OpenAIEngine(server.base_url, timeouts=PATIENT)
    yield client
    await client.aclose()


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model file whose answer is known."""
    path = tmp_path_factory.mktemp("model") / "tiny.gguf"
    make_tiny_gguf(path)
    return path


@pytest.fixture(scope="session")
def endless_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model file whose answer has no end."""
    path = tmp_path_factory.mktemp("model") / "endless.gguf"
    make_tiny_gguf(path, endless=True)
    return path


@pytest.fixture(scope="session")
def llama_base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of llama.cpp's own server, with the tiny model in it."""
    process, base_url = start_llama_server(tmp_path_factory.mktemp("llama"))
    yield base_url
    stop_llama_server(process)


@pytest.fixture(scope="session")
def npm_base_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The base URL of a server from npm, which is installed once, beside what pytest remembers."""
    folder = request.config.cache.mkdir(f"npm-server-{npm_server.VERSION}")
    reason = npm_server.why_not(folder, install=request.config.getoption("--full"))
    if reason:
        pytest.skip(reason)
    with npm_server.running(folder) as base_url:
        yield base_url
