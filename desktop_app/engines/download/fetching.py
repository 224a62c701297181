"""Requests for a file: one host at a time, no proxy, no cookie, no compression; redirects only to allowed hosts."""

import re
import ssl
from asyncio import timeout, to_thread
from collections.abc import Set as AbstractSet

import httpcore  # noqa: F401  httpx itself imports it at the first request, where the event loop would wait for it
import httpx

from desktop_app.domain.downloads import Link
from desktop_app.domain.errors import UserError
from desktop_app.domain.network import Expect, expect_nothing
from desktop_app.engines.openai.addresses import ServerAddress, resolved
from desktop_app.engines.openai.connection import Answer, why_not_secure, why_refused

_MOST_REDIRECTS = 5
_TLS = ssl.PROTOCOL_TLS_CLIENT
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_RANGE = re.compile(r"bytes (?P<begin>\d{1,18})-(?P<end>\d{1,18})/(?P<total>\d{1,18})")
CONNECT_SECONDS = 15.0
SILENCE_SECONDS = 60.0
_SAID = {
    "engine_unreachable": "download_unreachable",
    "engine_timeout": "download_stalled",
    "engine_cut_off": "download_cut_off",
    "engine_garbled": "download_strange",
    "host_not_allowed": "download_strange",
}


class Reply(Answer):
    """The bytes of a file, or of the rest of it; to be closed."""

    def __init__(self, response: httpx.Response, transport: httpx.AsyncHTTPTransport, link: Link) -> None:
        """Read `response`, which `link` led to."""
        super().__init__(response, transport, link.shown)
        self._headers = response.headers
        self.link = link
        found = _RANGE.fullmatch(self._header("content-range")) if self.status == 206 else None
        self.begin = int(found["begin"]) if found else 0
        length = self._header("content-length")
        whole = int(length) if length.isascii() and length.isdecimal() and len(length) < 19 else 0
        self.total = int(found["total"]) if found else whole
        self.is_rest = found is not None

    @property
    def validator(self) -> str:
        """What tells this version of the file from others; empty where the server has nothing that does."""
        tag = self._header("etag")
        return tag if tag and not tag.startswith("W/") else self._header("last-modified")

    @property
    def location(self) -> str:
        """Where the server sends who asks."""
        return self._header("location")

    async def piece(self) -> bytes:
        """Return the next bytes, none at the end; raise `UserError` when they do not come."""
        try:
            return await self.read(SILENCE_SECONDS)
        except UserError as error:
            raise _said(error, self.link) from error

    def _header(self, name: str) -> str:
        return str(self._headers.get(name, "")).strip()


async def fetch(
    link: Link, hosts: AbstractSet[str], begin: int = 0, validator: str = "", expect: Expect = expect_nothing
) -> Reply:
    """Ask for the file that `link` leads to, from its byte `begin` on where it is still what `validator` says.

    Raises `UserError` that names the host before any other host is asked than this computer and `hosts`. `expect`
    hears of each connection beforehand.
    """
    if not link.is_here and link.place not in hosts:
        raise UserError("download_asks", host=link.place)
    for _ in range(_MOST_REDIRECTS):
        reply = await _asked(link, begin, validator, expect)
        if reply.status not in _REDIRECTS:
            return await _checked(reply)
        await reply.aclose()
        onward = link.followed(reply.location)
        if onward.place != link.place and onward.place not in hosts:
            raise UserError("download_redirected", from_host=link.place, host=onward.place)
        link = onward
    raise UserError("download_strange", host=link.place, detail="it sends Parley in circles")


async def _checked(reply: Reply) -> Reply:
    """Return a reply that is a file; close any other and raise `UserError`."""
    if reply.status in {200, 206, 416} and reply.encoding in {"", "identity"}:
        return reply
    await reply.aclose()
    if reply.status >= 400:
        raise UserError("download_refused", host=reply.link.place, detail=f"HTTP {reply.status}")
    detail = f"HTTP {reply.status}" if reply.encoding in {"", "identity"} else "it sends compressed data, unasked"
    raise UserError("download_strange", host=reply.link.place, detail=detail)


async def _asked(link: Link, begin: int, validator: str, expect: Expect) -> Reply:
    address = ServerAddress(link.scheme, link.host, link.port, "", link.shown)
    failure = UserError("download_unreachable", host=link.place)
    try:
        async with timeout(CONNECT_SECONDS):
            ips = await resolved(address, () if link.is_here else (link.host,), expect)
    except UserError as error:
        raise _said(error, link) from error
    except TimeoutError as error:
        raise failure from error
    for ip in ips:
        request = _request(address, link, ip, begin, validator)
        try:
            return await _sent(request, link)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            failure = _no_connection(link, error)
        except (httpx.TimeoutException, TimeoutError) as error:
            raise UserError("download_stalled", host=link.place, seconds=f"{SILENCE_SECONDS:g}") from error
        except httpx.NetworkError as error:
            raise UserError("download_cut_off", host=link.place) from error
        except (httpx.ProtocolError, httpx.InvalidURL) as error:
            raise UserError("download_strange", host=link.place, detail="its answer is not HTTP") from error
    raise failure


def _request(address: ServerAddress, link: Link, ip: str, begin: int, validator: str) -> httpx.Request:
    headers = {"Host": address.host_header, "User-Agent": "parley", "Accept": "*/*", "Accept-Encoding": "identity"}
    if begin and validator:
        headers |= {"Range": f"bytes={begin}-", "If-Range": validator}
    patience = httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS, pool=None)
    extensions = {"timeout": patience.as_dict(), "sni_hostname": address.host}
    return httpx.Request("GET", address.url(ip, link.path), headers=headers, extensions=extensions)


async def _sent(request: httpx.Request, link: Link) -> Reply:
    secure = link.scheme == "https"
    # In a thread: loading the certificates takes longer than the window may wait. The bare context trusts nobody.
    context = await to_thread(httpx.create_ssl_context, trust_env=False) if secure else ssl.SSLContext(_TLS)
    transport = httpx.AsyncHTTPTransport(verify=context, trust_env=False)
    try:
        async with timeout(CONNECT_SECONDS + SILENCE_SECONDS):
            return Reply(await transport.handle_async_request(request), transport, link)
    except BaseException:
        await transport.aclose()
        raise


def _no_connection(link: Link, error: BaseException) -> UserError:
    """Return why there is no connection: refused here, nobody there, or none that is known to be safe."""
    refusal = why_refused(error)
    if refusal is not None:
        return refusal
    detail = why_not_secure(error)
    failure = UserError("download_unreachable", host=link.place)
    if detail:
        failure = UserError("download_strange", host=link.place, detail=detail)
    failure.__cause__ = error
    return failure


def _said(error: UserError, link: Link) -> UserError:
    """Return what a server did as it concerns a download; what Parley refused itself is told as it is."""
    if error.code == "connection_refused":
        return error
    code = _SAID.get(error.code, "download_strange")
    seconds, detail = f"{SILENCE_SECONDS:g}", error.details.get("detail", "it is not where its name says")
    return UserError(code, host=link.place, seconds=seconds, detail=detail)
