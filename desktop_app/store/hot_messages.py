"""Messages on SQLite's hot paths: asking, finishing an answer and reading the end of a branch, in plain SQL.

Each function does what the method of `MessageStore` that calls it says, for the ordinary case, or returns None and
has changed nothing; then that method goes the long way, which every database can go.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from sqlite3 import Connection

from desktop_app.domain.messages import Message, MessageStatus, Role, preview_of
from desktop_app.domain.sessions import Session, title_from
from desktop_app.store.driver_rows import (
    MESSAGE,
    SESSION_ANSWERING,
    SESSION_BY_ID,
    json_text,
    messages_from_driver,
    session_from_driver,
)
from desktop_app.store.hot_affinities import hot_meet
from desktop_app.store.moments import microseconds
from desktop_app.store.receipt_rows import hot_add_receipt
from desktop_app.store.search_index import FORGET_SESSION, INDEX_SESSION
from desktop_app.store.session_rows import title_columns
from desktop_app.store.texts import text_columns
from desktop_app.store.unsettled import Ending

_LAST = f"SELECT {MESSAGE} FROM messages WHERE session_id = ? AND id <= ? ORDER BY id DESC LIMIT ?"  # noqa: S608
_LEAF = "SELECT status = 'failed' AND content = '' FROM messages WHERE id = ?"
_ADD = """INSERT INTO messages
    (session_id, parent_id, role, content, content_hash, cjk, status, persona, engine, created_at, writer, metadata)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}')"""
_INDEX = "INSERT INTO messages_fts (rowid, content, cjk) VALUES (?, ?, ?)"
_ASKED = """UPDATE sessions SET active_leaf_id = ?, message_count = message_count + 2, query_count = query_count + 1,
    last_activity_at = ?, preview = ? WHERE id = ?"""
_TITLED = "UPDATE sessions SET title = ?, title_cjk = ? WHERE id = ?"
_FINISH = """UPDATE messages SET content = ?, content_hash = ?, cjk = ?, status = ?, model = ?, metadata = ?,
    writer = NULL WHERE id = ? AND status = 'streaming'"""
_ANSWERED = "UPDATE sessions SET context = ?, last_activity_at = ?, preview = ? WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, to whom, and by which process the answer will be written."""

    session: Session
    text: str
    engine: str
    writer: str
    now: datetime
    attachments: tuple[int, ...] = ()


def last_of_branch(connection: Connection, session: Session, limit: int) -> list[Message] | None:
    """Return the end of the shown branch where it is the session's newest messages, none of them a fork."""
    rows = connection.execute(_LAST, (session.id, session.active_leaf_id, limit)).fetchall()
    follows = session.active_leaf_id
    for row in rows:
        if row[0] != follows:
            return None
        follows = row[2]
    if len(rows) < limit and follows is not None:
        return None
    rows.reverse()
    return messages_from_driver(connection, rows)


def ask(connection: Connection, question: Question) -> tuple[Session, Message, Message] | None:
    """Store a question and the empty answer to it at the end of the shown branch of a live session."""
    if question.attachments:
        return None
    row = connection.execute(SESSION_BY_ID, (question.session.id,)).fetchone()
    current = None if row is None else session_from_driver(row)
    if current is None or current.user_id != question.session.user_id or current.trashed_at is not None:
        return None
    leaf = connection.execute(_LEAF, (current.active_leaf_id,)).fetchone()
    if leaf is not None and leaf[0]:
        return None
    asked = _add(connection, question, current, Role.USER, current.active_leaf_id)
    answer = _add(connection, question, current, Role.ASSISTANT, asked.id)
    preview = preview_of(question.text)
    connection.execute(_ASKED, (answer.id, microseconds(question.now), preview, current.id))
    title = current.title or title_from(question.text)
    if title != current.title:
        connection.execute(FORGET_SESSION, (current.id,))
        connection.execute(_TITLED, (*title_columns(title).values(), current.id))
        connection.execute(INDEX_SESSION, (current.id,))
    changed = replace(
        current,
        active_leaf_id=answer.id,
        message_count=current.message_count + 2,
        query_count=current.query_count + 1,
        last_activity_at=question.now,
        preview=preview,
        title=title,
    )
    return changed, asked, answer


def finish(connection: Connection, ending: Ending) -> Session | None:
    """Store the end of an answer that is still being written, and what follows from it."""
    answer = ending.answer
    row = connection.execute(SESSION_ANSWERING, (answer.id,)).fetchone()
    session = None if row is None else session_from_driver(row)
    if session is None or session.user_id != ending.user_id or answer.status is MessageStatus.STREAMING:
        return None
    text = text_columns(answer.content)
    values = (*text.values(), answer.status, answer.model, json_text(answer.metadata), answer.id)
    if not connection.execute(_FINISH, values).rowcount:
        return None
    connection.execute(_INDEX, (answer.id, text["content"], text["cjk"]))
    if ending.receipt is not None:
        hot_add_receipt(connection, answer.id, ending.receipt)
    if ending.meeting is not None and answer.persona is not None:
        hot_meet(connection, ending.user_id, answer.persona, ending.meeting, answer.id, ending.now)
    context, preview = ending.told_by(session)
    active = max(ending.now, session.last_activity_at)
    connection.execute(_ANSWERED, (json_text(context), microseconds(active), preview, session.id))
    return replace(session, context=context, last_activity_at=active, preview=preview)


def _add(connection: Connection, question: Question, session: Session, role: Role, parent: int | None) -> Message:
    """Store the question, or the empty answer to it."""
    asks = role is Role.USER
    content = question.text if asks else ""
    status = MessageStatus.COMPLETE if asks else MessageStatus.STREAMING
    who = (None, None) if asks else (session.persona, question.engine)
    text = text_columns(content)
    values = (session.id, parent, role, *text.values(), status, *who, microseconds(question.now))
    number = connection.execute(_ADD, (*values, None if asks else question.writer)).lastrowid
    assert number is not None  # noqa: S101  what an INSERT into a table of numbered rows gives
    if asks:
        connection.execute(_INDEX, (number, content, text["cjk"]))
    return Message(number, session.id, parent, role, content, status, question.now, *who)
