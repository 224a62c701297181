"""Puts salvaged facts in order: what says nothing goes, and the index that finds the others is made anew."""

import sqlite3
from typing import Any

from desktop_app.domain.fact_words import fact_words, folded
from desktop_app.domain.facts import CATEGORIES

_SETTLE = (
    f"DELETE FROM facts WHERE key = '' OR value = '' OR category NOT IN ({', '.join('?' * len(CATEGORIES))})",  # noqa: S608
    "DELETE FROM fact_history WHERE value = '' OR fact_id NOT IN (SELECT id FROM facts)",
    "UPDATE facts SET persona = NULL WHERE persona = ''",
)


def whole_fact(row: dict[str, Any]) -> None:
    """Complete the row of a fact: what is made from its key."""
    row["folded_key"] = folded(row["key"])


def put_facts_in_order(store: sqlite3.Connection) -> None:
    """Take away what makes no sense, in the transaction that is open."""
    for statement in _SETTLE:
        store.execute(statement, CATEGORIES if "?" in statement else ())
    store.execute("DELETE FROM facts_fts")
    for number, user_id, *words in store.execute("SELECT id, user_id, category, key, value FROM facts").fetchall():
        store.executemany(
            "INSERT INTO facts_fts (user_id, word, fact_id) VALUES (?, ?, ?)",
            [(user_id, word, number) for word in fact_words(*words)],
        )
