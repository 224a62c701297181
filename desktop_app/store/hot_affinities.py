"""Affinities on SQLite's hot path: what a completed exchange changes, in plain SQL."""

from datetime import datetime
from sqlite3 import Connection

from desktop_app.domain.affinity import AffinityState, Meeting, Standing
from desktop_app.store.affinities import state_from
from desktop_app.store.moments import microseconds, moment_from

_STANDING = "SELECT points, met_at, state FROM affinities WHERE user_id = ? AND persona = ?"
_MEET = """INSERT INTO affinities (user_id, persona, points, updated_at, met_at) VALUES (?1, ?2, ?3, ?4, ?4)
    ON CONFLICT (user_id, persona) DO UPDATE SET points = points + excluded.points, met_at = excluded.met_at,
        updated_at = CASE WHEN excluded.points = 0 THEN updated_at ELSE excluded.updated_at END"""
_REASON = """INSERT INTO affinity_events (user_id, persona, points, reason, message_id, created_at)
    VALUES (?, ?, ?, ?, ?, ?)"""


def hot_meet(
    connection: Connection, user_id: str, persona: str, meeting: Meeting, message_id: int, now: datetime
) -> None:
    """Store what a completed exchange changes, inside the caller's transaction."""
    pair = (user_id, persona)
    row = connection.execute(_STANDING, pair).fetchone()
    standing = Standing() if row is None else Standing(row[0], _moment(row[1]), state_from(row[2]))
    if standing.state is AffinityState.OFF:
        return
    changes, moment = meeting.changes(standing, now), microseconds(now)
    connection.execute(_MEET, (*pair, sum(change.points for change in changes), moment))
    rows = [(*pair, change.points, change.reason, message_id, moment) for change in changes]
    connection.executemany(_REASON, rows)


def _moment(stored: int | None) -> datetime | None:
    return None if stored is None else moment_from(stored)
