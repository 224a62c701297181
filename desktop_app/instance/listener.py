"""The open window listens here for later starts on the same data folder."""

import asyncio
import logging
import socket
from collections.abc import Callable
from pathlib import Path
from typing import cast

from desktop_app.instance.address import address_of
from desktop_app.instance.requests import DONE, LIMIT, Request, decode

_log = logging.getLogger(__name__)
_SECONDS = 2.0
"""How long somebody may take to say what they want."""
_MOST = 16
"""How many may wait at once."""


class SocketListener:
    """Listens on a socket that its owner alone can reach; no network is involved."""

    def __init__(self, file: Path, asked: Callable[[Request], None]) -> None:
        """Pass each request to `asked`; whoever holds the window's lock may listen on `file`."""
        self._file = file
        self.asked = asked
        self.clients: set[_Client] = set()
        self.is_closed = False
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Begin to listen; where that cannot be, later starts will have to say that nobody answers."""
        listening = socket.socket(socket.AF_UNIX)
        try:
            await asyncio.to_thread(self._bind, listening)
            loop = asyncio.get_running_loop()
            self._server = await loop.create_unix_server(lambda: _Client(self), sock=listening)
        except OSError as error:
            listening.close()
            _log.warning("No later start can be heard: %s", error.strerror)

    def _bind(self, listening: socket.socket) -> None:
        # What is there was left by a process that was killed: the lock is ours.
        self._file.unlink(missing_ok=True)
        with address_of(self._file) as address:
            listening.bind(address)
        self._file.chmod(0o600)

    def close(self) -> None:
        """Listen no more, also to those who have not said yet what they want."""
        self.is_closed = True
        if self._server is not None:
            self._server.close()
            self._server = None
            self._file.unlink(missing_ok=True)
        for client in tuple(self.clients):
            client.dismiss()


class _Client(asyncio.Protocol):
    """Somebody who connected: another Parley, or anything that can open a file of this user."""

    def __init__(self, listener: SocketListener) -> None:
        self._listener = listener
        self._heard = b""
        self._transport: asyncio.Transport | None = None
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for a request, for a while."""
        self._transport = cast("asyncio.Transport", transport)
        # One that connected in the last moment asks again, and opens a window of its own.
        if self._listener.is_closed or len(self._listener.clients) >= _MOST:
            self._transport.abort()
            return
        self._listener.clients.add(self)
        self._patience = asyncio.get_running_loop().call_later(_SECONDS, self.dismiss)

    def data_received(self, data: bytes) -> None:
        """Do what is asked, and say that it was done; turn away whoever asks for something else."""
        self._heard += data
        line, end, _rest = self._heard.partition(b"\n")
        if self._transport is None or self._transport.is_closing() or (not end and len(line) <= LIMIT):
            return
        request = decode(line) if len(line) <= LIMIT else None
        if request is None:
            self.dismiss()
            return
        self._listener.asked(request)
        self._transport.write(DONE)
        self._transport.close()

    def dismiss(self) -> None:
        """Turn somebody away, without an answer."""
        if self._transport is not None:
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget somebody who left."""
        if self._patience is not None:
            self._patience.cancel()
        self._listener.clients.discard(self)
