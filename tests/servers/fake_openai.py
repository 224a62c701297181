"""A server of the OpenAI protocol that misbehaves on request: the model's name says how (see fake_cases.py)."""

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

Case = Callable[["Exchange"], Awaitable[None]]


@dataclass
class Received:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def question(self) -> str:
        return str(self.body["messages"][-1]["content"])


class Exchange:
    """One request, and the ways to answer it."""

    def __init__(self, request: Received, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.request = request
        self._reader = reader
        self._writer = writer
        self._chunked = False

    async def raw(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def start(
        self, status: str = "200 OK", kind: str = "text/event-stream", *, chunked: bool = True, **headers: str
    ) -> None:
        self._chunked = chunked
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if chunked:
            lines.append("Transfer-Encoding: chunked")
        await self.raw("\r\n".join([*lines, "", ""]).encode())

    async def send(self, data: bytes) -> None:
        await self.raw(b"%x\r\n%b\r\n" % (len(data), data) if self._chunked else data)

    async def end(self) -> None:
        if self._chunked:
            await self.raw(b"0\r\n\r\n")

    async def event(self, payload: object, eol: str = "\n") -> None:
        await self.send(f"data: {json.dumps(payload)}{eol}{eol}".encode())

    async def say(self, text: object, **delta: object) -> None:
        await self.event(chunk({"content": text, **delta}))

    async def finish(self, reason: str = "stop", *, done: bool = True) -> None:
        await self.event(chunk({}, reason))
        await self.event({**chunk({}), "choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 3}})
        if done:
            await self.send(b"data: [DONE]\n\n")
        await self.end()

    async def respond(self, body: bytes, status: str = "200 OK", kind: str = "application/json") -> None:
        await self.start(status, kind, chunked=False, Content_Length=str(len(body)))
        await self.raw(body)

    async def hang(self) -> None:
        """Say no more until the client goes away."""
        await self._reader.read()

    def abort(self) -> None:
        self._writer.transport.abort()


def chunk(delta: object, finish_reason: str | None = None) -> dict[str, Any]:
    """Return one chunk of a streamed answer."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {"id": "1", "object": "chat.completion.chunk", "model": "fake-1", "choices": [choice]}


def cases_in(module: Mapping[str, Any]) -> dict[str, Case]:
    """Return the cases that a module defines, by name."""
    return {name: value for name, value in module.items() if inspect.iscoroutinefunction(value)}


class LoopbackServer:
    """A server of one's own, listening on a loopback port while its `async with` block runs."""

    host = "127.0.0.1"

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self.received: list[Received] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accepted, self.host, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def open_connections(self) -> int:
        return len(self._tasks)

    async def all_gone(self) -> None:
        """Wait until every client has gone away."""
        async with asyncio.timeout(20):
            while self._tasks:
                await asyncio.sleep(0.005)

    def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer), name="fake server's connection")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def answer(self, exchange: Exchange) -> None:
        """Answer one request."""
        raise NotImplementedError

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                request = await read_request(reader)
                self.received.append(request)
                await self.answer(Exchange(request, reader, writer))
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


class FakeOpenAI(LoopbackServer):
    """The server of that protocol."""

    def __init__(self, cases: Mapping[str, Case]) -> None:
        super().__init__()
        self._cases = cases
        self.models = list(cases)

    @property
    def base_url(self) -> str:
        return f"http://{self.host}:{self.port}/v1"

    async def answer(self, exchange: Exchange) -> None:
        """List the models, or answer as the model's name says."""
        if exchange.request.method == "GET":
            await exchange.respond(json.dumps(self._model_list()).encode())
        else:
            await self._cases[exchange.request.body["model"]](exchange)

    def _model_list(self) -> dict[str, Any]:
        return {"object": "list", "data": [{"id": name, "object": "model"} for name in self.models]}


async def read_request(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii")
    first, *lines = head.strip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(method, path, headers, json.loads(body) if body else {})


async def _serve_until_stopped() -> None:
    from tests.servers.fake_cases import CASES

    async with FakeOpenAI(CASES) as server:
        print(server.base_url, flush=True)  # noqa: T201
        await asyncio.Event().wait()


if __name__ == "__main__":  # python -m tests.servers.fake_openai prints the base URL and serves until interrupted
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve_until_stopped())
