"""Python's audit events that lead out of a process, and what the guard makes of each."""

import os
import socket
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from desktop_app.domain.hosts import is_ip, is_loopback, may_be_here, plain_host
from desktop_app.domain.network import Kind, Purpose, Reach

if TYPE_CHECKING:
    from desktop_app.network.guard import Guard

_UNIX = getattr(socket, "AF_UNIX", None)
_INTERNET = frozenset({socket.AF_INET, socket.AF_INET6})
_GIVEN = -1
"""The family of a socket that is there already, and was looked at when it was made."""
_PAIR = socket.socketpair.__code__
_NEAR = 6
"""Frames between an event and whoever asked for a pair of sockets."""


def checks_of(guard: "Guard") -> Mapping[str, Callable[..., None]]:
    """Return what looks at each event; it raises `RefusedError` where that may not happen."""
    sockets, programs = _Sockets(guard), _Programs(guard)
    return {
        "socket.__new__": sockets.made,
        "socket.connect": sockets.connecting,
        "socket.sendto": sockets.sending,
        "socket.sendmsg": sockets.sending,
        "socket.bind": sockets.binding,
        "socket.getaddrinfo": sockets.looking_up,
        "socket.gethostbyname": sockets.looking_up,
        "socket.gethostbyaddr": sockets.looking_up,
        "socket.getnameinfo": sockets.naming,
        "subprocess.Popen": programs.starting,
        "os.posix_spawn": programs.replacing,
        "os.exec": programs.replacing,
        "os.spawn": programs.spawning,
        "os.startfile": programs.replacing,
        "os.system": programs.replacing,
    }


class _Sockets:
    """Looks at sockets: Unix ones lead to this computer alone, internet ones must be expected."""

    def __init__(self, guard: "Guard") -> None:
        self._guard = guard

    def made(self, _socket: object, family: int, kind: int, *_more: object) -> None:
        """Let no socket be made that nothing expected could use."""
        if family in {_UNIX, _GIVEN} or _is_pair():
            return
        if family not in _INTERNET or kind == socket.SOCK_RAW or not self._guard.expects_any():
            raise self._guard.refuse(Kind.CONNECTION, Reach.BEYOND, "")

    def connecting(self, made: socket.socket, address: object) -> None:
        """Let a socket be connected to what is expected."""
        self._look(Kind.CONNECTION, made, address, note=True)

    def sending(self, made: socket.socket, address: object = None) -> None:
        """Let words go without a connection where one would be let; along a connection they may go."""
        if address is not None:
            self._look(Kind.CONNECTION, made, address, note=False)

    def binding(self, made: socket.socket, address: object) -> None:
        """Let nobody call in, but by a socket file."""
        if made.family != _UNIX and not _is_pair():
            host, port = _host_and_port(address)
            raise self._guard.refuse(Kind.LISTENING, _reach(host), host, port)

    def looking_up(self, host: object, port: object = 0, *_more: object) -> None:
        """Let names be asked for that are expected; a number asks nobody, but says where one wants to go."""
        name, number = _plain(host), _number(port)
        if not name or is_ip(name):
            if name and number and self._guard.announced(name, number) is None:
                raise self._guard.refuse(Kind.CONNECTION, _reach(name), name, number)
            return
        purpose = self._guard.name(name, number)
        if purpose is None:
            raise self._guard.refuse(Kind.NAME, _reach(name), name)
        self._guard.note_name(name, purpose)

    def naming(self, address: object) -> None:
        """Let no name server be asked who is behind a number."""
        host, port = _host_and_port(address)
        raise self._guard.refuse(Kind.NAME, _reach(host), host, port)

    def _look(self, kind: Kind, made: socket.socket, address: object, *, note: bool) -> None:
        if made.family == _UNIX:
            if note:
                self._guard.note_file(_text(address))
            return
        host, port = _host_and_port(address)
        if _is_pair():
            return
        if not is_ip(host) or self._guard.announced(host, port) is None:
            raise self._guard.refuse(kind, _reach(host), host, port)
        if note:
            self._guard.note(kind, host, port)


class _Programs:
    """Looks at programs: one that is started goes its own ways, so it must be known."""

    def __init__(self, guard: "Guard") -> None:
        self._guard = guard

    def starting(self, executable: object, *_more: object) -> None:
        """Let a known program be started."""
        path = _text(executable)
        self._guard.note_start(path, self._known(path))

    def replacing(self, executable: object, *_more: object) -> None:
        """Let a known program run, of whose start is told elsewhere."""
        self._known(_text(executable))

    def spawning(self, _mode: object, executable: object, *_more: object) -> None:
        """Let a known program run that is named in second place."""
        self._known(_text(executable))

    def _known(self, path: str) -> Purpose:
        purpose = self._guard.program(path)
        if purpose is None:
            raise self._guard.refuse(Kind.START, Reach.PROGRAM, path)
        return purpose


def _is_pair() -> bool:
    """Tell whether Python itself makes a pair of sockets, as Windows has them only on its own internet address."""
    frame = sys._getframe(1)  # noqa: SLF001  there is no other way to see who asks
    for _ in range(_NEAR):
        if frame.f_code is _PAIR:
            return True
        if frame.f_back is None:
            return False
        frame = frame.f_back
    return False


def _host_and_port(address: object) -> tuple[str, int]:
    if isinstance(address, tuple) and len(address) > 1:
        return _plain(address[0]), _number(address[1])
    return _text(address), 0


def _plain(host: object) -> str:
    """Return a host as it is compared, without the interface that stands behind some numbers."""
    try:
        return plain_host(_text(host).partition("%")[0])
    except ValueError:  # UnicodeError is one
        return _text(host)


def _number(port: object) -> int:
    """Return a port; services by name are none of ours."""
    return port if isinstance(port, int) else int(port) if isinstance(port, str) and port.isdecimal() else 0


def _text(value: object) -> str:
    if isinstance(value, str | bytes | os.PathLike):
        return os.fsdecode(value)
    return "" if value is None else str(value)


def _reach(host: str) -> Reach:
    here = may_be_here(host) if host else False
    return Reach.HERE if here or (is_ip(host) and is_loopback(host)) else Reach.BEYOND
