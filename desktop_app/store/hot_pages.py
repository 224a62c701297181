"""Reading a branch page by page on SQLite's hot path: its ids alone, and the messages of some of them.

Each function does what the method of `MessageStore` that calls it says, or returns None and that method goes the long
way, as in `hot_messages`.
"""

import json
from array import array
from collections.abc import Sequence
from sqlite3 import Connection

from desktop_app.domain.messages import Message
from desktop_app.domain.sessions import Session
from desktop_app.store.driver_rows import MESSAGE, messages_from_driver

# One row of text: a row for each of 100,000 ids would be a crossing between SQLite and Python for each.
_IDS = """SELECT group_concat(id), total(parent_id IS NOT before) FROM (
    SELECT id, parent_id, lag(id) OVER (ORDER BY id) AS before FROM messages WHERE session_id = ? AND id <= ?
    ORDER BY id)"""
_SOME = f"SELECT {MESSAGE} FROM messages WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608  our own names


def ids_of_branch(connection: Connection, session: Session) -> Sequence[int] | None:
    """Return the ids of the shown branch where it is all that the session's older messages are, none of them a fork."""
    row = connection.execute(_IDS, (session.id, session.active_leaf_id)).fetchone()
    if row[0] is None or row[1]:
        return None
    ids = array("q", map(int, row[0].split(",")))
    # SQLite adds them up in the order of the inner query, which it does not promise.
    return ids if ids[-1] == session.active_leaf_id and all(map(int.__lt__, ids[:-1], ids[1:])) else None


def messages_by_ids(connection: Connection, ids: Sequence[int]) -> list[Message]:
    """Return the messages with those ids, in that order; but for those that are gone."""
    rows = connection.execute(_SOME, (json.dumps(list(ids)),)).fetchall()
    found = {message.id: message for message in messages_from_driver(connection, rows)}
    return [found[number] for number in ids if number in found]
