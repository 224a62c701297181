"""Servers for programs under test, run beside the test by a thread of their own."""

import asyncio
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.servers.fake_openai import Case, Exchange, FakeOpenAI


@contextmanager
def serving(cases: Mapping[str, Case], host: str = "127.0.0.1") -> Iterator[FakeOpenAI]:
    """Serve the OpenAI protocol until the block ends; the first case answers who names no model."""
    server = FakeOpenAI(cases)
    server.host = host
    ready = threading.Event()
    ends: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve() -> None:
        async with server:
            end = asyncio.Event()
            ends.append((asyncio.get_running_loop(), end))
            ready.set()
            await end.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="server for the test")
    thread.start()
    try:
        assert ready.wait(10), "the server did not start"
        yield server
    finally:
        for loop, end in ends:
            loop.call_soon_threadsafe(end.set)
        thread.join(10)
    assert not thread.is_alive(), "the server did not stop"


def slow_answer(pieces: int, seconds: float) -> Case:
    """Return a way to answer: numbered words that quote the question, `seconds` apart."""

    async def answer(exchange: Exchange) -> None:
        await exchange.start()
        # Questions that nothing answered reach a server together, as one.
        for piece in pieces_about(exchange.request.question.rpartition("\n\n")[2], pieces):
            await exchange.say(piece)
            await asyncio.sleep(seconds)
        await exchange.finish()

    return answer


def answer_of(text: str, size: int, seconds: float) -> Case:
    """Return a way to answer: that text, so many characters at a time, `seconds` apart."""

    async def answer(exchange: Exchange) -> None:
        await exchange.start()
        for start in range(0, len(text), size):
            await exchange.say(text[start : start + size])
            await asyncio.sleep(seconds)
        await exchange.finish()

    return answer


def pieces_about(question: str, count: int) -> Iterator[str]:
    """Yield the pieces of a slow answer; they name the question, so that no answer passes for another."""
    yield f"About {question}:"
    for number in range(1, count):
        yield f" é{number} 🙂"


@contextmanager
def mute_port() -> Iterator[str]:
    """Give the address of a port that takes no connection and refuses none: its queue is full."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        address = listening.getsockname()
        queued = []
        try:
            for _ in range(8):
                waiting = socket.socket()
                waiting.setblocking(False)
                waiting.connect_ex(address)
                queued.append(waiting)
            yield f"http://127.0.0.1:{address[1]}/v1"
        finally:
            for waiting in queued:
                waiting.close()


@contextmanager
def closed_port() -> Iterator[str]:
    """Give the address of a port that nothing listens on, and that nobody else is given meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
