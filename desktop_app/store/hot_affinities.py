"""Affinities on SQLite's hot path: what a completed exchange changes, in plain SQL."""

from datetime import datetime
from sqlite3 import Connection

from desktop_app.domain.affinity import AffinityState, Meeting
from desktop_app.store.affinities import STANDING, standing_from
from desktop_app.store.moments import microseconds

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
    standing = standing_from(connection.execute(STANDING, pair).fetchone())
    if standing.state is AffinityState.OFF:
        return
    changes, moment = meeting.changes(standing, now), microseconds(now)
    connection.execute(_MEET, (*pair, sum(change.points for change in changes), moment))
    rows = [(*pair, change.points, change.reason, message_id, moment) for change in changes]
    connection.executemany(_REASON, rows)
