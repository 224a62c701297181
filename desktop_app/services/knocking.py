"""Knocking: whether anything listens at an address of this computer, found out without speaking to it."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit


async def listens(base_url: str, seconds: float) -> bool:
    """Tell whether a connection is taken; what takes it may be anything."""
    place = urlsplit(base_url)
    try:
        async with asyncio.timeout(seconds):
            _reader, writer = await asyncio.open_connection(place.hostname, place.port)
    except (OSError, ValueError, TimeoutError):
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True
