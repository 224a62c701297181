"""Puts salvaged rows back in order: every message in a session and in its place there, every counter right."""

import json
import sqlite3

from desktop_app.domain.messages import preview_of
from desktop_app.domain.sessions import title_from
from desktop_app.store import schema
from desktop_app.store.salvage.attached import put_attachments_in_order
from desktop_app.store.salvage.facts import put_facts_in_order
from desktop_app.store.salvage.personas import put_personas_in_order
from desktop_app.store.salvage.receipts import put_receipts_in_order
from desktop_app.store.salvage.values import mark, readable
from desktop_app.store.session_rows import title_columns


def put_in_order(store: sqlite3.Connection, user_id: str, now: int) -> tuple[int, int, int]:
    """Mend what refers to something lost, in one transaction; return how many messages got another place.

    The other numbers are of the sessions that were made for what was said in lost ones, and of the attachments that
    are changed or lost.

    Sessions whose row is lost go to the user with the most sessions, `user_id` where there are none.
    """
    store.execute("BEGIN")
    store.execute(_FOLLOW_PARENT)
    lost = store.execute(_LOST_SESSIONS).fetchall()
    for (session_id,) in lost:
        _make_session(store, session_id, user_id, now)
    moved = _reattach(store)
    for statement in _SETTLE:
        store.execute(statement, {"now": now} if ":now" in statement else {})
    for session_id, text in store.execute(_LAST_WORDS).fetchall():
        store.execute("UPDATE sessions SET preview = ? WHERE id = ?", (preview_of(text), session_id))
    attached = put_attachments_in_order(store)
    put_receipts_in_order(store)
    put_facts_in_order(store)
    put_personas_in_order(store)
    _drop_dangling(store)
    store.execute("COMMIT")
    return moved, len(lost), attached


def _make_session(store: sqlite3.Connection, session_id: str, user_id: str, now: int) -> None:
    """Make a session for messages or a draft of a session that is lost."""
    owner = store.execute("SELECT user_id FROM sessions GROUP BY user_id ORDER BY count(*) DESC").fetchone()
    first = store.execute(_FIRST_WORDS, (session_id,)).fetchone()
    persona, begun, ended = store.execute(_SPAN, (session_id,)).fetchone()
    title = f"Recovered: {title_from(first[0])}" if first and title_from(first[0]) else "Recovered session"
    values: dict[str, object] = {
        "id": session_id,
        "user_id": owner[0] if owner and owner[0] else user_id,
        "persona": persona or "default_assistant",
        "created_at": begun if begun is not None else now,
        "last_activity_at": now if ended is None else ended,
        "origin": "salvage",
        "metadata": json.dumps({"recovered": True}),
        **title_columns(title),
    }
    row = readable(schema.sessions, values, now)
    columns = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" * len(row))
    store.execute(f"INSERT INTO sessions ({columns}) VALUES ({marks})", tuple(row.values()))  # noqa: S608  our own names


def _reattach(store: sqlite3.Connection) -> int:
    """Let a message whose parent is lost follow the last one before that; return how many did."""
    lost = store.execute(_LOST_PARENTS).fetchall()
    for message_id, session_id, parent_id, metadata in lost:
        row = {"metadata": metadata}
        mark(row, "lost_parent", parent_id)
        ((found,),) = store.execute(_BEFORE, (session_id, message_id, parent_id)).fetchall()
        store.execute(
            "UPDATE messages SET parent_id = ?, metadata = ? WHERE id = ?", (found, row["metadata"], message_id)
        )
    return len(lost)


def _drop_dangling(store: sqlite3.Connection) -> None:
    """Take away what refers to nothing: the reference where that may be empty, else the row (it says nothing)."""
    for table, rowid, _parent, key in store.execute("PRAGMA foreign_key_check").fetchall():
        keys = {row[0]: row[3] for row in store.execute(f'PRAGMA foreign_key_list("{table}")')}
        try:
            store.execute(f'UPDATE "{table}" SET "{keys[key]}" = NULL WHERE rowid = ?', (rowid,))  # noqa: S608
        except sqlite3.IntegrityError:
            store.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (rowid,))  # noqa: S608


_FOLLOW_PARENT = """
    UPDATE messages SET session_id = parent.session_id FROM messages parent
    WHERE parent.id = messages.parent_id AND parent.session_id IN (SELECT id FROM sessions)
      AND messages.session_id NOT IN (SELECT id FROM sessions)"""
_LOST_SESSIONS = """
    SELECT session_id FROM messages WHERE session_id NOT IN (SELECT id FROM sessions)
    UNION SELECT session_id FROM drafts WHERE session_id NOT IN (SELECT id FROM sessions)"""
_FIRST_WORDS = (
    "SELECT content FROM messages WHERE session_id = ? AND role = 'user' AND content <> '' ORDER BY id LIMIT 1"
)
_SPAN = "SELECT max(persona), min(created_at), max(created_at) FROM messages WHERE session_id = ?"
_LOST_PARENTS = """
    SELECT id, session_id, parent_id, metadata FROM messages
    WHERE (parent_id IS NOT NULL OR role = 'assistant') AND NOT EXISTS (
        SELECT 1 FROM messages parent WHERE parent.id = messages.parent_id AND parent.id < messages.id
            AND parent.session_id = messages.session_id AND (messages.role <> 'assistant' OR parent.role = 'user'))
    ORDER BY id"""
_BEFORE = """
    SELECT max(id) FROM messages WHERE session_id = ?1 AND id < ?2 AND (?3 IS NULL OR ?3 >= ?2 OR id <= ?3)"""
_LAST_WORDS = """
    SELECT session_id, content FROM messages WHERE id IN
        (SELECT max(id) FROM messages WHERE content <> '' GROUP BY session_id)"""
_SETTLE = (
    """UPDATE sessions SET
        message_count = (SELECT count(*) FROM messages WHERE session_id = sessions.id),
        query_count = (SELECT count(*) FROM messages WHERE session_id = sessions.id AND role = 'user')""",
    """UPDATE sessions SET active_leaf_id = (SELECT max(id) FROM messages WHERE session_id = sessions.id)
        WHERE active_leaf_id IS NULL
           OR NOT EXISTS (SELECT 1 FROM messages WHERE id = active_leaf_id AND session_id = sessions.id)""",
    "UPDATE sessions SET default_of = NULL WHERE trashed_at IS NOT NULL",
    "DELETE FROM presets WHERE name = '' OR engine = '{}'",
    # Points whose reasons are lost stay, and say so; reasons whose sum is lost are added up again.
    """INSERT OR IGNORE INTO affinities (user_id, persona, points, updated_at)
        SELECT user_id, persona, sum(points), max(created_at) FROM affinity_events GROUP BY user_id, persona""",
    """INSERT INTO affinity_events (user_id, persona, points, reason, created_at)
        SELECT user_id, persona, missing, 'recovered', :now FROM (
            SELECT user_id, persona, points - (SELECT coalesce(sum(points), 0) FROM affinity_events found
                WHERE found.user_id = affinities.user_id AND found.persona = affinities.persona) AS missing
            FROM affinities) WHERE missing <> 0""",
)
