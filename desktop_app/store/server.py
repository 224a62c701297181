"""A database server: what the settings say of it, read, checked and shown without its password."""

import asyncio
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from desktop_app.domain.errors import UserError
from desktop_app.domain.hosts import is_allowed, is_ip, is_loopback, may_be_here, plain_host
from desktop_app.domain.network import Expect, expect_nothing

_DRIVERS = frozenset({"postgresql+asyncpg", "postgresql"})
_SOCKET_FOLDERS = ("/run/postgresql", "/var/run/postgresql", "/tmp")  # noqa: S108  where servers put their sockets
_SSL = {"true": "verify-full", "1": "verify-full", "false": "disable", "0": "disable"} | {
    word: word for word in ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
}
_QUERY = frozenset({"host", "port", "ssl", "sslmode"})


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL database as the settings name it; the URL may hold a password."""

    url: str = field(repr=False)
    allowed_hosts: tuple[str, ...] = ()
    settings_file: str = "settings.toml"
    expect: Expect = field(default=expect_nothing, repr=False, compare=False)
    """Hears of each connection beforehand."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A checked URL, taken apart; `shown` is for people."""

    host: str
    """A name, an IP address, or the folder of a Unix socket."""
    anywhere: bool
    """The user allowed this host wherever it is; else it must be this computer."""
    options: Mapping[str, Any] = field(repr=False)
    """What the driver is told."""
    shown: str
    settings_file: str
    expect: Expect = field(default=expect_nothing, repr=False, compare=False)


def checked_server(server: Server) -> ServerAddress:
    """Return the server's URL taken apart.

    Raises `UserError` for what is no address of a PostgreSQL database, and for a host that is neither this computer
    nor allowed, before any name server is asked about it.
    """
    try:
        url = make_url(server.url.strip())
        host = _host(url)
        allowed = not host.startswith("/") and is_allowed(host, server.allowed_hosts)
        options = _options(url, host, here=host.startswith("/") or may_be_here(host))
    except (ArgumentError, ValueError, KeyError, TypeError):
        # Without its cause, which may quote the password.
        raise UserError("bad_db_url", settings_file=server.settings_file) from None
    if not host.startswith("/") and not allowed and not may_be_here(host):
        raise UserError("database_host_not_allowed", host=host, settings_file=server.settings_file)
    return ServerAddress(host, allowed, options, _shown(url, host), server.settings_file, server.expect)


def _host(url: URL) -> str:
    host = url.query.get("host", url.host or "")
    if url.drivername not in _DRIVERS or not _QUERY.issuperset(url.query) or not isinstance(host, str):
        raise ValueError(url.drivername)
    if not host:
        return next((folder for folder in _SOCKET_FOLDERS if os.path.isdir(folder)), "localhost")
    if host.startswith("/"):
        return host
    if not host.isprintable() or any(char in host for char in " ,\\") or host.startswith("@"):
        raise ValueError(host)
    return plain_host(host)


def _options(url: URL, host: str, *, here: bool) -> Mapping[str, Any]:
    port = int(str(url.query.get("port", url.port or 5432)))
    # Between two computers, words go encrypted or not at all, unless the user says otherwise.
    ssl = _SSL[str(url.query.get("ssl") or url.query.get("sslmode") or ("prefer" if here else "require")).lower()]
    if not 0 < port < 65536:
        raise ValueError(port)
    return {
        "host": host,
        "port": port,
        "user": url.username,
        "password": url.password,
        "database": url.database or None,
        "ssl": False if host.startswith("/") else _verified(ssl),
    }


def _verified(ssl: str) -> str | bool:
    """Let the system's authorities say who answers, unless the user has one of their own as for other programs."""
    own = os.environ.get("PGSSLROOTCERT") or os.path.exists(os.path.expanduser("~/.postgresql/root.crt"))
    return True if ssl == "verify-full" and not own else ssl


def _shown(url: URL, host: str) -> str:
    """Return the address for people: on one line, without its password."""
    user = f"{url.username}@" if url.username else ""
    bracketed = f"[{host}]" if ":" in host else host
    port = f":{url.port}" if url.port and not host.startswith("/") else ""
    line = f"{user}{bracketed}{port}/{url.database or ''}"
    return "postgresql://" + "".join(char for char in line if char.isprintable())[:200]


async def check_where_it_is(address: ServerAddress) -> None:
    """Announce where a server is; raise `UserError` when a name that stands for this computer leads to another one."""
    port = address.options["port"]
    if address.host.startswith("/"):
        return
    address.expect(address.host, port, ())
    if is_ip(address.host):
        return
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(address.host, port, type=socket.SOCK_STREAM)
    ips = [str(entry[4][0]) for entry in found]
    address.expect(address.host, port, ips)
    if not address.anywhere and not all(map(is_loopback, ips)):
        raise UserError("database_host_not_allowed", host=address.host, settings_file=address.settings_file)
