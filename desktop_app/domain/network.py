"""What this process did towards a network: who was to be reached, what for, and whether it was let."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from desktop_app.domain.hosts import bracketed


class Reach(StrEnum):
    """How far something reaches."""

    BEYOND = "beyond this computer"
    HERE = "a program on this computer"
    FILE = "a socket file on this computer"
    PROGRAM = "a program that was started"


class Purpose(StrEnum):
    """What a connection is for, as whoever makes it said beforehand."""

    MODEL_SERVER = "model server"
    LOOKING = "looking for servers"
    DOWNLOAD = "download"
    DATABASE = "database"
    MODEL_FILE = "model file"
    SOCKET_FILE = "socket file"
    PARLEY = "part of Parley"
    MEMORY = "asking how much memory is free"
    UNKNOWN = "nobody said"


class Kind(StrEnum):
    """What was attempted."""

    CONNECTION = "connection"
    NAME = "name lookup"
    LISTENING = "listening"
    START = "program start"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to get out of this process; `place` is whom it was about, a host or the file of a socket or program.

    `port` is 0 where there is none; `address` is the number that a name stands for, empty where it says no more.
    """

    at: float
    kind: Kind
    reach: Reach
    purpose: Purpose
    place: str
    port: int = 0
    address: str = ""
    allowed: bool = True

    @property
    def where(self) -> str:
        """Whom it was about, in one word."""
        if not self.place:
            return "an address not yet said"
        return f"{bracketed(self.place)}:{self.port}" if self.port else self.place


@dataclass(frozen=True, slots=True)
class NetworkCounts:
    """What there was since the start: connections by how far they reach, names looked up, programs, refusals."""

    beyond: int = 0
    here: int = 0
    files: int = 0
    names: int = 0
    programs: int = 0
    refused: int = 0

    def plus(self, attempt: Attempt) -> "NetworkCounts":
        """Return the counts with one more attempt."""
        counts = {
            "beyond": self.beyond,
            "here": self.here,
            "files": self.files,
            "names": self.names,
            "programs": self.programs,
            "refused": self.refused,
        }
        counts[_counted_as(attempt)] += 1
        return NetworkCounts(**counts)


def _counted_as(attempt: Attempt) -> str:
    if not attempt.allowed:
        return "refused"
    if attempt.kind is Kind.NAME:
        return "names"
    return {Reach.BEYOND: "beyond", Reach.HERE: "here", Reach.FILE: "files", Reach.PROGRAM: "programs"}[attempt.reach]


Expect = Callable[[str, int, Iterable[str]], None]
"""Takes the host, the port and the numeric addresses, as far as they are known, that are about to be connected to."""


def expect_nothing(_host: str, _port: int, _ips: Iterable[str]) -> None:
    """Take no note: where nobody watches, nobody has to be told."""


def beyond_words(counts: NetworkCounts) -> str:
    """Return the figure that matters most."""
    return f"{counts.beyond} {'connection' if counts.beyond == 1 else 'connections'}"


def summary(counts: NetworkCounts) -> str:
    """Return in one line what there was since the start."""
    return f"{beyond_words(counts)} beyond this computer, {within_words(counts)}"


def within_words(counts: NetworkCounts) -> str:
    """Return in one line what there was besides connections beyond this computer."""
    words = [f"{counts.here} to {'a program' if counts.here == 1 else 'programs'} on it"]
    words.append(f"{counts.files} by {'a socket file' if counts.files == 1 else 'socket files'}")
    if counts.names:
        words.append(f"{counts.names} {'name' if counts.names == 1 else 'names'} looked up")
    words.append(f"{counts.refused} refused")
    return ", ".join(words)


def ledger_text(attempts: Sequence[Attempt], counts: NetworkCounts, began: datetime, *, watched: bool) -> str:
    """Return the ledger as lines that can be pasted anywhere; times are in UTC."""
    lines = [f"Since {began:%Y-%m-%d %H:%M:%S} UTC: {summary(counts)}."]
    if not watched:
        lines.append("Nobody watched: the guard does not stand in this process.")
    total = sum((counts.beyond, counts.here, counts.files, counts.names, counts.programs, counts.refused))
    if total > len(attempts):
        lines.append(f"The last {len(attempts)} of {total} entries:")
    return "\n".join([*lines, *map(_line, attempts)]) + "\n"


def _line(attempt: Attempt) -> str:
    when = datetime.fromtimestamp(attempt.at, UTC)
    where = attempt.where + (f" ({attempt.address})" if attempt.address else "")
    verdict = "allowed" if attempt.allowed else "REFUSED"
    shown = "".join(char if char.isprintable() else "\ufffd" for char in where)
    return f"{when:%Y-%m-%d %H:%M:%S}  {verdict}  {attempt.kind}: {shown}  ({attempt.reach}; {attempt.purpose})"
