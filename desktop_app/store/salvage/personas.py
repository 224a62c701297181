"""Puts salvaged personas in order: each with its versions and with what it is shown by, as far as that is whole."""

import sqlite3

from desktop_app.domain.persona_documents import asset_name


def put_personas_in_order(store: sqlite3.Connection) -> None:
    """Mend what refers to something lost, in the transaction that is open."""
    for statement in _SETTLE:
        store.execute(statement)
    for row, name in store.execute("SELECT rowid, name FROM persona_assets").fetchall():
        ((data,),) = store.execute("SELECT data FROM persona_assets WHERE rowid = ?", (row,)).fetchall()
        if asset_name(data) != name:
            store.execute("DELETE FROM persona_assets WHERE rowid = ?", (row,))


_NEWEST = """SELECT document FROM persona_versions newest
    WHERE newest.user_id = personas.user_id AND newest.persona = personas.id ORDER BY number DESC LIMIT 1"""
_SETTLE = (
    "DELETE FROM persona_versions WHERE document = '{}' OR number < 1",
    """INSERT OR IGNORE INTO personas (user_id, id, version, document, created_at, updated_at)
        SELECT user_id, persona, max(number), '{}', min(created_at), max(created_at) FROM persona_versions
        WHERE user_id <> '' AND persona <> '' GROUP BY user_id, persona""",
    # What it was last is what it is, where that is all that is left.
    f"UPDATE personas SET document = coalesce(({_NEWEST}), '{{}}') WHERE document = '{{}}'",  # noqa: S608  our own words
    "DELETE FROM personas WHERE document = '{}' OR user_id = '' OR id = ''",
    """UPDATE personas SET version = max(version, 1, coalesce((SELECT max(number) FROM persona_versions
        WHERE persona_versions.user_id = personas.user_id AND persona = id), 1))""",
    *(
        f"DELETE FROM {table} WHERE NOT EXISTS (SELECT 1 FROM personas"  # noqa: S608  our own names
        f" WHERE personas.user_id = {table}.user_id AND personas.id = {table}.persona)"
        for table in ("persona_versions", "persona_assets")
    ),
)
