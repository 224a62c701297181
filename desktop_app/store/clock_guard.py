"""The clock guard in the store: when Parley last ran, what a doubted clock stamped, and its mending."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.clock_guard import Doubt, Stamps, mended
from desktop_app.domain.sessions import Session
from desktop_app.store.database import Database
from desktop_app.store.marks import read_marks, write_marks
from desktop_app.store.schema import sessions
from desktop_app.store.session_rows import COLUMNS, restore_session, session_from
from desktop_app.store.uninterrupted import uninterrupted

_SEEN = "last seen"
_DOUBT = "clock doubt"
_STAMPS = "stamps before the doubt"
_CLEAN_UPS = "clean-ups"
_CLEAN_UPS_KEPT = 1_000
_COLUMNS = tuple(sessions.c[name] for name in ("created_at", "last_activity_at", "restored_at", "trashed_at"))


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known about the clock: when Parley last ran by a clock that was right, and why it is doubted now."""

    last_seen: datetime | None
    doubt: Doubt | None


@uninterrupted
class ClockGuardStore:
    """What all processes on one store know about the clock; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def standing(self) -> Standing:
        """Return what is known."""
        async with self._database.reading() as connection:
            return _standing(await read_marks(connection, _SEEN, _DOUBT))

    async def seen(self, now: datetime) -> None:
        """Remember that Parley runs, by a clock that is right."""
        async with self._database.writing() as connection:
            await write_marks(connection, {_SEEN: now.isoformat()})

    async def begin(self, doubt: Doubt, now: datetime, believed_until: datetime) -> None:
        """Doubt the clock from now on, unless it is doubted already.

        The stamps of all sessions are kept beside, to know later which ones changed under the doubted clock. Those
        between `believed_until` and `now` changed between the last look at the clock and this one.
        """
        async with self._database.writing() as connection:
            if _DOUBT in await read_marks(connection, _DOUBT):
                return
            stamps = {
                row.id: [None if moment is None else moment.isoformat() for moment in row[1:]]
                for row in await connection.execute(select(sessions.c.id, *_COLUMNS))
                # What tells of the last use: when a session was made may lie in that time by chance.
                if not any(moment is not None and believed_until < moment <= now for moment in row[2:])
            }
            await write_marks(connection, {_DOUBT: doubt, _STAMPS: stamps})

    async def note_clean_up(self, now: datetime) -> None:
        """Remember a clean-up, whose sessions bear its moment: what it moved can be told from what the user moved."""
        async with self._database.writing() as connection:
            known = (await read_marks(connection, _CLEAN_UPS)).get(_CLEAN_UPS, [])
            await write_marks(connection, {_CLEAN_UPS: [*known, now.isoformat()][-_CLEAN_UPS_KEPT:]})

    async def settle(self, now: datetime, right_since: datetime, is_expired: Callable[[Session], bool]) -> None:
        """Believe the clock again, mend what it stamped while it was wrong, and call back what it let expire."""
        async with self._database.writing() as connection:
            known = await read_marks(connection, _STAMPS, _CLEAN_UPS)
            await _call_back(connection, known.get(_CLEAN_UPS, []), now, is_expired)
            await _mend(connection, known.get(_STAMPS), right_since, now)
            await write_marks(connection, {_SEEN: now.isoformat(), _DOUBT: None, _STAMPS: None})


async def _call_back(
    connection: AsyncConnection, clean_ups: list[str], now: datetime, is_expired: Callable[[Session], bool]
) -> None:
    """Take out of the trash what a clean-up in what is now the future put there, unless it is expired today too."""
    moments = {_moment(moment) for moment in clean_ups}
    rows = await connection.execute(select(*COLUMNS).where(sessions.c.trashed_at > now))
    for session in [session_from(row) for row in rows]:
        if session.trashed_at in moments and not is_expired(session):
            await restore_session(connection, session, session.restored_at)


async def _mend(
    connection: AsyncConnection, stamps_before: Mapping[str, Any] | None, right_since: datetime, now: datetime
) -> None:
    before = {session_id: _stamps(moments) for session_id, moments in (stamps_before or {}).items()}
    statement = select(sessions.c.id, *_COLUMNS)
    if stamps_before is None:  # another process has mended it just now; what is surely wrong is the future
        statement = statement.where(or_(*(column > now for column in _COLUMNS)))
    for row in (await connection.execute(statement)).all():
        stamps = Stamps(*row[1:])
        right = mended(stamps, before.get(row.id), None if stamps_before is None else right_since, now)
        if right != stamps:
            columns = {column.name: getattr(right, column.name) for column in _COLUMNS}
            await connection.execute(update(sessions).where(sessions.c.id == row.id).values(columns))


def _standing(known: Mapping[str, Any]) -> Standing:
    doubt = known.get(_DOUBT)
    return Standing(_moment(known.get(_SEEN)), None if doubt is None else Doubt.of(doubt))


def _stamps(moments: Sequence[str | None]) -> Stamps:
    parsed: list[Any] = [_moment(moment) for moment in moments]
    return Stamps(*parsed)


def _moment(value: object) -> datetime | None:
    """Return the moment that a mark tells; None for what is none, which must not keep Parley from starting."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
