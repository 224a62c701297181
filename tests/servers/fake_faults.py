"""Floods, lies and broken connections of the fake server, by the name of the model asked for."""

import asyncio
import zlib
from functools import cache

from tests.servers.fake_openai import Exchange, cases_in

MEGABYTE = 1024 * 1024


async def lengthlie(e: Exchange) -> None:
    await e.start(chunked=False, Content_Length="5000")
    await e.say("half")


async def hugeline(e: Exchange) -> None:
    await e.start()
    await e.say("before")
    await e.send(b'data: {"choices": [{"delta": {"content": "')
    for _ in range(200):
        await e.send(b"x" * MEGABYTE)
    await e.end()


async def hugeevent(e: Exchange) -> None:
    """Many lines, none of them long, that never become an event."""
    await e.start()
    for _ in range(4000):
        await e.send((b"data: " + b"x" * 1000 + b"\n") * 50)
    await e.end()


async def hugebody(e: Exchange) -> None:
    await e.start(kind="application/json")
    for _ in range(200):
        await e.send(b" " * MEGABYTE)
    await e.end()


async def endless(e: Exchange) -> None:
    await e.start()
    while True:
        await e.say("word " * 400)


async def endlessthoughts(e: Exchange) -> None:
    """Think in a field of its own, for ever."""
    await e.start()
    while True:
        await e.say("", reasoning_content="hm " * 400)


async def endlesstag(e: Exchange) -> None:
    """Open a thought and never close it."""
    await e.start()
    await e.say("<think>")
    while True:
        await e.say("</thin" * 200)


async def blanks(e: Exchange) -> None:
    """Say nothing but empty lines, each of them properly wrapped."""
    await e.start()
    while True:
        await e.say("\n" * 500)


async def headerflood(e: Exchange) -> None:
    """Begin an answer that never gets to its words."""
    await e.raw(b"HTTP/1.1 200 OK\r\n")
    while True:
        await e.raw(b"X-Filler: %b\r\n" % (b"x" * 1000))


async def newlines(e: Exchange) -> None:
    await e.start()
    while True:
        await e.send(b"\n" * MEGABYTE)


async def gzipbomb(e: Exchange) -> None:
    await e.start(Content_Encoding="gzip")
    await e.send(_bomb())
    await e.end()


async def redirect(e: Exchange) -> None:
    await e.start("307 Temporary Redirect", Location="http://169.254.169.254/v1/chat/completions", chunked=False)


async def stall(e: Exchange) -> None:
    await e.start()
    await e.say("before")
    await e.hang()


async def drop(e: Exchange) -> None:
    """Break off like a server that was killed."""
    await e.start()
    await e.say("before")
    await asyncio.sleep(0.02)
    e.abort()


async def never(e: Exchange) -> None:
    await e.hang()


async def headersonly(e: Exchange) -> None:
    await e.start()
    await e.hang()


async def hangup(e: Exchange) -> None:
    """Close without a word."""


async def nothttp(e: Exchange) -> None:
    await e.raw(b"220 mail.example ESMTP ready\r\n\r\n")


@cache
def _bomb() -> bytes:
    """Return a gzip stream of less than a megabyte that unpacks to 200 MB."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(200)) + packer.flush()


FAULTS = cases_in(globals())
