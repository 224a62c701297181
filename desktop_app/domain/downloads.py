"""Downloads: what was asked for, how far it has come, and where a link leads."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from desktop_app.domain.errors import UserError
from desktop_app.domain.file_names import safe_file_name
from desktop_app.domain.hosts import DEFAULT_PORTS, host_and_port, is_ip, may_be_here, plain_host

_SHOWN = 200
_ENDING = ".gguf"


@dataclass(frozen=True, slots=True)
class Download:
    """A file to be fetched from `address`; nobody is asked but this computer and the `hosts`.

    `folder` is where it goes, None for Parley's own; `sha256` is what its checksum must be, empty where nobody knows.
    """

    address: str
    hosts: AbstractSet[str] = frozenset()
    folder: Path | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """How far a download has come, in bytes; `total` is 0 where the server does not say it.

    `is_checking` tells that everything is here and its checksum is computed; `file` is there at the end.
    """

    done: int
    total: int
    is_checking: bool = False
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An address taken apart; `path` holds the query too, `shown` neither that nor anything secret."""

    scheme: str
    host: str
    port: int
    path: str
    shown: str

    @property
    def place(self) -> str:
        """The host as people allow it: with its port where that is unusual."""
        return host_and_port(self.scheme, self.host, self.port)

    @property
    def is_here(self) -> bool:
        """Whether it leads to this computer."""
        return may_be_here(self.host)

    @property
    def file_name(self) -> str:
        """A name for the file that it leads to."""
        last = unquote(self.path.partition("?")[0].rstrip("/").rpartition("/")[2])
        name = safe_file_name(last) if last else "model"
        return name if name.lower().endswith(_ENDING) else f"{name[: 120 - len(_ENDING)]}{_ENDING}"

    def followed(self, location: str) -> "Link":
        """Return where a server sends who asks for this; raise `UserError` where that is no address to go to."""
        bare = f"{self.scheme}://{self.place}{self.path}"
        return read_link(urljoin(bare, location))


def read_link(words: str) -> Link:
    """Return an address taken apart; raise `UserError` for one that is not to be fetched from.

    What comes from another computer comes over an encrypted connection, or not at all.
    """
    address = words.strip()
    shown = address.partition("?")[0].partition("#")[0].rpartition("@")[2][:_SHOWN]
    refused = UserError("download_bad_address", address=shown)
    if not address.isascii() or not address.isprintable() or any(char in ' \\<>"{}|^`' for char in address):
        raise refused
    try:
        parts = urlsplit(address)
        host, port = plain_host(parts.hostname or ""), parts.port
    except ValueError as error:
        raise refused from error
    if parts.scheme not in DEFAULT_PORTS or not host or "@" in parts.netloc or not (is_ip(host) or _is_name(host)):
        raise refused
    link = Link(
        parts.scheme,
        host,
        DEFAULT_PORTS[parts.scheme] if port is None else port,
        (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        f"{parts.scheme}://{parts.netloc}{parts.path}"[:_SHOWN],
    )
    if link.scheme != "https" and not link.is_here:
        raise UserError("download_not_secure", host=link.place)
    return link


def host_of_place(place: str) -> tuple[str, int]:
    """Return the host and the port of what `Link.place` calls it; other computers are asked by https alone."""
    parts = urlsplit(f"https://{place}")
    return parts.hostname or "", parts.port or DEFAULT_PORTS["https"]


def _is_name(host: str) -> bool:
    return all(char.isalnum() or char in "-_." for char in host) and host[0].isalnum() and len(host) < 254
