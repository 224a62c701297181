"""Sessions in which much was said, made in a moment."""

from desktop_app.services.services import Services
from desktop_app.store.database import Database
from desktop_app.store.moments import microseconds
from desktop_app.store.texts import text_columns
from tests.support.values import MOMENT

_ADD = """INSERT INTO messages (session_id, parent_id, role, content, content_hash, cjk, status, persona, engine,
    created_at, metadata) VALUES (?, ?, ?, ?, ?, ?, 'complete', ?, ?, ?, '{}')"""
_SHOW = """UPDATE sessions SET active_leaf_id = ?, message_count = message_count + ?, query_count = query_count + ?
    WHERE id = ?"""
_PARAGRAPH = "Some **words** about `things`, long enough to take a line or two of the column. "


def words_of(number: int) -> str:
    """Return what the message with that number says."""
    return f"message {number}: {_PARAGRAPH * (number % 5)}"


def database_of(services: Services) -> Database:
    """Return the store behind the services."""
    return services.sessions._messages._database


async def say_much(services: Services, session_id: str, count: int) -> list[int]:
    """Let a session of nothing have so many messages, questions and answers in turn; return their ids."""
    async with database_of(services).writing() as connection:
        last = (await connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM messages")).scalar_one()
        rows = []
        for number in range(1, count + 1):
            parent = last + number - 1 if number > 1 else None
            text = text_columns(words_of(number)).values()
            who = ("user", *text, None, None) if number % 2 else ("assistant", *text, "default_assistant", "builtin")
            rows.append((session_id, parent, *who, microseconds(MOMENT)))
        await connection.exec_driver_sql(_ADD, rows)
        await connection.exec_driver_sql(_SHOW, (last + count, count, count // 2, session_id))
    return list(range(last + 1, last + count + 1))
