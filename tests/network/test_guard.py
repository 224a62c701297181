"""The guard: lets out what was announced and allowed, refuses the rest, and writes both down."""

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.network import Attempt, Kind, NetworkCounts, Purpose, Reach, ledger_text, summary
from desktop_app.network import events
from desktop_app.network.guard import Guard
from desktop_app.network.ledger import LISTED, Ledger
from desktop_app.network.refusal import RefusedError

FAR, NUMBER = "models.example", "192.0.2.7"


@pytest.fixture
def guard() -> Guard:
    return Guard(Ledger(lambda: 1_800_000_000.0))


@pytest.fixture
def made() -> Iterator[Callable[..., socket.socket]]:
    """Make sockets, which nothing watches here: the guard is asked by hand."""
    with ExitStack() as closing:
        yield lambda family=socket.AF_INET: closing.enter_context(socket.socket(family))


Making = Callable[..., socket.socket]


def refused(guard: Guard, event: str, *arguments: object) -> str:
    with pytest.raises(RefusedError) as caught:
        guard.check(event, *arguments)
    assert isinstance(caught.value, OSError)
    assert isinstance(caught.value, UserError)
    last = guard.ledger.attempts[-1]
    assert not last.allowed
    return last.where


def test_without_a_word_nothing_goes_out(guard: Guard, made: Making) -> None:
    assert refused(guard, "socket.__new__", None, socket.AF_INET, socket.SOCK_STREAM, 0) == "an address not yet said"
    assert refused(guard, "socket.__new__", None, socket.AF_INET6, socket.SOCK_DGRAM, 0)
    assert refused(guard, "socket.connect", made(), (NUMBER, 443)) == f"{NUMBER}:443"
    assert refused(guard, "socket.connect", made(socket.AF_INET6), ("2001:db8::1", 80, 0, 0)) == "[2001:db8::1]:80"
    assert refused(guard, "socket.connect", made(), ("127.0.0.1", 8080)) == "127.0.0.1:8080"
    assert refused(guard, "socket.sendto", made(), (NUMBER, 53)) == f"{NUMBER}:53"
    assert refused(guard, "socket.sendmsg", made(), (NUMBER, 53)) == f"{NUMBER}:53"
    assert refused(guard, "socket.bind", made(), ("0.0.0.0", 0)) == "0.0.0.0"
    assert refused(guard, "socket.getaddrinfo", FAR, 443, 0, 0, 0) == FAR
    assert refused(guard, "socket.getaddrinfo", NUMBER, "443", 0, 0, 0) == f"{NUMBER}:443"
    assert refused(guard, "socket.gethostbyname", FAR) == FAR
    assert refused(guard, "socket.getnameinfo", (NUMBER, 443)) == f"{NUMBER}:443"
    assert guard.ledger.counts == NetworkCounts(refused=12)


def test_what_was_announced_and_allowed_goes_to_that_host_and_port_alone(guard: Guard, made: Making) -> None:
    guard.agree("Models.Example.")
    guard.expect(Purpose.MODEL_SERVER, FAR, 443)
    guard.check("socket.getaddrinfo", FAR, 443, 0, 0, 0)
    guard.expect(Purpose.MODEL_SERVER, FAR, 443, [NUMBER, "2001:db8::1%eth0"])
    guard.check("socket.__new__", None, socket.AF_INET, socket.SOCK_STREAM, 0)
    guard.check("socket.connect", made(), (NUMBER, 443))
    guard.check("socket.connect", made(socket.AF_INET6), ("2001:DB8::1", 443, 0, 2))
    assert refused(guard, "socket.connect", made(), (NUMBER, 80))
    assert refused(guard, "socket.connect", made(), ("192.0.2.8", 443))
    assert refused(guard, "socket.getaddrinfo", "other.example", 443)
    assert refused(guard, "socket.__new__", None, socket.AF_INET, socket.SOCK_RAW, 0)
    assert guard.ledger.counts == NetworkCounts(beyond=2, names=1, refused=4)
    connection = guard.ledger.attempts[1]
    assert connection == Attempt(1_800_000_000.0, Kind.CONNECTION, Reach.BEYOND, Purpose.MODEL_SERVER, FAR, 443, NUMBER)


def test_who_only_announces_is_refused(guard: Guard, made: Making) -> None:
    guard.expect(Purpose.MODEL_SERVER, FAR, 443, [NUMBER])
    guard.expect(Purpose.MODEL_SERVER, NUMBER, 80)
    assert refused(guard, "socket.__new__", None, socket.AF_INET, socket.SOCK_STREAM, 0)
    assert refused(guard, "socket.connect", made(), (NUMBER, 443))
    assert refused(guard, "socket.connect", made(), (NUMBER, 80))
    assert refused(guard, "socket.getaddrinfo", FAR, 443)


def test_this_computer_needs_no_yes_but_an_announcement(guard: Guard, made: Making) -> None:
    guard.expect(Purpose.LOOKING, "127.0.0.1", 11434)
    guard.expect(Purpose.MODEL_SERVER, "localhost", 8080)
    guard.check("socket.getaddrinfo", "localhost", 8080)
    guard.expect(Purpose.MODEL_SERVER, "localhost", 8080, ["::1", "127.0.0.1"])
    guard.check("socket.connect", made(), ("127.0.0.1", 11434))
    guard.check("socket.connect", made(socket.AF_INET6), ("::1", 8080, 0, 0))
    assert refused(guard, "socket.connect", made(), ("127.0.0.1", 22))
    assert guard.ledger.counts == NetworkCounts(here=2, names=1, refused=1)
    assert summary(guard.ledger.counts).startswith("0 connections beyond this computer, 2 to programs on it")


def test_a_yes_for_a_while_ends(guard: Guard, made: Making) -> None:
    with guard.agreed([(FAR, 443)]):
        guard.expect(Purpose.DOWNLOAD, FAR, 443, [NUMBER])
        guard.expect(Purpose.DOWNLOAD, FAR, 8443, ["192.0.2.8"])
        guard.check("socket.connect", made(), (NUMBER, 443))
        assert refused(guard, "socket.connect", made(), ("192.0.2.8", 8443)), "another port than the one allowed"
    assert refused(guard, "socket.connect", made(), (NUMBER, 443))
    assert refused(guard, "socket.getaddrinfo", FAR, 443)


def test_socket_files_are_free_and_written_down(guard: Guard, made: Making) -> None:
    guard.check("socket.__new__", None, socket.AF_UNIX, socket.SOCK_STREAM, 0)
    guard.check("socket.__new__", None, -1, -1, -1)
    guard.check("socket.connect", made(socket.AF_UNIX), b"/run/user/1000/bus")
    guard.check("socket.bind", made(socket.AF_UNIX), "/home/ada/window.sock")
    assert guard.ledger.counts == NetworkCounts(files=1)
    assert guard.ledger.attempts[0].where == "/run/user/1000/bus"


def test_only_parley_is_started(guard: Guard) -> None:
    guard.check("subprocess.Popen", sys.executable, ["-c", ""], None, None)
    guard.check("os.posix_spawn", sys.executable, [], {})
    assert refused(guard, "subprocess.Popen", "/usr/bin/curl", ["curl"], None, None) == "/usr/bin/curl"
    assert refused(guard, "os.system", b"curl") == "curl"
    assert refused(guard, "os.spawn", 0, "/usr/bin/curl", [], None)
    assert guard.ledger.counts == NetworkCounts(programs=1, refused=3)
    with pytest.raises(UserError, match="no part of it"):
        guard.check("os.exec", "/usr/bin/curl", [], None)


def test_where_connections_cannot_be_seen_announcements_are_written_down(made: Making) -> None:
    guard = Guard(Ledger(), sees_connects=False)
    guard.agree(FAR)
    guard.expect(Purpose.MODEL_SERVER, FAR, 443)
    guard.expect(Purpose.MODEL_SERVER, FAR, 443, [NUMBER])
    guard.expect(Purpose.MODEL_SERVER, "other.example", 443, ["192.0.2.8"])
    assert [attempt.where for attempt in guard.ledger.attempts] == [f"{FAR}:443"]


def test_the_ledger_counts_all_and_lists_the_last() -> None:
    guard, told = Guard(Ledger(lambda: 1_800_000_000.0)), list[int]()
    end = guard.ledger.follow(lambda: told.append(guard.ledger.counts.files))
    for number in range(LISTED + 5):
        guard.note_file(f"/run/{number}")
    end()
    guard.note_file("/run/\x1b[2J")
    assert told == [*range(1, LISTED + 6)]
    assert guard.ledger.counts.files == LISTED + 6
    assert len(guard.ledger.attempts) == LISTED
    began = datetime(2027, 1, 15, 8, tzinfo=UTC)
    lines = ledger_text(guard.ledger.attempts, guard.ledger.counts, began, watched=True).splitlines()
    assert lines[0].startswith("Since 2027-01-15 08:00:00 UTC: 0 connections beyond this computer")
    assert lines[1] == f"The last {LISTED} of {LISTED + 6} entries:"
    assert (
        lines[-1]
        == "2027-01-15 08:00:00  allowed  connection: /run/�[2J  (a socket file on this computer; socket file)"
    )
    assert len(lines) == LISTED + 2


def test_a_pair_of_sockets_is_no_way_out(guard: Guard, made: Making, monkeypatch: pytest.MonkeyPatch) -> None:
    def pair() -> None:
        """Do what Python does for a pair where the system has none, as on Windows."""
        guard.check("socket.__new__", None, socket.AF_INET, socket.SOCK_STREAM, 0)
        guard.check("socket.bind", made(), ("127.0.0.1", 0))
        guard.check("socket.connect", made(), ("127.0.0.1", 50123))

    monkeypatch.setattr(events, "_PAIR", pair.__code__)
    pair()
    assert guard.ledger.counts == NetworkCounts(), "it leads from this process to itself"
    assert refused(guard, "socket.bind", made(), ("127.0.0.1", 0))
