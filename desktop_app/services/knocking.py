"""Knocking: whether anything listens at an address of this computer, found out without speaking to it."""

import asyncio
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from desktop_app.domain.network import Expect, expect_nothing

_TABLES = (Path("/proc/self/net/tcp"), Path("/proc/self/net/tcp6"))
"""What listens, as Linux tells it: so where nothing does, not even a socket is opened."""
_LISTENING = "0A"


async def listens(base_url: str, seconds: float, ports: set[int] | None, expect: Expect = expect_nothing) -> bool:
    """Tell whether something takes connections at a usual address; what it is may be anything.

    `ports` are those that are listened at. Where they are not known that takes a connection, and `expect` hears of it
    beforehand.
    """
    place = urlsplit(base_url)
    if ports is not None:
        return place.port in ports
    expect(place.hostname or "", place.port or 0, ())
    try:
        async with asyncio.timeout(seconds):
            _reader, writer = await asyncio.open_connection(place.hostname, place.port)
    except (OSError, ValueError, TimeoutError):
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True


def listening_ports() -> set[int] | None:
    """Return the ports that are listened at, None where the system does not say."""
    ports: set[int] = set()
    told = False
    for table in _TABLES:
        try:
            lines = table.read_text("ascii").splitlines()[1:]
        except (OSError, ValueError):
            continue
        told = True
        rows = [line.split() for line in lines]
        ports |= {int(row[1].rpartition(":")[2], 16) for row in rows if len(row) > 3 and row[3] == _LISTENING}
    return ports if told else None
