"""A server of files that does what servers should not."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.servers.fake_openai import Exchange, Received, read_request

Case = Callable[[Exchange], Awaitable[None]]


class FileServer:
    """Answers each request for a path with the next of its cases, the last one again and again."""

    def __init__(self, **cases: Case | list[Case]) -> None:
        self._cases = {f"/{name}": list(case) if isinstance(case, list) else [case] for name, case in cases.items()}
        self._tasks: set[asyncio.Task[None]] = set()
        self.received: list[Received] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accepted, "127.0.0.1", 0)
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

    def address(self, name: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}/{name}"

    @property
    def open_connections(self) -> int:
        return len(self._tasks)

    async def all_gone(self) -> None:
        """Wait until every client has gone away."""
        async with asyncio.timeout(20):
            while self._tasks:
                await asyncio.sleep(0.005)

    def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer), name="file server's connection")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                request = await read_request(reader)
                self.received.append(request)
                cases = self._cases[request.path.partition("?")[0]]
                case = cases.pop(0) if len(cases) > 1 else cases[0]
                await case(Exchange(request, reader, writer))
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


def whole(octets: bytes, tag: str = '"1"', *, ranges: bool = True, cut: int | None = None) -> Case:
    """Return the way of a good server, which breaks off after `cut` bytes of what it promised."""

    async def answer(exchange: Exchange) -> None:
        headers = exchange.request.headers
        begin = int(headers.get("range", "bytes=0-")[6:-1])
        if not ranges or headers.get("if-range") != tag or not begin:
            begin, status, more = 0, "200 OK", {}
        else:
            status = "206 Partial Content"
            more = {"Content_Range": f"bytes {begin}-{len(octets) - 1}/{len(octets)}"}
        rest = octets[begin:]
        if tag:
            more["ETag"] = tag
        await exchange.start(status, "application/octet-stream", chunked=False, Content_Length=str(len(rest)), **more)
        await exchange.raw(rest if cut is None else rest[:cut])
        if cut is not None:
            exchange.abort()

    return answer


def onward(location: str, status: str = "302 Found") -> Case:
    """Return a way to send those who ask elsewhere."""

    async def answer(exchange: Exchange) -> None:
        await exchange.start(status, chunked=False, Content_Length="0", Location=location)

    return answer


def saying(status: str, body: bytes = b"", *, chunked: bool = False, **headers: str) -> Case:
    """Return a way to answer with that and nothing else."""

    async def answer(exchange: Exchange) -> None:
        length = {} if chunked or "Content_Length" in headers else {"Content_Length": str(len(body))}
        await exchange.start(status, "application/octet-stream", chunked=chunked, **length, **headers)
        await exchange.send(body)
        await exchange.end()

    return answer


async def silent(exchange: Exchange) -> None:
    """Promise a lot, and say nothing."""
    await exchange.start(kind="application/octet-stream", chunked=False, Content_Length="1000000")
    await exchange.raw(b"GGUF")
    await exchange.hang()
