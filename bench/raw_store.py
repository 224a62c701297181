"""What the store does, by hand on the raw driver: the statements alone, no values made of the rows."""

import sqlite3
from pathlib import Path

_PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA wal_autocheckpoint=1000",
)
_MESSAGE = "id, session_id, parent_id, role, content, status, created_at, persona, engine, model, metadata"
_LAST = f"SELECT {_MESSAGE} FROM messages WHERE session_id = ? ORDER BY id DESC LIMIT 50"
_PAGE = """SELECT id, name, title, preview, persona, pinned, temporary, last_activity_at, restored_at,
    EXISTS (SELECT 1 FROM drafts WHERE session_id = sessions.id) FROM sessions
    WHERE user_id = ? AND trashed_at IS NULL AND archived_at IS NULL
    ORDER BY pinned DESC, last_activity_at DESC, id DESC LIMIT 50"""
_SEARCH = """SELECT messages.id, messages.session_id, messages.role, messages.created_at,
        snippet(messages_fts, 0, char(1), char(2), '…', 24)
    FROM messages_fts JOIN messages ON messages.id = messages_fts.rowid
    WHERE messages_fts MATCH ? ORDER BY messages_fts.rowid DESC LIMIT 50"""
_ADD = """INSERT INTO messages (session_id, parent_id, role, content, content_hash, status, persona, engine, created_at,
    writer, metadata) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}')"""
_INDEX = "INSERT INTO messages_fts (rowid, content) VALUES (?, ?)"


class RawStore:
    """The same operations, as cheap as the driver can do them."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        for pragma in _PRAGMAS:
            self.connection.execute(pragma)

    def append(self, session: str, text: str, digest: bytes, moment: int) -> int:
        """Store a question and the empty answer, durably; return the answer's id."""
        run = self.connection.execute
        run("BEGIN IMMEDIATE")
        (leaf,) = run("SELECT active_leaf_id FROM sessions WHERE id = ?", (session,)).fetchone()
        values = (session, leaf, "user", text, digest, "complete", None, None, moment, None)
        asked = run(_ADD, values).lastrowid
        run(_INDEX, (asked, text))
        answer = run(
            _ADD, (session, asked, "assistant", "", digest, "streaming", "persona", "builtin", moment, "w")
        ).lastrowid
        run(
            """UPDATE sessions SET active_leaf_id = ?, message_count = message_count + 2, query_count = query_count + 1,
               last_activity_at = ?, preview = ? WHERE id = ?""",
            (answer, moment, text[:160], session),
        )
        run("COMMIT")
        assert answer is not None
        return answer

    def finish(self, user: str, session: str, answer: int, text: str, digest: bytes, moment: int) -> None:
        """Store the whole answer and what follows from it, durably."""
        run = self.connection.execute
        run("BEGIN IMMEDIATE")
        run(
            """UPDATE messages SET content = ?, content_hash = ?, cjk = NULL, status = 'complete', model = ?,
               metadata = ?, writer = NULL WHERE id = ?""",
            (text, digest, None, "{}", answer),
        )
        run(_INDEX, (answer, text))
        run(
            """INSERT INTO affinities VALUES (?, 'persona', 2, ?) ON CONFLICT (user_id, persona)
               DO UPDATE SET points = points + excluded.points, updated_at = excluded.updated_at""",
            (user, moment),
        )
        run(
            """INSERT INTO affinity_events (user_id, persona, points, reason, message_id, created_at)
               VALUES (?, 'persona', 2, 'exchange', ?, ?)""",
            (user, answer, moment),
        )
        (context,) = run("SELECT context FROM sessions WHERE id = ?", (session,)).fetchone()
        run(
            "UPDATE sessions SET context = ?, last_activity_at = ?, preview = ? WHERE id = ?",
            (context, moment, text[:160], session),
        )
        run("COMMIT")

    def last(self, session: str) -> list[tuple[object, ...]]:
        """Return the newest 50 messages of a session."""
        return self.connection.execute(_LAST, (session,)).fetchall()

    def page(self, user: str) -> list[tuple[object, ...]]:
        """Return the first 50 sessions of the sidebar."""
        return self.connection.execute(_PAGE, (user,)).fetchall()

    def search(self, word: str) -> list[tuple[object, ...]]:
        """Return the newest 50 messages with a word, the word marked."""
        return self.connection.execute(_SEARCH, (f'"{word}"',)).fetchall()

    def prune(self, sessions: list[str]) -> None:
        """Delete sessions with all that is in them in one transaction."""
        marks = ", ".join("?" * len(sessions))
        run = self.connection.execute
        run("BEGIN IMMEDIATE")
        run(
            f"""INSERT INTO messages_fts (messages_fts, rowid, content, cjk)
                SELECT 'delete', id, content, cjk FROM messages WHERE session_id IN ({marks})""",
            sessions,
        )
        run(
            f"""INSERT INTO sessions_fts (sessions_fts, rowid, name, title, name_cjk, title_cjk)
                SELECT 'delete', rowid, name, title, name_cjk, title_cjk FROM sessions WHERE id IN ({marks})""",
            sessions,
        )
        run(f"DELETE FROM messages WHERE session_id IN ({marks})", sessions)
        run(f"DELETE FROM sessions WHERE id IN ({marks})", sessions)
        run("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self.connection.close()
