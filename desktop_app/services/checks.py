"""What doctor looks at in the store, a function each, and what it says of it."""

import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.domain.attachments import shown_size
from desktop_app.domain.errors import UserError
from desktop_app.store.attachment_health import AttachmentHealth
from desktop_app.store.counting import count
from desktop_app.store.database import Database
from desktop_app.store.health import (
    abandoned_answers,
    changed_before,
    changed_texts,
    dangling_references,
    index_problem,
    miscounted_sessions,
    odd_values,
    structure_problems,
)
from desktop_app.store.persona_health import PersonaHealth
from desktop_app.store.versions import sqlite_is_right, sqlite_version

DAMAGE = frozenset({"integrity", "references", "values", "texts"})
"""The checks whose failure only a fresh file mends."""

_LITTLE = 100 * 2**20
"""Bytes free on the disk that are soon used up."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


def space_check(folder: Path) -> Check:
    """Look at how much room there is on the disk: on a full one nothing can be stored."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Check("space", False, (error.strerror or str(error)).lower())
    told = f"{shown_size(free)} free on the disk"
    return Check("space", True, told) if free >= _LITTLE else Check("space", False, f"{told}; make some room")


def sqlite_check() -> Check:
    """Look at the release of SQLite: a package must bring its own, newer one."""
    if sqlite_is_right():
        return Check("sqlite", True, sqlite_version())
    return Check(
        "sqlite", False, f"{sqlite_version()}, not the newer one that belongs to this package; install it anew"
    )


async def store_checks(database: Database) -> list[Check]:
    """Look at everything in an open store; what cannot even be looked at is not in order."""
    return [await _check(name, look, database) for name, look in _CHECKS.items()]


async def _check(name: str, look: Callable[[Database], Awaitable[tuple[bool, str]]], database: Database) -> Check:
    try:
        return Check(name, *await look(database))
    except UserError as error:
        return Check(name, False, error.message)


async def _integrity(database: Database) -> tuple[bool, str]:
    return _none(await structure_problems(database), f"ok: {database.place}")


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


async def _complete(database: Database) -> tuple[bool, str]:
    if database.missing:
        return False, UserError("store_went_back", count=database.missing, file=database.path).message
    return True, "nothing that was stored before has gone"


async def _references(database: Database) -> tuple[bool, str]:
    return _none(await dangling_references(database), "everything that is referred to is there")


async def _values(database: Database) -> tuple[bool, str]:
    return _none(await odd_values(database), "all make sense")


async def _texts(database: Database) -> tuple[bool, str]:
    changed = await changed_texts(database)
    before = await changed_before(database)
    marked = f"; {before} found changed by an earlier repair are marked" if before else ""
    if changed:
        return False, f"{sum(changed.values())} changed on the disk: {named_counts(changed)}{marked}"
    return True, f"all as they were stored{marked}"


async def _attachments(database: Database) -> tuple[bool, str]:
    found = await AttachmentHealth(database).state()
    told = [f"{_counted(found.attachments, 'attachment')}, {shown_size(found.size)}"]
    told += [f"{len(found.changed)} changed on the disk"] if found.changed else []
    told += [f"{found.changed_before} found changed by an earlier repair are marked"] if found.changed_before else []
    told += [f"{_counted(found.unneeded, 'file')} that nothing needs"] if found.unneeded else []
    told += [f"{found.miscounted} messages miscount theirs"] if found.miscounted else []
    return found.ok, "; ".join(told)


async def _personas(database: Database) -> tuple[bool, str]:
    found = await PersonaHealth(database).state()
    told = [f"{found.personas} of users’ own, with {found.assets} pictures and other files"]
    told += [f"{len(found.unreadable)} cannot be read"] if found.unreadable else []
    told += [f"{len(found.changed)} files changed on the disk"] if found.changed else []
    return found.ok, "; ".join(told)


async def _index(database: Database) -> tuple[bool, str]:
    problem = await index_problem(database)
    return not problem, problem or "agrees with every text"


async def _counters(database: Database) -> tuple[bool, str]:
    wrong = await miscounted_sessions(database)
    tally = await count(database)
    return (
        not wrong,
        f"{_counted(tally.sessions, 'session')}, {_counted(tally.messages, 'message')}, {len(wrong)} miscounted",
    )


async def _unfinished(database: Database) -> tuple[bool, str]:
    abandoned = await abandoned_answers(database)
    return not abandoned, f"{abandoned} answers were cut off and say so at the next start" if abandoned else "none"


_CHECKS = {
    "integrity": _integrity,
    "complete": _complete,
    "references": _references,
    "values": _values,
    "texts": _texts,
    "attachments": _attachments,
    "personas": _personas,
    "index": _index,
    "counters": _counters,
    "unfinished": _unfinished,
}


def named_counts(counts: Mapping[str, int], most: int = 10) -> str:
    """Return how many there are in each session, for a person to read."""
    told = [f"“{name}” {number}" for name, number in list(counts.items())[:most]]
    more = len(counts) - most
    return ", ".join(told) + (f" and {more} more sessions" if more > 0 else "")


def _none(problems: Sequence[str], otherwise: str) -> tuple[bool, str]:
    return not problems, "; ".join(problems) or otherwise
