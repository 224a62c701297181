"""Server addresses: read, checked against the hosts that may be talked to, and shown without secrets."""

import asyncio
import re
import socket
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from desktop_app.domain.errors import UserError
from desktop_app.domain.hosts import (
    DEFAULT_PORTS,
    bracketed,
    host_and_port,
    is_allowed,
    is_ip,
    is_loopback,
    may_be_here,
    plain_host,
)
from desktop_app.domain.network import Expect, expect_nothing

SHOWN_LENGTH = 200
"""Characters of an address that a sentence shows at most."""
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A checked base URL, taken apart.

    `host` is a name or an IP address without brackets; `path` has no slash at its end; `shown` is for people.
    """

    scheme: str
    host: str
    port: int
    path: str
    shown: str

    @property
    def host_header(self) -> str:
        """What the HTTP header `Host` says."""
        return host_and_port(self.scheme, self.host, self.port)

    def url(self, ip: str, path: str) -> str:
        """Return the URL of `path` below this address at the resolved address `ip`."""
        return f"{self.scheme}://{bracketed(ip)}:{self.port}{self.path}{path}"


def without_secrets(url: str) -> str:
    """Return `url` for people: on one line, of bounded length, without user name, password, query and fragment."""
    line = "".join(char for char in url if char.isprintable()).strip()
    address = re.split(r"[?#]", line, maxsplit=1)[0]
    # Up to the last @ even where it is no user name by the book: a mistyped password may hold slashes.
    shown = re.sub(r"^([a-zA-Z][a-zA-Z0-9+.-]*://)?.*@", r"\1", address)
    return shown if len(shown) <= SHOWN_LENGTH else shown[: SHOWN_LENGTH - 1] + "…"


def checked_address(base_url: str, allowed_hosts: Collection[str]) -> ServerAddress:
    """Return `base_url` taken apart.

    Raises `UserError` for what is no server address, and for a host that is neither this computer nor allowed; a name
    other than localhost must be allowed before any name server is asked about it.
    """
    shown = without_secrets(base_url)
    parts, host, port = _split(base_url.strip(), shown)
    if not is_allowed(host, allowed_hosts) and not may_be_here(host):
        raise UserError("host_not_allowed", host=host)
    return ServerAddress(parts.scheme, host, port, parts.path.rstrip("/"), shown.rstrip("/"))


def _split(url: str, shown: str) -> tuple[SplitResult, str, int]:
    """Return the parts, the host and the port of `url`."""
    refused = UserError("bad_base_url", base_url=shown)
    # urlsplit silently drops tabs and line ends, and browsers take a backslash for a slash.
    if not url.isprintable() or any(char.isspace() or char == "\\" for char in url):
        raise refused
    try:
        parts = urlsplit(url)
        port = parts.port
        host = plain_host(parts.hostname or "")
    except ValueError as error:
        raise refused from error
    if parts.scheme not in DEFAULT_PORTS or (not is_ip(host) and not _HOST.fullmatch(host)):
        raise refused
    if "@" in parts.netloc or "?" in url or "#" in url:
        raise UserError("base_url_not_plain")
    return parts, host, DEFAULT_PORTS[parts.scheme] if port is None else port


async def resolved(
    address: ServerAddress, allowed_hosts: Collection[str], expect: Expect = expect_nothing
) -> list[str]:
    """Return the IP addresses to connect to, in the order in which to try them; `expect` hears of them.

    The caller connects to these and to nothing else, so a name cannot change its meaning after the check.
    Raises `UserError` when the name has none, or when one of them is another computer and that was not allowed.
    """
    expect(address.host, address.port, ())
    if is_ip(address.host):
        return [address.host]
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except UserError:
        raise  # the guard's refusal, which is an OSError for others
    except (OSError, UnicodeError) as error:  # UnicodeError: no name has a part that long
        raise UserError("engine_unreachable", base_url=address.shown) from error
    ips = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(map(is_loopback, ips)) and not is_allowed(address.host, allowed_hosts):
        raise UserError("host_not_allowed", host=address.host)
    expect(address.host, address.port, ips)
    return ips
