"""What the client sends, to whom, and what it never does."""

import asyncio
import json
import logging
import os
import socket
import threading
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from desktop_app.domain.engine_requests import AttachedFile, Turn
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Role
from desktop_app.engines import heavy
from desktop_app.engines.heavy import HEAVY
from desktop_app.engines.openai import prompts
from desktop_app.engines.openai.client import OpenAIEngine
from tests.engines.asking import PERSONA, a_request, answer_of
from tests.engines.conftest import PATIENT
from tests.servers.fake_openai import FakeOpenAI

KEY = "sk-canary-0123456789"
Resolve = Callable[[str, list[str]], None]


@asynccontextmanager
async def talking_to(base_url: str, *args: Any, **options: Any) -> AsyncIterator[OpenAIEngine]:
    engine = OpenAIEngine(base_url, *args, timeouts=PATIENT, **options)
    yield engine
    await engine.aclose()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """A name server of our own: the addresses of each name."""
    known: dict[str, list[str]] = {}

    def getaddrinfo(host: str, port: int, *_args: object, **_options: object) -> list[tuple[Any, ...]]:
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [
            (socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))
            for ip in known[host]
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return known


async def test_megabytes_are_made_ready_beside_the_event_loop_and_a_few_words_on_it(
    engine: OpenAIEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []

    def noting(work: Callable[..., Any]) -> Callable[..., Any]:
        def note(*arguments: Any, **named: Any) -> Any:
            threads.append(threading.get_ident())
            return work(*arguments, **named)

        return note

    monkeypatch.setattr(prompts, "b64encode", noting(b64encode))
    monkeypatch.setattr(heavy, "_as_json", noting(heavy._as_json))
    for size, aside in ((100, False), (HEAVY, True)):
        threads.clear()
        picture = AttachedFile("a.png", "image/png", size, data=bytes(size))
        await answer_of(engine, replace(a_request(model="echo"), turns=(Turn(Role.USER, "What is it?", (picture,)),)))
        assert len(threads) == 2
        assert {each != threading.get_ident() for each in threads} == {aside}


async def test_the_request(engine: OpenAIEngine, server: FakeOpenAI) -> None:
    request = replace(a_request(model="echo"), turns=(Turn(Role.USER, "Grüße 😀"),))
    await answer_of(engine, request)
    [received] = server.received
    assert (received.method, received.path) == ("POST", "/v1/chat/completions")
    assert received.body == {
        "model": "echo",
        "messages": [
            {"role": "system", "content": PERSONA.system_prompt},
            {"role": "user", "content": "Grüße 😀"},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    headers = received.headers
    assert headers["host"] == f"127.0.0.1:{server.port}"
    assert headers["accept-encoding"] == "identity"
    assert headers["content-type"] == "application/json"
    assert "authorization" not in headers
    assert "cookie" not in headers


async def test_the_model_asked_for_goes_before_the_engines_own_and_that_before_the_first_listed(
    server: FakeOpenAI,
) -> None:
    server.models = ["whole", "echo"]
    async with talking_to(server.base_url, "nodone") as engine:
        await answer_of(engine, a_request(model="crlf"))
        await answer_of(engine, a_request())
    async with talking_to(server.base_url) as engine:
        for _ in range(2):
            await answer_of(engine, a_request())
        server.models = ["echo"]
        assert [model.id for model in await engine.models()] == ["echo"]
    assert [received.body["model"] for received in server.received if received.method == "POST"] == [
        "crlf",
        "nodone",
        "whole",
        "whole",
    ]
    assert [received.path for received in server.received if received.method == "GET"] == ["/v1/models"] * 2


async def test_a_server_that_failed_is_asked_for_its_models_again(server: FakeOpenAI) -> None:
    async with talking_to(server.base_url) as engine:
        server.models = ["http400json"]
        assert (await answer_of(engine, a_request())).code == "engine_refused"
        server.models = ["echo"]
        assert (await answer_of(engine, a_request())).error is None


async def test_a_server_without_models_is_told_apart(server: FakeOpenAI) -> None:
    server.models = []
    async with talking_to(server.base_url) as engine:
        assert await engine.models() == []
        assert (await answer_of(engine, a_request())).code == "engine_no_models"


async def test_the_key_goes_into_its_header_and_nowhere_else(
    server: FakeOpenAI, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with talking_to(server.base_url, api_key=f" {KEY}\n") as engine:
        for model in ("echo", "http401echo", "errchunk", "drop"):
            answer = await answer_of(engine, a_request("canary question", model))
            assert KEY not in repr(answer.error) + str(answer.error)
            assert ("parley engines key http://" in str(answer.error)) is (model == "http401echo")
        assert KEY not in repr(engine)
    assert {received.headers["authorization"] for received in server.received} == {f"Bearer {KEY}"}
    assert not any(KEY in json.dumps(received.body) + received.path for received in server.received)
    assert KEY not in caplog.text
    assert "canary question" not in caplog.text


def test_a_key_that_no_header_can_carry_is_refused() -> None:
    for key in ("sk\nX: y", "sk-ä"):
        with pytest.raises(UserError, match="bad_api_key") as refused:
            OpenAIEngine("http://127.0.0.1/v1", api_key=key)
        assert key not in refused.value.message


async def test_a_proxy_in_the_environment_is_not_used(server: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    async with FakeOpenAI({}) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setitem(os.environ, name, f"http://127.0.0.1:{proxy.port}")
        async with talking_to(server.base_url) as engine:
            assert (await answer_of(engine, a_request(model="echo"))).error is None
        assert not proxy.received


async def test_a_redirect_is_not_followed_and_no_cookie_kept(server: FakeOpenAI) -> None:
    async with FakeOpenAI({}) as elsewhere:

        async def redirect(exchange: Any) -> None:
            location = f"http://127.0.0.1:{elsewhere.port}/v1/chat/completions"
            await exchange.start("302 Found", chunked=False, Location=location, Set_Cookie="id=1; Path=/")

        server._cases = {**server._cases, "away": redirect}
        async with talking_to(server.base_url) as engine:
            assert (await answer_of(engine, a_request(model="away"))).code == "engine_redirected"
            await answer_of(engine, a_request(model="echo"))
        assert not elsewhere.received
        assert "cookie" not in server.received[-1].headers


async def test_localhost_is_tried_at_all_its_addresses(server: FakeOpenAI, names: dict[str, list[str]]) -> None:
    names["localhost"] = ["::1", "127.0.0.1"]  # the fake server listens on the second alone
    async with talking_to(f"http://localhost:{server.port}/v1") as engine:
        assert (await answer_of(engine, a_request(model="echo"))).error is None
    assert server.received[0].headers["host"] == f"localhost:{server.port}"


@pytest.mark.parametrize("ips", [["169.254.169.254"], ["127.0.0.1", "192.168.0.9"], ["::ffff:10.0.0.1"]])
async def test_a_local_name_that_leads_elsewhere_is_refused(
    server: FakeOpenAI, names: dict[str, list[str]], ips: list[str]
) -> None:
    names["llama.localhost"] = ips
    async with talking_to(f"http://llama.localhost:{server.port}/v1") as engine:
        answer = await answer_of(engine, a_request(model="echo"))
    assert answer.code == "host_not_allowed"
    assert answer.error is not None
    assert "“llama.localhost”" in answer.error.message
    assert not server.received


async def test_an_allowed_host_may_be_anywhere(server: FakeOpenAI, names: dict[str, list[str]]) -> None:
    names["box.example"] = ["127.0.0.1"]
    async with talking_to(f"http://Box.example:{server.port}/v1", allowed_hosts=["box.example"]) as engine:
        assert (await answer_of(engine, a_request(model="echo"))).error is None
    assert server.received[0].headers["host"] == f"box.example:{server.port}"


async def test_a_name_that_nobody_knows_is_unreachable(names: dict[str, list[str]]) -> None:
    async with talking_to("http://gone.example/v1", allowed_hosts=["gone.example"]) as engine:
        assert (await answer_of(engine, a_request(model="echo"))).code == "engine_unreachable"
    async with talking_to(f"http://{'a' * 70}.localhost/v1") as engine:
        assert (await answer_of(engine, a_request(model="echo"))).code == "engine_unreachable"


async def test_names_are_asked_for_again_each_time_and_the_address_checked_is_the_one_used(
    server: FakeOpenAI, names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    names["llama.localhost"] = ["127.0.0.1"]
    asked: list[str] = []
    loop = asyncio.get_running_loop()
    create_connection = loop.create_connection

    async def watched(factory: Any, host: str, *args: Any, **options: Any) -> Any:
        asked.append(host)
        return await create_connection(factory, host, *args, **options)

    monkeypatch.setattr(loop, "create_connection", watched)
    async with talking_to(f"http://llama.localhost:{server.port}/v1") as engine:
        assert (await answer_of(engine, a_request(model="echo"))).error is None
        names["llama.localhost"] = ["10.0.0.1"]
        assert (await answer_of(engine, a_request(model="echo"))).code == "host_not_allowed"
    assert asked == ["127.0.0.1"]
