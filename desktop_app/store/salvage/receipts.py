"""Puts salvaged receipts and summaries in order: each with its message, each text under its own hash."""

import sqlite3
from typing import Any

from desktop_app.store.receipt_rows import TEXT_COLUMNS, text_digest


def whole_prompt_text(row: dict[str, Any]) -> None:
    """Complete the row of a text: one that was changed is another text, and no receipt's."""
    row["sha256"] = text_digest(row["content"])


def put_receipts_in_order(store: sqlite3.Connection) -> None:
    """Take away what belongs to nothing, in the transaction that is open."""
    for statement in _SETTLE:
        store.execute(statement)


_SETTLE = (
    """DELETE FROM receipts WHERE document = '{}'
        OR message_id NOT IN (SELECT id FROM messages WHERE role = 'assistant')""",
    "DELETE FROM summaries WHERE content = '' OR message_id NOT IN (SELECT id FROM messages)",
    *(
        f"UPDATE receipts SET {name} = NULL WHERE {name} NOT IN (SELECT sha256 FROM prompt_texts)"  # noqa: S608  our names
        for name in TEXT_COLUMNS
    ),
    """DELETE FROM prompt_texts WHERE NOT EXISTS (
        SELECT 1 FROM receipts WHERE sha256 IN (persona_text, memory_text, summary_text))""",
)
