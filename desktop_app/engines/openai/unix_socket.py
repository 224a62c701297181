"""HTTP over a Unix socket, by asyncio's own streams.

What the library has for such sockets meets a stop at the wrong moment with an error in the event loop, asks the loop
anew for every piece that it reads, and takes ten milliseconds to make what encryption needs.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import httpcore
import httpx

_MOST_AT_ONCE = 16_384
"""Bytes: more are read in several turns, and of a stopped answer no more than these are gone through."""


class UnixSocketTransport(httpx.AsyncBaseTransport):
    """Sends requests to the socket of that path."""

    def __init__(self, path: str) -> None:
        self._connections = httpcore.AsyncConnectionPool(uds=path, network_backend=_UnixSockets())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and return the answer once it begins."""
        place = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        asked = httpcore.Request(
            request.method, place, headers=request.headers.raw, content=request.stream, extensions=request.extensions
        )
        with _httpx_failures():
            answer = await self._connections.handle_async_request(asked)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=dict(answer.extensions)
        )

    async def aclose(self) -> None:
        """Close the socket."""
        await self._connections.aclose()


class _Body(httpx.AsyncByteStream):
    """What an answer says."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _httpx_failures():
            async for octets in cast("AsyncIterable[bytes]", self._answer.stream):
                yield octets

    async def aclose(self) -> None:
        await self._answer.aclose()


@contextmanager
def _httpx_failures() -> Iterator[None]:
    """Raise for each failure of the connection the one of httpx, which is of the same name."""
    try:
        yield
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise cast("type[httpx.TransportError]", getattr(httpx, type(error).__name__))(str(error)) from error


class _UnixSockets(httpcore.AsyncNetworkBackend):
    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        del socket_options
        try:
            async with asyncio.timeout(timeout):
                reader, writer = await asyncio.open_unix_connection(path)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        return _Stream(reader, writer)


class _Stream(httpcore.AsyncNetworkStream):
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._closed = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._closed:  # what came before that nobody reads any more
            raise httpcore.ReadError("it was closed")
        try:
            async with asyncio.timeout(timeout):
                return await self._reader.read(min(max_bytes, _MOST_AT_ONCE))
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            async with asyncio.timeout(timeout):
                self._writer.write(buffer)
                await self._writer.drain()
        except TimeoutError as error:
            raise httpcore.WriteTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        self._closed = True
        self._writer.transport.abort()

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  as the library has it
        if info == "is_readable":  # asked before a connection is used again, which none is
            return self._reader.at_eof()
        return None
