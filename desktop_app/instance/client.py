"""The later start: it asks the open window to come forward, and says so when that does not answer."""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from desktop_app.domain.errors import UserError
from desktop_app.instance.lock import WindowLock
from desktop_app.instance.requests import DONE, LIMIT, Request, encode

ANSWER_SECONDS = 5.0
"""How long an open window may take to answer; it does so within a frame unless it hangs."""
START_SECONDS = 20.0
"""How long another start may take until it listens, or a closing window until it lets go."""
_PAUSE = 0.05
_LONGEST_TOKEN = 1000


def raise_open_window(lock_file: Path, socket_file: Path, addresses: Sequence[str] = ()) -> WindowLock | None:
    """Let the window that holds the lock come forward and open what is at `addresses`.

    Return the lock instead where that window ended meanwhile; raise `UserError` when it does neither.
    """
    request = encode(Request(" ".join(addresses), _leave()))
    if len(request) > LIMIT:
        raise UserError("opened_too_many", most=len(addresses) // 2)
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if _ask(socket_file, request):
            return None
        time.sleep(_PAUSE)
        lock = WindowLock.take(lock_file)
        if lock is not None:
            return lock
    raise UserError("window_silent", folder=lock_file.parent)


def _leave() -> str:
    """Return what the desktop gave this start to prove that a person wanted it; older desktops have one name for it."""
    token = os.environ.get("XDG_ACTIVATION_TOKEN") or os.environ.get("DESKTOP_STARTUP_ID") or ""
    return token if token.isprintable() and len(token) <= _LONGEST_TOKEN else ""


def _ask(socket_file: Path, request: bytes) -> bool:
    """Tell whether the window came forward; raise `UserError` when it listens and does not answer."""
    try:
        return _exchange(socket_file, request) == DONE
    except TimeoutError as error:
        raise UserError("window_silent", folder=socket_file.parent) from error
    except OSError:  # nobody listens, not yet or not any more
        return False


if sys.platform == "win32":

    def _exchange(socket_file: Path, request: bytes) -> bytes:
        from multiprocessing.connection import Client

        from desktop_app.instance.pipe import pipe_name

        with Client(pipe_name(socket_file), family="AF_PIPE") as connection:
            connection.send_bytes(request)
            if not connection.poll(ANSWER_SECONDS):
                raise TimeoutError
            return connection.recv_bytes(len(DONE))

else:

    def _exchange(socket_file: Path, request: bytes) -> bytes:
        import socket

        from desktop_app.instance.address import address_of

        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(ANSWER_SECONDS)
            with address_of(socket_file) as address:
                connection.connect(address)
            connection.sendall(request)
            heard = b""
            while len(heard) < len(DONE) and (piece := connection.recv(len(DONE))):
                heard += piece
            return heard
