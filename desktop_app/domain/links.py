"""Where a link really leads, in letters that cannot be taken for others."""

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from desktop_app.domain.hidden_characters import shown_wholly
from desktop_app.domain.hosts import plain_host

LONGEST = 300
"""Characters of an address that are shown; its beginning says where it leads."""

_MESSAGE = re.compile(r"parley:message/(\d{1,18})", re.ASCII)


class LinkTarget(NamedTuple):
    """The place behind a link: `host` as computers write it, `address` in plain letters."""

    host: str
    address: str
    mail: bool = False
    looks_like: str = ""
    """The host in the letters of the link, where they are not plain ones and so may look like another host's."""


def link_target(address: str) -> LinkTarget | None:
    """Return where a link leads, None for one that leads nowhere: no web page and no mail."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        scheme = parts.scheme.lower()
        plain = plain_host(unquote(host)) if host else ""
    except ValueError:  # of a wrong port or host; UnicodeError is one of them
        return None
    shown = _plain(address)
    if scheme == "mailto" and parts.path:
        return LinkTarget(_plain(unquote(parts.path)), shown, mail=True)
    if scheme not in {"http", "https"} or not plain:
        return None
    written = unquote(host)
    foreign = written if not written.isascii() else _unwound(plain)
    return LinkTarget(plain, shown, looks_like="" if foreign == plain else _plain(foreign))


def _plain(text: str) -> str:
    """Return an address on one line, with nothing hidden in it, cut where it is very long."""
    text = shown_wholly(" ".join(text.split()))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _unwound(host: str) -> str:
    """Return a host written in plain letters, such as xn--caf-dma.example, in its own ones."""
    if "xn--" not in host:
        return host
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def message_address(message_id: int) -> str:
    """Return the address of a link that shows a message of the person's own."""
    return f"parley:message/{message_id}"


def linked_message(address: str) -> int | None:
    """Return the message that such a link shows, None for any other address."""
    found = _MESSAGE.fullmatch(address)
    return int(found[1]) if found else None
