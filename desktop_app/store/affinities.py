"""Affinities in the store: points between a user and a persona, and why they changed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.store.database import Database
from desktop_app.store.schema import affinities, affinity_events
from desktop_app.store.uninterrupted import uninterrupted
from desktop_app.store.upsert import upsert


@uninterrupted
class AffinityStore:
    """Points of each user with each persona."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def points(self, user_id: str, persona: str) -> int:
        """Return the points, 0 when the two never met."""
        statement = select(affinities.c.points).where(affinities.c.user_id == user_id, affinities.c.persona == persona)
        async with self._database.reading() as connection:
            return await connection.scalar(statement) or 0


async def begin_affinity(connection: AsyncConnection, user_id: str, persona: str, now: datetime) -> None:
    """Store that a user and a persona met, with no points, unless they have some."""
    statement = upsert(connection, affinities).values(user_id=user_id, persona=persona, points=0, updated_at=now)
    await connection.execute(statement.on_conflict_do_nothing())


async def add_points(
    connection: AsyncConnection, user_id: str, persona: str, points: int, reason: str, message_id: int, now: datetime
) -> int:
    """Add points for a reason, inside the caller's transaction; return the new sum."""
    await begin_affinity(connection, user_id, persona, now)
    mine = (affinities.c.user_id == user_id) & (affinities.c.persona == persona)
    await connection.execute(
        affinities.update().where(mine).values(points=affinities.c.points + points, updated_at=now)
    )
    await connection.execute(
        insert(affinity_events).values(
            user_id=user_id, persona=persona, points=points, reason=reason, message_id=message_id, created_at=now
        )
    )
    return await connection.scalar(select(affinities.c.points).where(mine)) or 0


async def add_events(
    connection: AsyncConnection, user_id: str, persona: str, events: Sequence[tuple[int, str, int | None, datetime]]
) -> None:
    """Add changes of an earlier time, each of points, a reason, a message and a moment, and all their points."""
    await begin_affinity(connection, user_id, persona, events[0][-1])
    mine = (affinities.c.user_id == user_id) & (affinities.c.persona == persona)
    total = sum(points for points, *_rest in events)
    await connection.execute(affinities.update().where(mine).values(points=affinities.c.points + total))
    names = ("points", "reason", "message_id", "created_at")
    rows = [{"user_id": user_id, "persona": persona, **dict(zip(names, each, strict=True))} for each in events]
    await connection.execute(insert(affinity_events), rows)
