"""Writes salvaged rows into a fresh file."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import StaticPool, create_engine

from desktop_app.store import schema
from desktop_app.store.salvage.attached import whole_content
from desktop_app.store.salvage.facts import whole_fact
from desktop_app.store.salvage.reading import Found
from desktop_app.store.salvage.receipts import whole_prompt_text
from desktop_app.store.salvage.values import readable, whole_message, whole_preset, whole_session
from desktop_app.store.search_index import CHECK_INDEX, FILL_INDEX


class FreshFile:
    """A store in the making, of which nobody else knows yet."""

    def __init__(self, file: Path, now: int) -> None:
        """Make the tables."""
        self._now = now
        file.touch(0o600)
        self.store = sqlite3.connect(file, isolation_level=None)
        # Nothing is lost when the making fails: it begins anew. What is finished is synchronised at its end.
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "journal_mode=MEMORY", "secure_delete=ON"):
            self.store.execute(f"PRAGMA {pragma}")
        engine = create_engine("sqlite://", creator=lambda: self.store, poolclass=StaticPool)
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            from desktop_app.store.migrating import upgrade  # Alembic takes a while, and no command but this needs it

            upgrade(connection)
            connection.commit()
        self.expected = 0
        """Messages that the sessions found say they have."""

    def fill(self, rows: Iterable[Found]) -> None:
        """Store all rows, however little some of them make sense."""
        self.store.execute("BEGIN")
        for shape, number, values in rows:
            named = shape.named(number, values)
            row = readable(schema.metadata.tables[shape.table], named, self._now)
            if shape.table == "messages":
                whole_message(row, named)
            elif shape.table == "attachment_contents":
                whole_content(row, named)
            elif shape.table == "prompt_texts":
                whole_prompt_text(row)
            elif shape.table == "facts":
                whole_fact(row)
            elif shape.table == "presets":
                whole_preset(row)
            elif shape.table == "sessions":
                whole_session(row)
                self.expected += max(row["message_count"], 0)
                row["rowid"] = number
            self._insert(shape.table, row)
        self.store.execute("COMMIT")

    def _insert(self, table: str, row: Mapping[str, Any]) -> None:
        """Store a row; what only one may have stays with the first, and an id that is taken is a row found twice."""
        columns = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        statement = f'INSERT INTO "{table}" ({columns}) VALUES ({marks})'  # noqa: S608  names of our own
        try:
            self.store.execute(statement, tuple(row.values()))
        except sqlite3.IntegrityError:
            if table == "sessions":
                freed = {name: None if name in _UNIQUE or name == "rowid" else value for name, value in row.items()}
                self.store.execute(statement.replace("INSERT", "INSERT OR IGNORE"), tuple(freed.values()))

    def changed(self) -> dict[str, int]:
        """Return how many texts are not as they were stored, by the names of their sessions."""
        return Counter(name for (name,) in self.store.execute(_CHANGED).fetchall())

    def close(self) -> tuple[int, int]:
        """Make everything searchable, look over the file, and close it; return its sessions and messages."""
        for statement in (*FILL_INDEX, *CHECK_INDEX):
            self.store.execute(statement)
        ((found,),) = self.store.execute("PRAGMA integrity_check(1)").fetchall()
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        counts = self.store.execute(
            "SELECT (SELECT count(*) FROM sessions), (SELECT count(*) FROM messages)"
        ).fetchone()
        self.store.execute("PRAGMA journal_mode=WAL")
        self.store.close()
        return counts[0], counts[1]


_UNIQUE = frozenset({"name", "name_key", "name_cjk", "default_of"})
_CHANGED = """
    SELECT coalesce(name, title, 'New session') FROM messages JOIN sessions ON sessions.id = session_id
    WHERE json_extract(messages.metadata, '$.recovered.changed_text') = 1"""
