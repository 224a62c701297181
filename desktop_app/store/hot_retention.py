"""Retention on SQLite's hot path, in plain SQL: to the trash, and out of it in steps that hold nobody up."""

from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Connection

from desktop_app.store.search_index import FORGET_SESSION

AT_ONCE = 400
"""Messages deleted in one transaction."""

_TRASH = """UPDATE sessions SET trashed_at = ?, default_of = NULL
    WHERE id = ? AND last_activity_at = ? AND NOT pinned AND trashed_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM messages WHERE session_id = sessions.id AND status = 'streaming')
    AND NOT EXISTS (SELECT 1 FROM drafts WHERE session_id = sessions.id)"""
_OLD = """trashed_at <= ?
    AND NOT EXISTS (SELECT 1 FROM messages WHERE session_id = sessions.id AND status = 'streaming')"""
_PURGEABLE = f"SELECT id, message_count FROM sessions WHERE {_OLD} ORDER BY trashed_at, id"  # noqa: S608
_STILL = f"SELECT 1 FROM sessions WHERE id = ? AND {_OLD}"  # noqa: S608
_NEWEST = "SELECT id, role FROM messages WHERE session_id = ? ORDER BY id DESC LIMIT ?"
_FORGET = """INSERT INTO messages_fts (messages_fts, rowid, content, cjk)
    SELECT 'delete', id, content, cjk FROM messages WHERE session_id = ? AND id >= ? AND status <> 'streaming'"""
_DELETE = "DELETE FROM messages WHERE session_id = ? AND id >= ?"
_DELETE_SESSION = "DELETE FROM sessions WHERE id = ?"
# Nobody's from here on: nobody calls half a session back.
_SHRINK = """UPDATE sessions SET user_id = '', message_count = message_count - ?, query_count = query_count - ?,
    active_leaf_id = (SELECT max(id) FROM messages WHERE session_id = sessions.id) WHERE id = ?"""
# Told to merge nothing meanwhile, the index takes the deletions of a transaction as they come: half the work in all,
# and no transaction that has to rewrite a large part of it.
_MERGE_LATER = "INSERT INTO messages_fts (messages_fts, rank) VALUES ('automerge', 0)"
_MERGE_AGAIN = "INSERT INTO messages_fts (messages_fts, rank) VALUES ('automerge', 4)"


@dataclass(frozen=True, slots=True)
class Idle:
    """A session that may go to the trash unless it was used after `last_activity` (microseconds)."""

    session_id: str
    last_activity: int


def trash_idle(connection: Connection, idle: Sequence[Idle], now: int) -> list[str]:
    """Move sessions to the trash that nobody used, pinned or wrote a draft in since; return their ids."""
    return [
        each.session_id
        for each in idle
        if connection.execute(_TRASH, (now, each.session_id, each.last_activity)).rowcount
    ]


def purge_plan(connection: Connection, trashed_before: int) -> list[list[str]]:
    """Return what went to the trash before that moment, in groups that can be deleted in one transaction each.

    A session with more messages than that is in as many groups as it needs.
    """
    groups: list[list[str]] = []
    room = -1  # no group yet
    for session_id, count in connection.execute(_PURGEABLE, (trashed_before,)):
        if count > room:
            groups.extend([session_id] for _part in range(count // AT_ONCE))
            groups.append([])
            room = AT_ONCE
        groups[-1].append(session_id)
        room -= count % AT_ONCE if count > AT_ONCE else count
    return groups


def purge_group(connection: Connection, group: Sequence[str], trashed_before: int) -> int:
    """Delete sessions for good that are still in the trash, or the newest messages of a long one; return how many."""
    connection.execute(_MERGE_LATER)
    gone = sum(
        _purge(connection, session_id)
        for session_id in group
        if connection.execute(_STILL, (session_id, trashed_before)).fetchone()
    )
    connection.execute(_MERGE_AGAIN)
    return gone


def _purge(connection: Connection, session_id: str) -> bool:
    newest = connection.execute(_NEWEST, (session_id, AT_ONCE)).fetchall()
    if newest:
        # From the newest on: no message is deleted before those that follow it.
        oldest, _role = newest[-1]
        connection.execute(_FORGET, (session_id, oldest))
        connection.execute(_DELETE, (session_id, oldest))
    if len(newest) == AT_ONCE:
        asked = sum(role == "user" for _number, role in newest)
        connection.execute(_SHRINK, (len(newest), asked, session_id))
        return False
    connection.execute(FORGET_SESSION, (session_id,))
    connection.execute(_DELETE_SESSION, (session_id,))
    return True
