"""The guard at the way out: what was not announced, or goes where nobody allowed, is refused before it happens."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, NamedTuple

from desktop_app.domain.hosts import is_ip, is_loopback, may_be_here, plain_host
from desktop_app.domain.network import Attempt, Expect, Kind, Purpose, Reach
from desktop_app.network.events import checks_of
from desktop_app.network.ledger import Ledger
from desktop_app.network.refusal import RefusedError

_ANY_PORT = 0
_PROGRAMS = {sys.executable: Purpose.PARLEY, "/usr/bin/vm_stat": Purpose.MEMORY}
"""All that Parley starts: itself, and what tells on macOS how much memory is free."""


class _Announced(NamedTuple):
    """Who stands behind a numeric address, and what one wants there."""

    purpose: Purpose
    host: str


class Guard:
    """Lets out what is announced (`expect`) and either stays on this computer or was allowed (`agree`).

    It sees what Python does, by events that cannot be switched off; libraries' own machine code passes it by.
    """

    def __init__(self, ledger: Ledger, *, sees_connects: bool = sys.platform != "win32") -> None:
        """Write everything to `ledger`.

        Where connections cannot be seen, as on Windows, they are written down when they are announced, and without an
        announcement there is not even a socket.
        """
        self.ledger = ledger
        self.is_installed = False
        self._sees_connects = sees_connects
        self._agreed: Counter[tuple[str, int]] = Counter()
        self._names: dict[str, Purpose] = {}
        self._announced: dict[tuple[str, int], _Announced] = {}
        self._checks = checks_of(self)

    def install(self) -> None:
        """Watch this process from now until it ends: there is no way to take it away again."""
        checks = self._checks

        def hook(event: str, arguments: tuple[Any, ...]) -> None:
            if event in checks:
                checks[event](*arguments)

        sys.addaudithook(hook)
        self.is_installed = True

    def check(self, event: str, *arguments: object) -> None:
        """Do what the hook does with an event; raise `RefusedError` where it may not be."""
        if event in self._checks:
            self._checks[event](*arguments)

    # What is let out

    def agree(self, host: str, port: int = _ANY_PORT) -> None:
        """Take the user's yes to a host beyond this computer, to one of its ports or to all."""
        with suppress(ValueError):  # what can be no host is none to connect to
            self._agreed[plain_host(host), port] += 1

    def disagree(self, host: str) -> None:
        """Take the yes to all ports of `host` back, at once."""
        with suppress(ValueError):
            self._agreed.pop((plain_host(host), _ANY_PORT), None)

    @contextmanager
    def agreed(self, places: Iterable[tuple[str, int]]) -> Iterator[None]:
        """Take a yes that holds until the block ends."""
        keys = [(plain_host(host), port) for host, port in places]
        self._agreed.update(keys)
        try:
            yield
        finally:
            self._agreed.subtract(keys)

    def expecting(self, purpose: Purpose) -> Expect:
        """Return what announces connections for a purpose."""
        return partial(self.expect, purpose)

    def expect(self, purpose: Purpose, host: str, port: int, ips: Iterable[str] = ()) -> None:
        """Hear that `host` is about to be asked at `port`, and at which numeric addresses, where those are known.

        Only what is allowed is let out later: this computer, and hosts that were agreed to.
        """
        host = plain_host(host)
        if not is_ip(host) and (may_be_here(host) or self._is_agreed(host, port)):
            self._names[host] = purpose
        for ip in (host,) if is_ip(host) else ips:
            self._announced[_plain_number(ip), port] = _Announced(purpose, host)
            if not self._sees_connects and self.announced(ip, port) is not None:
                self.note(Kind.CONNECTION, ip, port)

    def announced(self, ip: str, port: int) -> _Announced | None:
        """Return what was said of an address that may be connected to, None for any other."""
        found = self._announced.get((_plain_number(ip), port))
        if found is None or is_loopback(ip) or self._is_agreed(found.host, port):
            return found
        return None

    def expects_any(self) -> bool:
        """Tell whether there is any address that may be connected to."""
        return any(self.announced(ip, port) for ip, port in tuple(self._announced))

    def name(self, host: str, port: int) -> Purpose | None:
        """Return what a name is looked up for, None for one that nobody may be asked about."""
        if may_be_here(host) or self._is_agreed(host, port):
            return self._names.get(host)
        return None

    def program(self, path: str) -> Purpose | None:
        """Return what a program is started for, None for one that may not be started."""
        return _PROGRAMS.get(path)

    def _is_agreed(self, host: str, port: int) -> bool:
        return self._agreed[host, _ANY_PORT] > 0 or self._agreed[host, port] > 0

    # What is written down

    def note(self, kind: Kind, ip: str, port: int) -> None:
        """Write down something that was let out."""
        announced = self.announced(ip, port) or _Announced(Purpose.UNKNOWN, ip)
        reach = Reach.HERE if is_loopback(ip) else Reach.BEYOND
        address = "" if announced.host == ip else ip
        self._write(kind, reach, announced.purpose, announced.host, port, address)

    def note_name(self, host: str, purpose: Purpose) -> None:
        """Write down that a name was looked up."""
        self._write(Kind.NAME, Reach.HERE if may_be_here(host) else Reach.BEYOND, purpose, host)

    def note_file(self, place: str) -> None:
        """Write down a connection by a socket file, which leads to this computer alone."""
        self._write(Kind.CONNECTION, Reach.FILE, Purpose.SOCKET_FILE, place)

    def note_start(self, path: str, purpose: Purpose) -> None:
        """Write down that a program was started."""
        self._write(Kind.START, Reach.PROGRAM, purpose, path)

    def refuse(self, kind: Kind, reach: Reach, place: str, port: int = 0) -> RefusedError:
        """Write down what was not let out, and return what to raise."""
        attempt = self._write(kind, reach, Purpose.UNKNOWN, place, port, allowed=False)
        return RefusedError("program_refused" if kind is Kind.START else "connection_refused", place=attempt.where)

    def _write(
        self,
        kind: Kind,
        reach: Reach,
        purpose: Purpose,
        place: str,
        port: int = 0,
        address: str = "",
        *,
        allowed: bool = True,
    ) -> Attempt:
        attempt = Attempt(self.ledger.now(), kind, reach, purpose, place, port, address, allowed)
        self.ledger.add(attempt)
        return attempt


def standing_guard() -> Guard:
    """Return a guard that watches this process from now on."""
    guard = Guard(Ledger())
    guard.install()
    return guard


def _plain_number(ip: str) -> str:
    """Return a numeric address as it is compared, without the interface that stands behind some."""
    return plain_host(ip.partition("%")[0])
