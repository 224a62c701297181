"""The search index of PostgreSQL, kept in the same transaction as what it covers.

The words are folded here, not by the server: what is found then does not hang on the languages that it was set up
for, nor on how its parser takes addresses and hyphens. Beside its words each text stands folded as a whole, in which
phrases are looked for: an index of PostgreSQL knows the places of a text's first 16,383 words only.
"""

from sqlalchemy import BigInteger, ColumnElement, LargeBinary, column, delete, func, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.store.exact_text import ExactText
from desktop_app.store.folded import MAX_FOLDED, folded_text, indexed_words
from desktop_app.store.schema import messages, sessions

MAKE_TABLES = (
    """CREATE TABLE messages_fts (
        id BIGINT PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
        words TSVECTOR NOT NULL,
        folded TEXT COLLATE "C" NOT NULL)""",
    """CREATE TABLE sessions_fts (
        id TEXT COLLATE "C" PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
        words TSVECTOR NOT NULL,
        folded TEXT COLLATE "C" NOT NULL)""",
    "CREATE INDEX ix_messages_fts_words ON messages_fts USING gin (words)",
    "CREATE INDEX ix_sessions_fts_words ON sessions_fts USING gin (words)",
)
_CHUNK = 200

messages_fts = table(
    "messages_fts", column("id", BigInteger), column("words", LargeBinary), column("folded", ExactText)
)
sessions_fts = table("sessions_fts", column("id", ExactText), column("words", LargeBinary), column("folded", ExactText))
_add_message = text(
    "INSERT INTO messages_fts VALUES (:id, array_to_tsvector(CAST(:words AS text[])), CAST(:folded AS text))"
)
_add_session = text(
    "INSERT INTO sessions_fts VALUES (:id, array_to_tsvector(CAST(:words AS text[])), CAST(:folded AS text))"
)
_finished = messages.c.status != "streaming"
_texts_of_message = tuple(
    func.left(written, MAX_FOLDED, type_=ExactText).label(written.name)
    for written in (messages.c.content, messages.c.cjk)
)
_session_words = (sessions.c.name, sessions.c.title, sessions.c.name_cjk, sessions.c.title_cjk)


async def index_messages(connection: AsyncConnection, condition: ColumnElement[bool]) -> None:
    """Make the finished messages that meet `condition` searchable."""
    page = select(messages.c.id, *_texts_of_message).where(_finished, condition).order_by(messages.c.id).limit(_CHUNK)
    last: int | None = None
    while True:
        rows = (await connection.execute(page if last is None else page.where(messages.c.id > last))).all()
        if rows:
            await connection.execute(
                _add_message, [_row(row.id, _folded_message(row.content, row.cjk)) for row in rows]
            )
            last = rows[-1].id
        if len(rows) < _CHUNK:
            return


async def forget_messages(connection: AsyncConnection, condition: ColumnElement[bool]) -> None:
    """Take the messages that meet `condition` out of the index, before they are changed or deleted."""
    chosen = select(messages.c.id).where(condition)
    await connection.execute(delete(messages_fts).where(messages_fts.c.id.in_(chosen)))


async def index_sessions(connection: AsyncConnection, condition: ColumnElement[bool]) -> None:
    """Make the names and titles of the sessions that meet `condition` searchable."""
    rows = (await connection.execute(select(sessions.c.id, *_session_words).where(condition))).all()
    if rows:
        values = [_row(row.id, folded_text(row.name_cjk or row.name, row.title_cjk or row.title)) for row in rows]
        await connection.execute(_add_session, values)


async def forget_sessions(connection: AsyncConnection, condition: ColumnElement[bool]) -> None:
    """Take the sessions that meet `condition` out of the index, before they are renamed or deleted."""
    chosen = select(sessions.c.id).where(condition)
    await connection.execute(delete(sessions_fts).where(sessions_fts.c.id.in_(chosen)))


async def rebuild(connection: AsyncConnection) -> None:
    """Rebuild both indexes."""
    for index in (messages_fts, sessions_fts):
        await connection.execute(delete(index))
    await index_messages(connection, messages.c.id.is_not(None))
    await index_sessions(connection, sessions.c.id.is_not(None))


async def agrees(connection: AsyncConnection) -> bool:
    """Tell whether both indexes hold what the texts and names say, and nothing else."""
    return await _messages_agree(connection) and await _sessions_agree(connection)


async def _messages_agree(connection: AsyncConnection) -> bool:
    page = (
        select(messages.c.id, _finished.label("finished"), *_texts_of_message, messages_fts.c.folded)
        .outerjoin_from(messages, messages_fts, messages_fts.c.id == messages.c.id)
        .order_by(messages.c.id)
        .limit(_CHUNK)
    )
    last: int | None = None
    while rows := (await connection.execute(page if last is None else page.where(messages.c.id > last))).all():
        last = rows[-1].id
        for row in rows:
            if row.folded != (_folded_message(row.content, row.cjk) if row.finished else None):
                return False
    return True


async def _sessions_agree(connection: AsyncConnection) -> bool:
    joined = select(sessions.c.id, *_session_words, sessions_fts.c.folded).outerjoin_from(
        sessions, sessions_fts, sessions_fts.c.id == sessions.c.id
    )
    return all(
        row.folded == folded_text(row.name_cjk or row.name, row.title_cjk or row.title)
        for row in await connection.execute(joined)
    )


def _folded_message(content: str, cjk: str | None) -> str:
    # Where there are words made of unspaced letters, all the others stand between them.
    return folded_text(cjk or content)


def _row(row_id: object, folded: str) -> dict[str, object]:
    return {"id": row_id, "words": indexed_words(folded), "folded": folded}
