"""Rows as SQLite's driver gives and takes them, without SQLAlchemy between: for the hot paths."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from sqlite3 import Connection
from typing import Any

from sqlalchemy import JSON, Select, bindparam, literal_column, select
from sqlalchemy.dialects import sqlite

from desktop_app.domain.attachments import Attachment
from desktop_app.domain.messages import Message, MessageStatus, Role
from desktop_app.domain.sessions import Session
from desktop_app.store.attachment_rows import ATTACHMENT_COLUMNS, attachment_from
from desktop_app.store.message_rows import ROLES, STATUSES
from desktop_app.store.moments import moment_from
from desktop_app.store.schema import UtcMicroseconds, messages, sessions
from desktop_app.store.session_rows import COLUMNS

_DIALECT = sqlite.dialect()

MESSAGE = (
    "id, session_id, parent_id, role, content, status, created_at, persona, engine, model, metadata, attachment_count"
)
"""The columns of `messages_from_driver`, in its order."""
_ATTACHED = f"""SELECT message_id, {", ".join(column.name for column in ATTACHMENT_COLUMNS)} FROM attachments
    WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY message_id, position, id"""  # noqa: S608  our own names


def compiled(statement: Select[Any]) -> str:
    """Return a Core statement as SQLite's driver takes it, its parameters in the order of their places."""
    return str(statement.compile(dialect=_DIALECT))


_BY_NAME = {column.name: column for column in COLUMNS}
_IN_ORDER = tuple(_BY_NAME[field.name] for field in fields(Session))
SESSION_BY_ID = compiled(select(*_IN_ORDER).where(sessions.c.id == bindparam("id")))
SESSION_ANSWERING = compiled(
    select(*_IN_ORDER)
    .join(messages, messages.c.session_id == sessions.c.id)
    .where(messages.c.id == bindparam("id"), messages.c.status == literal_column("'streaming'"))
)
"""The session that holds an answer which is being written; it may not be the one that was asked in."""


def message_from_driver(row: Sequence[Any]) -> Message:
    """Return the message in a row of the columns `MESSAGE`, as if it had no attachments."""
    number, session, parent, role, content, status, created, persona, engine, model, metadata, _count = row
    # Not by the class's own way to make one, which costs as much again as all the rest.
    return tuple.__new__(
        Message,
        (
            number,
            session,
            parent,
            ROLES.get(role, Role.SYSTEM),
            content if isinstance(content, str) else str(content),
            STATUSES.get(status, MessageStatus.INTERRUPTED),
            moment_from(created),
            persona,
            engine,
            model,
            {} if metadata == "{}" else json.loads(metadata),
            (),
        ),
    )


def messages_from_driver(connection: Connection, rows: Sequence[Sequence[Any]]) -> list[Message]:
    """Return the messages in rows of the columns `MESSAGE` with their attachments, looked for where there are any."""
    found = [message_from_driver(row) for row in rows]
    having = [row[0] for row in rows if row[-1]]
    if not having:
        return found
    attached: dict[int, list[Attachment]] = defaultdict(list)
    for message_id, *row in connection.execute(_ATTACHED, (json.dumps(having),)):
        attached[message_id].append(attachment_from(row))
    return [message._replace(attachments=tuple(attached.get(message.id, ()))) for message in found]


def session_from_driver(row: Sequence[Any]) -> Session:
    """Return the session in a row of `SESSION_BY_ID`."""
    return Session(*[value if read is None else read(value) for value, read in zip(row, _READERS, strict=True)])


def json_text(values: Mapping[str, Any]) -> str:
    """Return a JSON object as it is stored."""
    return json.dumps(dict(values))


def _reader(column: Any) -> Callable[[Any], Any] | None:  # noqa: ANN401  a column or a label of one
    if isinstance(column.type, UtcMicroseconds):
        return lambda value: None if value is None else moment_from(value)
    if isinstance(column.type, JSON):
        return lambda value: {} if value == "{}" else json.loads(value)
    processor: Callable[[Any], Any] | None = column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
    return processor


_READERS = tuple(_reader(column) for column in _IN_ORDER)
