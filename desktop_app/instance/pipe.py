"""The open window listens here on Windows, where a named pipe does what a socket in the data folder does elsewhere."""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from threading import Thread

from desktop_app.instance.requests import DONE, LIMIT, Request, decode

_SECONDS = 2.0
"""How long somebody may take to say what they want."""


def pipe_name(file: Path) -> str:
    """Return the name of the pipe that stands for the socket `file`; each data folder has its own."""
    folder = os.path.normcase(os.path.realpath(file)).encode("utf-8", "surrogatepass")
    return rf"\\.\pipe\parley-{sha256(folder).hexdigest()[:32]}"


class PipeListener:
    """Listens in a thread, as the event loop cannot; bytes alone are read, never pickles."""

    def __init__(self, name: str, asked: Callable[[Request], None], family: str = "AF_PIPE") -> None:
        """Pass each request to `asked`, on the event loop."""
        self._name = name
        self._family = family
        self._asked = asked
        self._listener: Listener | None = None

    async def open(self) -> None:
        """Begin to listen."""
        self._listener = Listener(self._name, family=self._family)
        arguments = (self._listener, asyncio.get_running_loop())
        Thread(target=self._listen, args=arguments, daemon=True, name="later starts").start()

    def close(self) -> None:
        """Listen no more: a last connection wakes the thread, which then ends."""
        if self._listener is not None:
            self._listener = None
            with suppress(OSError, EOFError):
                Client(self._name, family=self._family).close()

    def _listen(self, listener: Listener, loop: asyncio.AbstractEventLoop) -> None:
        with listener:
            while self._listener is listener:
                try:
                    with listener.accept() as connection:
                        self._hear(connection, loop)
                except (OSError, EOFError, RuntimeError):  # gone again, too long, or the loop has ended
                    continue

    def _hear(self, connection: Connection, loop: asyncio.AbstractEventLoop) -> None:
        request = decode(connection.recv_bytes(LIMIT)) if connection.poll(_SECONDS) else None
        if request is not None and self._listener is not None:
            loop.call_soon_threadsafe(self._asked, request)
            connection.send_bytes(DONE)
