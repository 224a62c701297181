"""HTTP over a Unix socket, by asyncio's own streams.

What the library has for such sockets meets a stop at the wrong moment with an error in the event loop, and asks the
loop anew for every piece that it reads.
"""

import asyncio
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

_MOST_AT_ONCE = 16_384
"""Bytes: more are read in several turns, and of a stopped answer no more than these are gone through."""


class UnixSocketTransport(httpx.AsyncHTTPTransport):
    """The library's bare transport, to the socket of that path."""

    def __init__(self, path: str) -> None:
        # Not the library's own beginning, which takes ten milliseconds to make what encryption needs.
        self._pool = httpcore.AsyncConnectionPool(uds=path, network_backend=_UnixSockets())


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
