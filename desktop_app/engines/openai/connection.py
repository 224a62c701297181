"""Requests over HTTP to one server: no proxy, no redirect, no compression, no cookie, and failures explained."""

import ssl
from asyncio import timeout
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

# httpx itself imports these two at the first request, where the event loop would wait for them.
import anyio._backends._asyncio  # noqa: F401
import httpcore  # noqa: F401
import httpx

from desktop_app.domain.errors import UserError
from desktop_app.domain.network import Expect, expect_nothing
from desktop_app.domain.servers import checked_key
from desktop_app.engines.heavy import as_json
from desktop_app.engines.openai.addresses import ServerAddress, resolved
from desktop_app.engines.openai.payloads import refusal_in
from desktop_app.engines.openai.too_long import too_long_in
from desktop_app.engines.openai.unix_socket import UnixSocketTransport

KeyFinder = Callable[[], Awaitable[str]]
"""Finds the API key to ask with, empty for none; raises `UserError` where it cannot be had."""
_WANTS_KEY = 401
_REFUSAL_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait: for a connection, for the first words, between words, and for the statistics behind the last.

    The first words take longest: a server may have to load its model and read a long conversation before.
    """

    connect: float = 5
    first_byte: float = 120
    silence: float = 60
    trailer: float = 5


class Answer:
    """A server's answer, read piece by piece; closing it closes its socket at once."""

    def __init__(self, response: httpx.Response, transport: httpx.AsyncBaseTransport, shown: str) -> None:
        """Read `response`, which came over `transport` from the server shown as `shown`."""
        self._response = response
        self._transport = transport
        self._shown = shown
        self._raw = response.aiter_raw()

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self._response.status_code

    @property
    def media_type(self) -> str:
        """What the server says that it sends."""
        return str(self._response.headers.get("content-type", "")).partition(";")[0].strip().lower()

    @property
    def encoding(self) -> str:
        """How the server compressed what it sends."""
        return str(self._response.headers.get("content-encoding", "identity")).strip().lower()

    @property
    def is_json(self) -> bool:
        """The server sends one JSON document, not a stream of events."""
        return self.media_type == "application/json"

    async def read(self, seconds: float) -> bytes:
        """Return the next bytes, none at the end; raise `UserError` when none come within `seconds`."""
        try:
            with _failures_explained(self._shown, seconds):
                async with timeout(seconds):
                    return await anext(self._raw)
        except StopAsyncIteration:
            return b""

    async def read_all(self, limit: int, seconds: float) -> bytes:
        """Return all bytes; raise `UserError` for more than `limit` of them, or a pause of over `seconds`."""
        body = bytearray()
        while chunk := await self.read(seconds):
            body += chunk
            if len(body) > limit:
                raise UserError("engine_garbled", base_url=self._shown, detail="its answer is too long")
        return bytes(body)

    async def read_beginning(self, limit: int, seconds: float) -> bytes:
        """Return about `limit` bytes at most, and what came when the rest does not."""
        body = bytearray()
        with suppress(UserError):
            while len(body) < limit and (chunk := await self.read(seconds)):
                body += chunk
        return bytes(body)

    async def aclose(self) -> None:
        """Close the socket."""
        try:
            await self._transport.aclose()
        finally:
            # The library reads through nested generators. With the socket gone, reading on ends them all here and now;
            # left alone, they would wait for the garbage collector and for an event loop that knows about it.
            with suppress(httpx.HTTPError, httpx.StreamError):
                async for _rest in self._raw:
                    pass


class Connection:
    """Opens answers of one server; each has a socket of its own, so that stopping one leaves the others alone."""

    def __init__(
        self,
        address: ServerAddress,
        api_key: str | KeyFinder,
        allowed_hosts: Collection[str],
        timeouts: Timeouts,
        socket: str = "",
        expect: Expect = expect_nothing,
    ) -> None:
        """Talk to `address`, by a Unix `socket` where one is named; `expect` hears of each connection beforehand.

        `api_key` goes into the Authorization header and nowhere else.
        """
        self._socket = socket
        self._expect = expect
        self._address = address
        self._find_key = None if isinstance(api_key, str) else api_key
        self.api_key = api_key if isinstance(api_key, str) else ""
        """The key that was asked with last; words of the server are quoted without it."""
        self._allowed_hosts = allowed_hosts
        self._timeouts = timeouts
        self._ssl: ssl.SSLContext | None = None
        self._transports: WeakSet[httpx.AsyncBaseTransport] = WeakSet()
        self._closed = False

    async def open(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """Send a request and return its answer, which the caller closes; raise `UserError` when it is no success."""
        if self._find_key is not None:
            self.api_key = checked_key(await self._find_key())
        answer = await self._answer(method, path, None if body is None else await as_json(body))
        try:
            await self._check(answer)
        except BaseException:
            await answer.aclose()
            raise
        return answer

    async def aclose(self) -> None:
        """Close all sockets; answers being read end as cut off."""
        self._closed = True
        for transport in list(self._transports):
            await transport.aclose()

    async def _answer(self, method: str, path: str, content: bytes | None) -> Answer:
        """Return the answer of the first of the server's IP addresses that can be connected to."""
        shown, waits = self._address.shown, self._timeouts
        failure = UserError("engine_unreachable", base_url=shown)
        with _failures_explained(shown, waits.connect):
            async with timeout(waits.connect):
                ips = await self._places()
        for ip in ips:
            request = self._request(method, self._address.url(ip, path), content)
            with _failures_explained(shown, waits.first_byte):
                try:
                    async with timeout(waits.connect + waits.first_byte):
                        return await self._send(request)
                except httpx.ConnectError as error:
                    failure = _no_connection(shown, error)
                    failure.__cause__ = error
                except httpx.ConnectTimeout as error:
                    failure = UserError("engine_timeout", base_url=shown, seconds=f"{waits.connect:g}")
                    failure.__cause__ = error
        raise failure

    async def _places(self) -> list[str]:
        """Return the numeric addresses to connect to, announced; a Unix socket needs none."""
        if self._socket:
            return [self._address.host]
        return await resolved(self._address, self._allowed_hosts, self._expect)

    async def _send(self, request: httpx.Request) -> Answer:
        transport = self._transport()
        try:
            response = await transport.handle_async_request(request)
        except BaseException:
            # Cancelled at a bad moment, the library forgets a socket that it has just opened.
            await transport.aclose()
            raise
        return Answer(response, transport, self._address.shown)

    def _request(self, method: str, url: str, content: bytes | None) -> httpx.Request:
        headers = {
            "Host": self._address.host_header,
            "User-Agent": "parley",
            "Accept": "text/event-stream, application/json",
            # Compressed, a few kilobytes can hide gigabytes.
            "Accept-Encoding": "identity",
        }
        if content is not None:
            headers["Content-Type"] = "application/json"
        if self.api_key:
            headers["Authorization"] = f"Bearer {self.api_key}"
        # The answer's own pauses are timed where it is read; these hold for the request and the answer's head.
        patience = max(self._timeouts.first_byte, self._timeouts.silence)
        extensions = {
            "timeout": httpx.Timeout(patience, connect=self._timeouts.connect, pool=None).as_dict(),
            "sni_hostname": self._address.host,
        }
        try:
            return httpx.Request(method, url, headers=headers, content=content, extensions=extensions)
        except httpx.InvalidURL as error:
            raise UserError("bad_base_url", base_url=self._address.shown) from error

    def _transport(self) -> httpx.AsyncBaseTransport:
        """Return the library's bare transport; its client would add proxies, redirects, cookies and passwords."""
        if self._closed:
            raise UserError("engine_failed", detail="it was closed")
        transport = UnixSocketTransport(self._socket) if self._socket else self._over_the_network()
        self._transports.add(transport)
        return transport

    def _over_the_network(self) -> httpx.AsyncHTTPTransport:
        if self._ssl is None:
            secure = self._address.scheme == "https"
            # Loading the certificates takes time that plain HTTP need not spend; the bare context trusts nobody.
            self._ssl = httpx.create_ssl_context(trust_env=False) if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return httpx.AsyncHTTPTransport(verify=self._ssl, trust_env=False)

    async def _check(self, answer: Answer) -> None:
        """Raise `UserError` when `answer` is anything but a success in a form that can be read."""
        shown, status = self._address.shown, answer.status
        if 300 <= status < 400:
            raise UserError("engine_redirected", base_url=shown)
        if status >= 400:
            body = await answer.read_beginning(_REFUSAL_LIMIT, self._timeouts.silence)
            if (too_long := too_long_in(body)) is not None:
                raise too_long
            detail = refusal_in(status, body, self.api_key)
            code = "engine_wants_key" if status == _WANTS_KEY else "engine_refused"
            raise UserError(code, base_url=shown, detail=detail, status=status, as_json=answer.is_json)
        if status != 200:
            raise UserError("engine_garbled", base_url=shown, detail=f"HTTP {status}")
        if answer.encoding not in ("", "identity"):
            raise UserError("engine_garbled", base_url=shown, detail="it sends compressed data that was not asked for")
        if answer.media_type in ("text/html", "application/xhtml+xml"):
            raise UserError("engine_garbled", base_url=shown, detail="it answers with a web page")


@contextmanager
def _failures_explained(shown: str, seconds: float) -> Iterator[None]:
    """Raise `UserError` for what a server or the network did; connecting has its own explanations."""
    try:
        yield
    except (TimeoutError, httpx.TimeoutException) as error:
        raise UserError("engine_timeout", base_url=shown, seconds=f"{seconds:g}") from error
    except httpx.RemoteProtocolError as error:
        # The library has one class for servers that hang up and for those that speak something else than HTTP.
        if "closed" in str(error) or "disconnected" in str(error):
            raise UserError("engine_cut_off", base_url=shown) from error
        raise UserError("engine_garbled", base_url=shown, detail="its answer is not HTTP") from error
    except httpx.NetworkError as error:
        raise UserError("engine_cut_off", base_url=shown) from error


def _no_connection(shown: str, error: httpx.ConnectError) -> UserError:
    """Return why there is no connection: refused here, nobody there, or no agreement on encryption."""
    refusal = why_refused(error)
    if refusal is not None:
        return refusal
    detail = why_not_secure(error)
    if detail:
        return UserError("engine_garbled", base_url=shown, detail=detail)
    return UserError("engine_unreachable", base_url=shown)


def why_not_secure(error: BaseException) -> str:
    """Return why there was no agreement on encryption, empty where something else failed."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLError):
            reason = getattr(cause, "verify_message", "") or (cause.reason or "").replace("_", " ").lower()
            return f"no secure connection: {reason}"
    return ""


def why_refused(error: BaseException) -> UserError | None:
    """Return what Parley's own guard said, None where it let the connection be tried."""
    return next((cause for cause in _causes(error) if isinstance(cause, UserError)), None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
