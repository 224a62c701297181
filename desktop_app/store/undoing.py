"""Undoing in the store: a property put back where nobody has changed it since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.actions import Step
from desktop_app.domain.sessions import Session
from desktop_app.store.database import Database
from desktop_app.store.session_rows import name_columns, restore_session, session_by_id, session_named, update_session
from desktop_app.store.uninterrupted import uninterrupted

_CHUNK = 100
"""Sessions put back in one transaction, so that other writers never wait long."""


class Hindrance(Enum):
    """Why a step could not be taken back, or not wholly."""

    GONE = auto()
    """The session was deleted for good."""
    CHANGED = auto()
    """The property was changed again since."""
    NAME_TAKEN = auto()
    """Another session has the name now; a session from the trash is back without it, a new name stays."""


@dataclass(frozen=True, slots=True)
class PutBack:
    """What became of one step: the session as it is now, None where it was left alone."""

    step: Step
    session: Session | None
    hindrance: Hindrance | None = None


@uninterrupted
class UndoStore:
    """Puts properties of sessions back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put_back(self, user_id: str, column: str, steps: Sequence[Step], now: datetime) -> list[PutBack]:
        """Give each step's session the value from before, unless it was deleted or changed since."""
        done = []
        for start in range(0, len(steps), _CHUNK):
            async with self._database.writing() as connection:
                for step in steps[start : start + _CHUNK]:
                    done.append(await _put_back(connection, user_id, column, step, now))  # noqa: PERF401  one at a time
        return done


async def _put_back(connection: AsyncConnection, user_id: str, column: str, step: Step, now: datetime) -> PutBack:
    session = await session_by_id(connection, step.session_id)
    if session is None or session.user_id != user_id:
        return PutBack(step, None, Hindrance.GONE)
    if getattr(session, column) != step.after:
        return PutBack(step, None, Hindrance.CHANGED)
    if column == "trashed_at" and step.before is None:
        back = await restore_session(connection, session, now)
        return PutBack(step, back, None if back.name == session.name else Hindrance.NAME_TAKEN)
    if column != "name":
        # A session that leaves the list is nobody's default session any more.
        given_up = {"default_of": None} if column in {"trashed_at", "archived_at"} else {}
        return PutBack(step, await update_session(connection, session.id, {column: step.before, **given_up}))
    name = None if step.before is None else str(step.before)
    other = None if name is None else await session_named(connection, user_id, name)
    if other is not None and other.id != session.id:
        return PutBack(step, None, Hindrance.NAME_TAKEN)
    return PutBack(step, await update_session(connection, session.id, name_columns(name)))
