"""Retention on SQLite's hot path, in plain SQL: to the trash, and out of it in steps that hold nobody up."""

import json
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
# One statement a transaction: before each, the index would write out what it was told to forget until then.
_FORGET = """INSERT INTO messages_fts (messages_fts, rowid, content, cjk) SELECT 'delete', id, content, cjk
    FROM messages WHERE id IN (SELECT value FROM json_each(?)) AND status <> 'streaming'"""
# What the user called right is not forgotten because it was said long ago; it has no source from here on.
_KEEP_FACTS = """UPDATE facts SET source_message_id = NULL WHERE (confirmed OR frozen)
    AND source_message_id IN (SELECT value FROM json_each(?))"""
_DELETE = "DELETE FROM messages WHERE id IN (SELECT value FROM json_each(?))"
_DELETE_SESSION = "DELETE FROM sessions WHERE id = ?"
# Nobody's from here on: nobody calls half a session back.
_SHRINK = """UPDATE sessions SET user_id = '', message_count = message_count - ?, query_count = query_count - ?,
    active_leaf_id = (SELECT max(id) FROM messages WHERE session_id = sessions.id) WHERE id = ?"""
# Told to merge nothing meanwhile, the index takes the deletions of a transaction as they come: half the work in all,
# and no transaction that has to rewrite a large part of it.
_MERGE_LATER = "INSERT INTO messages_fts (messages_fts, rank) VALUES ('automerge', 0)"
# The index keeps the changes of a transaction in memory and would merge when it writes them, with the transaction's
# last word; a savepoint makes it write them before.
_WRITE_OUT = "SAVEPOINT written"
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
    still = [each for each in group if connection.execute(_STILL, (each, trashed_before)).fetchone()]
    # The newest ones: no message is deleted before those that follow it.
    newest = {each: connection.execute(_NEWEST, (each, AT_ONCE)).fetchall() for each in still}
    _delete_messages(connection, [number for rows in newest.values() for number, _role in rows])
    gone = 0
    for session_id, rows in newest.items():
        if len(rows) == AT_ONCE:
            asked = sum(role == "user" for _number, role in rows)
            connection.execute(_SHRINK, (len(rows), asked, session_id))
        else:
            connection.execute(FORGET_SESSION, (session_id,))
            connection.execute(_DELETE_SESSION, (session_id,))
            gone += 1
    return gone


def _delete_messages(connection: Connection, numbers: Sequence[int]) -> None:
    listed = json.dumps(numbers)
    connection.execute(_MERGE_LATER)
    connection.execute(_FORGET, (listed,))
    connection.execute(_WRITE_OUT)
    connection.execute(_MERGE_AGAIN)
    connection.execute(_KEEP_FACTS, (listed,))
    connection.execute(_DELETE, (listed,))
