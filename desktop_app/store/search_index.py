"""The search index of SQLite, kept in the same transaction as what it covers.

Both indexes have external content: they hold no second copy of the texts, and have to be told the words of a row
that they are to forget. No triggers do that: SQLite before 3.44 refuses a trigger that writes to an index while the
schema is not trusted, and it stays untrusted. Two letters of a word are enough to find it quickly as one types.
PostgreSQL has an index of its own kind, kept at the same moments (`postgres_index`).
"""

from sqlalchemy import ColumnElement, column, insert, literal, literal_column, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.store import postgres_index
from desktop_app.store.schema import messages, sessions

INDEXES = ("messages_fts", "sessions_fts")
MAKE_INDEX = (
    # An answer joins the index when it is finished: one that is still being written changes every second.
    """CREATE VIEW messages_indexed AS
        SELECT id, content, cjk FROM messages WHERE status <> 'streaming'""",
    """CREATE VIRTUAL TABLE messages_fts USING fts5(
        content, cjk, content='messages_indexed', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2', prefix='2')""",
    # Never all parts at once, which would hold up the one message that is the sixteenth: they are merged as they come.
    "INSERT INTO messages_fts(messages_fts, rank) VALUES ('crisismerge', 1000)",
    # By the rows' own numbers, which stay as they are while nobody runs VACUUM on the file; Parley does not.
    """CREATE VIRTUAL TABLE sessions_fts USING fts5(
        name, title, name_cjk, title_cjk, content='sessions', content_rowid='rowid',
        tokenize='unicode61 remove_diacritics 2', prefix='2')""",
)
FILL_INDEX = (
    "INSERT INTO messages_fts(messages_fts) VALUES ('rebuild')",
    "INSERT INTO sessions_fts(sessions_fts) VALUES ('rebuild')",
)
DROP_INDEX = (
    "DROP TABLE IF EXISTS messages_fts",
    "DROP TABLE IF EXISTS sessions_fts",
    "DROP VIEW IF EXISTS messages_indexed",
)
CHECK_INDEX = (
    "INSERT INTO messages_fts(messages_fts, rank) VALUES ('integrity-check', 1)",
    "INSERT INTO sessions_fts(sessions_fts, rank) VALUES ('integrity-check', 1)",
)
"""Each fails with SQLITE_CORRUPT_VTAB for an index that does not agree with the texts."""

INDEX_SESSION = """INSERT INTO sessions_fts (rowid, name, title, name_cjk, title_cjk)
    SELECT rowid, name, title, name_cjk, title_cjk FROM sessions WHERE id = ?"""
FORGET_SESSION = """INSERT INTO sessions_fts (sessions_fts, rowid, name, title, name_cjk, title_cjk)
    SELECT 'delete', rowid, name, title, name_cjk, title_cjk FROM sessions WHERE id = ?"""
"""What `index_sessions` and `forget_sessions` do to one session, for the hot paths."""

_message_words = (messages.c.content, messages.c.cjk)
_session_words = (sessions.c.name, sessions.c.title, sessions.c.name_cjk, sessions.c.title_cjk)
_messages_fts = table("messages_fts", column("rowid"), column("messages_fts"), column("content"), column("cjk"))
_sessions_fts = table(
    "sessions_fts", column("rowid"), column("sessions_fts"), *(column(words.name) for words in _session_words)
)
_rowid: ColumnElement[int] = literal_column("sessions.rowid")


async def index_messages(connection: AsyncConnection, condition: ColumnElement[bool]) -> None:
    """Make the finished messages that meet `condition` searchable."""
    if connection.dialect.name == "sqlite":
        found = select(messages.c.id, *_message_words).where(messages.c.status != "streaming", condition)
        await connection.execute(insert(_messages_fts).from_select(["rowid", "content", "cjk"], found))
    else:
        await postgres_index.index_messages(connection, condition)


async def forget_messages(connection: AsyncConnection, condition: ColumnElement[bool]) -> None:
    """Take the messages that meet `condition` out of the index, before they are changed or deleted."""
    if connection.dialect.name == "sqlite":
        found = select(literal("delete"), messages.c.id, *_message_words).where(
            messages.c.status != "streaming", condition
        )
        names = ["messages_fts", "rowid", "content", "cjk"]
        await connection.execute(insert(_messages_fts).from_select(names, found))
    else:
        await postgres_index.forget_messages(connection, condition)


async def index_sessions(connection: AsyncConnection, condition: ColumnElement[bool]) -> None:
    """Make the names and titles of the sessions that meet `condition` searchable."""
    if connection.dialect.name == "sqlite":
        found = select(_rowid, *_session_words).where(condition)
        names = ["rowid", *(words.name for words in _session_words)]
        await connection.execute(insert(_sessions_fts).from_select(names, found))
    else:
        await postgres_index.index_sessions(connection, condition)


async def forget_sessions(connection: AsyncConnection, condition: ColumnElement[bool]) -> None:
    """Take the sessions that meet `condition` out of the index, before they are renamed or deleted."""
    if connection.dialect.name == "sqlite":
        found = select(literal("delete"), _rowid, *_session_words).where(condition)
        names = ["sessions_fts", "rowid", *(words.name for words in _session_words)]
        await connection.execute(insert(_sessions_fts).from_select(names, found))
    else:
        await postgres_index.forget_sessions(connection, condition)
