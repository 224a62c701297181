"""Affinities in the store: points between a user and a persona, why they changed, and whether they do."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from sqlite3 import Connection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.affinity import RESET, AffinityChange, AffinityState, Meeting, Standing
from desktop_app.store.database import Database
from desktop_app.store.moments import moment_from
from desktop_app.store.schema import affinities, affinity_events, messages
from desktop_app.store.uninterrupted import uninterrupted
from desktop_app.store.upsert import upsert

STANDING = "SELECT points, met_at, state FROM affinities WHERE user_id = ? AND persona = ?"


class StoredEvent(NamedTuple):
    """A change of points as it is stored."""

    points: int
    reason: str
    message_id: int | None
    session_id: str | None
    created_at: datetime


@uninterrupted
class AffinityStore:
    """Points of each user with each persona."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def standing(self, user_id: str, persona: str) -> Standing:
        """Return what is stored of the two; no points where they never met."""
        found = await self._database.hot.read(partial(_hot_standing, user_id=user_id, persona=persona))
        if found is not None:
            return found
        async with self._database.reading() as connection:
            return await _standing(connection, user_id, persona)

    async def all_of(self, user_id: str) -> dict[str, Standing]:
        """Return how a user stands with each persona that was ever met, by its id."""
        columns = (affinities.c.persona, affinities.c.points, affinities.c.met_at, affinities.c.state)
        statement = select(*columns).where(affinities.c.user_id == user_id).order_by(affinities.c.persona)
        async with self._database.reading() as connection:
            rows = await connection.execute(statement)
            return {row.persona: Standing(row.points, row.met_at, state_from(row.state)) for row in rows}

    async def events(self, user_id: str, persona: str, limit: int) -> list[StoredEvent]:
        """Return the latest changes, the newest first."""
        columns = [affinity_events.c[name] for name in ("points", "reason", "message_id", "created_at")]
        statement = (
            select(*columns, messages.c.session_id)
            .join(messages, messages.c.id == affinity_events.c.message_id, isouter=True)
            .where(_of(user_id, persona, affinity_events))
            .order_by(affinity_events.c.id.desc())
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return [StoredEvent(**row._mapping) for row in await connection.execute(statement)]  # noqa: SLF001  public

    async def set_state(self, user_id: str, persona: str, state: AffinityState, now: datetime) -> None:
        """Let points change, or not."""
        kept = None if state is AffinityState.ON else state.value
        async with self._database.writing() as connection:
            await begin_affinity(connection, user_id, persona, now)
            await connection.execute(affinities.update().where(_of(user_id, persona)).values(state=kept))

    async def reset(self, user_id: str, persona: str, now: datetime) -> tuple[int, int] | None:
        """Take all points away; return how many that were and the id of that change, None where there were none."""
        async with self._database.writing() as connection:
            points = (await _standing(connection, user_id, persona)).points
            if not points:
                return None
            await _add(connection, user_id, persona, [AffinityChange(-points, RESET)], None, now)
            newest = select(func.max(affinity_events.c.id)).where(_of(user_id, persona, affinity_events))
            return points, int(await connection.scalar(newest) or 0)

    async def unreset(self, user_id: str, persona: str, event_id: int, now: datetime) -> bool:
        """Give back the points that a change of that id took, and forget that change; return whether it was there."""
        this = _of(user_id, persona, affinity_events) & (affinity_events.c.id == event_id)
        async with self._database.writing() as connection:
            taken = await connection.scalar(select(affinity_events.c.points).where(this))
            if taken is None:
                return False
            await connection.execute(affinity_events.delete().where(this))
            values = {"points": affinities.c.points - taken, "updated_at": now}
            await connection.execute(affinities.update().where(_of(user_id, persona)).values(values))
            return True


def standing_from(row: Sequence[Any] | None) -> Standing:
    """Return how two stand, from points, moment and state as SQLite gives them."""
    if row is None:
        return Standing()
    points, met_at, state = row
    return Standing(points, None if met_at is None else moment_from(met_at), state_from(state))


def _hot_standing(connection: Connection, user_id: str, persona: str) -> Standing:
    return standing_from(connection.execute(STANDING, (user_id, persona)).fetchone())


async def begin_affinity(connection: AsyncConnection, user_id: str, persona: str, now: datetime) -> None:
    """Store that a user and a persona met, with no points, unless they have some."""
    statement = upsert(connection, affinities).values(user_id=user_id, persona=persona, points=0, updated_at=now)
    await connection.execute(statement.on_conflict_do_nothing())


async def meet(
    connection: AsyncConnection, user_id: str, persona: str, meeting: Meeting, message_id: int, now: datetime
) -> None:
    """Store what a completed exchange changes, inside the caller's transaction."""
    await begin_affinity(connection, user_id, persona, now)
    standing = await _standing(connection, user_id, persona)
    if standing.state is AffinityState.OFF:
        return
    await connection.execute(affinities.update().where(_of(user_id, persona)).values(met_at=now))
    changes = meeting.changes(standing, now)
    if changes:
        await _add(connection, user_id, persona, changes, message_id, now)


async def add_events(
    connection: AsyncConnection, user_id: str, persona: str, events: Sequence[tuple[int, str, int | None, datetime]]
) -> None:
    """Add changes of an earlier time, each of points, a reason, a message and a moment, and all their points."""
    await begin_affinity(connection, user_id, persona, events[0][-1])
    total = sum(points for points, *_rest in events)
    mine = _of(user_id, persona)
    await connection.execute(affinities.update().where(mine).values(points=affinities.c.points + total))
    names = ("points", "reason", "message_id", "created_at")
    rows = [{"user_id": user_id, "persona": persona, **dict(zip(names, each, strict=True))} for each in events]
    await connection.execute(insert(affinity_events), rows)


async def add_standing(
    connection: AsyncConnection, user_id: str, persona: str, standing: Standing, updated_at: datetime
) -> None:
    """Store how two stood elsewhere, but for their points, unless they have met here."""
    state = None if standing.state is AffinityState.ON else standing.state.value
    row = {"user_id": user_id, "persona": persona, "points": 0, "state": state, "met_at": standing.met_at}
    statement = upsert(connection, affinities).values(**row, updated_at=updated_at)
    await connection.execute(statement.on_conflict_do_nothing())


def state_from(stored: object) -> AffinityState:
    """Return a stored state; whatever else stands there is none."""
    frozen_or_off = (AffinityState.FROZEN, AffinityState.OFF)
    return next((state for state in frozen_or_off if state.value == stored), AffinityState.ON)


async def _standing(connection: AsyncConnection, user_id: str, persona: str) -> Standing:
    columns = (affinities.c.points, affinities.c.met_at, affinities.c.state)
    row = (await connection.execute(select(*columns).where(_of(user_id, persona)))).one_or_none()
    return Standing() if row is None else Standing(row.points, row.met_at, state_from(row.state))


async def _add(
    connection: AsyncConnection,
    user_id: str,
    persona: str,
    changes: Sequence[AffinityChange],
    message_id: int | None,
    now: datetime,
) -> None:
    total = sum(change.points for change in changes)
    values = {"points": affinities.c.points + total, "updated_at": now}
    await connection.execute(affinities.update().where(_of(user_id, persona)).values(values))
    who = {"user_id": user_id, "persona": persona, "message_id": message_id, "created_at": now}
    rows = [{**who, "points": change.points, "reason": change.reason} for change in changes]
    await connection.execute(insert(affinity_events), rows)


def _of(user_id: str, persona: str, table: Table = affinities) -> ColumnElement[bool]:
    return (table.c.user_id == user_id) & (table.c.persona == persona)
