"""Puts salvaged attachments in order: each with its message, its user and its bytes, or what is left of these."""

import sqlite3
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from desktop_app.domain.attachments import TEXT_TYPE, display_name
from desktop_app.domain.image_headers import IMAGE_TYPES, image_kind

_DIGEST = 32


def whole_content(row: dict[str, Any], found: Mapping[str, Any]) -> None:
    """Complete the row of an attachment's bytes, and mark it where the bytes `found` are not those stored."""
    digest = sha256(row["data"]).digest()
    if len(row["sha256"]) != _DIGEST:
        row["sha256"] = digest
    changed = found.get("data") is None or row["sha256"] != digest
    row |= {"changed": int(changed)} if changed else {"changed": 0, "size": len(row["data"])}


def put_attachments_in_order(store: sqlite3.Connection) -> int:
    """Mend what refers to something lost, in the transaction that is open; return how many are changed or lost."""
    for row, data in store.execute(_NOBODY_S).fetchall():
        # It may be the hash that was damaged.
        digest = sha256(data).digest()
        store.execute(_BY_ANOTHER_HASH, {"row": row, "digest": digest, "size": len(data)})
    lost = 0
    for statement in _WITHOUT_A_PLACE:
        lost += store.execute(statement).rowcount
    for statement in _SETTLE:
        store.execute(statement)
    for number, name, media_type, beginning in store.execute(_ODD, (TEXT_TYPE, *IMAGE_TYPES)).fetchall():
        known = media_type if media_type in (TEXT_TYPE, *IMAGE_TYPES) else image_kind(beginning) or TEXT_TYPE
        values = (display_name(name), known, number)
        store.execute("UPDATE attachments SET name = ?, media_type = ? WHERE id = ?", values)
    ((changed,),) = store.execute(_CHANGED).fetchall()
    return lost + int(changed)


_NOBODY_S = """
    SELECT rowid, data FROM attachment_contents WHERE changed AND sha256 NOT IN (SELECT sha256 FROM attachments)"""
_BY_ANOTHER_HASH = """
    UPDATE OR IGNORE attachment_contents SET sha256 = :digest, size = :size, changed = 0
    WHERE rowid = :row AND :digest IN (SELECT sha256 FROM attachments)"""
_WITHOUT_A_PLACE = (
    """DELETE FROM attachments WHERE message_id NOT IN (SELECT id FROM messages)
        OR (message_id IS NULL AND draft_of NOT IN (SELECT id FROM sessions))""",
    "DELETE FROM attachment_contents WHERE sha256 NOT IN (SELECT sha256 FROM attachments)",
)
_SETTLE = (
    """INSERT OR IGNORE INTO attachment_contents (sha256, size, changed, data)
        SELECT sha256, size, 1, x'' FROM attachments
        WHERE sha256 NOT IN (SELECT sha256 FROM attachment_contents)""",
    """UPDATE attachments SET size = found.size FROM attachment_contents found
        WHERE found.sha256 = attachments.sha256 AND found.size <> attachments.size""",
    "UPDATE attachments SET draft_of = NULL WHERE message_id IS NOT NULL",
    """UPDATE attachments SET user_id = owner.user_id FROM sessions owner
        WHERE owner.id = coalesce((SELECT session_id FROM messages WHERE messages.id = message_id), draft_of)""",
    """UPDATE messages SET attachment_count = (SELECT count(*) FROM attachments WHERE message_id = messages.id)
        WHERE attachment_count <> 0 OR id IN (SELECT message_id FROM attachments)""",
)
_ODD = """
    SELECT id, name, media_type, substr(data, 1, 16) FROM attachments
    JOIN attachment_contents found ON found.sha256 = attachments.sha256
    WHERE found.changed OR media_type NOT IN (?, ?, ?, ?, ?)"""
_CHANGED = """
    SELECT count(*) FROM attachments JOIN attachment_contents found ON found.sha256 = attachments.sha256
    WHERE found.changed"""
