"""The health of the store: what can be checked about it, each thing by itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256

from sqlalchemy import LargeBinary, and_, cast, exists, func, or_, select
from sqlalchemy.exc import DBAPIError

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import MessageStatus, Role, preview_of
from desktop_app.domain.sessions import UNTITLED
from desktop_app.store import postgres_index
from desktop_app.store.database import Database
from desktop_app.store.fact_rows import fact_words_agree
from desktop_app.store.schema import messages, metadata, sessions
from desktop_app.store.search_index import CHECK_INDEX, INDEXES

_MOST_TOLD = 10
_CHUNK = 500
_ODD = {
    "message": """
        SELECT id FROM messages
        WHERE typeof(content) <> 'text' OR typeof(session_id) <> 'text' OR typeof(created_at) <> 'integer'
            OR role NOT IN ('user', 'assistant', 'system')
            OR status NOT IN ('complete', 'streaming', 'interrupted', 'failed')
            OR CASE WHEN json_valid(metadata) THEN json_type(metadata) <> 'object' ELSE 1 END""",
    "attachment": """
        SELECT id FROM attachments
        WHERE typeof(name) <> 'text' OR typeof(user_id) <> 'text' OR typeof(size) <> 'integer'
            OR typeof(sha256) <> 'blob' OR length(sha256) <> 32 OR typeof(created_at) <> 'integer'
            OR media_type NOT IN ('text/plain', 'image/png', 'image/jpeg', 'image/gif', 'image/webp')""",
    "session": """
        SELECT id FROM sessions
        WHERE typeof(id) <> 'text' OR typeof(user_id) <> 'text' OR typeof(persona) <> 'text'
            OR typeof(created_at) <> 'integer' OR typeof(last_activity_at) <> 'integer'
            OR typeof(message_count) <> 'integer' OR typeof(query_count) <> 'integer'
            OR CASE WHEN json_valid(metadata) THEN json_type(metadata) <> 'object' ELSE 1 END
            OR CASE WHEN json_valid(context) THEN json_type(context) <> 'object' ELSE 1 END
            OR CASE WHEN json_valid(engine) THEN json_type(engine) <> 'object' ELSE engine IS NOT NULL END""",
    "receipt": """
        SELECT message_id FROM receipts
        WHERE CASE WHEN json_valid(document) THEN json_type(document) <> 'object' ELSE 1 END
            OR message_id IN (SELECT id FROM messages WHERE role <> 'assistant')""",
    "summary": """
        SELECT message_id FROM summaries WHERE typeof(content) <> 'text' OR typeof(created_at) <> 'integer'""",
    "fact": """
        SELECT id FROM facts
        WHERE typeof(user_id) <> 'text' OR typeof(key) <> 'text' OR typeof(value) <> 'text' OR value = ''
            OR typeof(created_at) <> 'integer' OR typeof(updated_at) <> 'integer' OR category NOT IN ('name', 'place',
                'work', 'family', 'like', 'dislike', 'date', 'pet', 'language', 'plan', 'note')""",
    "preset": """
        SELECT id FROM presets
        WHERE typeof(user_id) <> 'text' OR typeof(name) <> 'text' OR name = '' OR typeof(created_at) <> 'integer'
            OR CASE WHEN json_valid(engine) THEN json_type(engine) <> 'object' ELSE 1 END""",
}


async def structure_problems(database: Database) -> Sequence[str]:
    """Return what SQLite itself finds wrong with the file."""
    if database.dialect != "sqlite":
        return []
    async with database.reading() as connection:
        found = (await connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_TOLD})")).scalars().all()
        return [str(line) for line in found if line != "ok"]


async def dangling_references(database: Database) -> Sequence[str]:
    """Return the rows that refer to what is not there."""
    if database.dialect != "sqlite":
        return await _missing_targets(database)
    async with database.reading() as connection:
        found = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
        return [
            f"{row._mapping['table']} row {row._mapping['rowid']} refers to nothing"  # noqa: SLF001  its public name
            for row in found[:_MOST_TOLD]
        ]


async def _missing_targets(database: Database) -> Sequence[str]:
    """Look for what a server should never let happen."""
    problems = []
    async with database.reading() as connection:
        for reference in (each for table in metadata.sorted_tables for each in table.foreign_keys):
            target = reference.column.table.alias()
            there = exists().where(target.c[reference.column.name] == reference.parent)
            dangling = select(func.count()).where(reference.parent.is_not(None), ~there)
            if count := await connection.scalar(dangling):
                problems.append(f"{count} rows of {reference.parent.table.name} refer to nothing")
    return problems


async def _unknown_words(database: Database) -> Sequence[str]:
    """Look at what a server takes for text like any other; it keeps the kinds of values apart by itself."""
    known = messages.c.role.in_(list(Role)) & messages.c.status.in_(list(MessageStatus))
    async with database.reading() as connection:
        odd = await connection.scalars(select(messages.c.id).where(~known).limit(_MOST_TOLD))
        return [f"message {message_id} holds what makes no sense" for message_id in odd]


async def odd_values(database: Database) -> Sequence[str]:
    """Return the rows that hold what Parley never writes."""
    if database.dialect != "sqlite":
        return await _unknown_words(database)
    async with database.reading() as connection:
        return [
            f"{name} {row} holds what makes no sense"
            for name, statement in _ODD.items()
            for row in (await connection.exec_driver_sql(f"{statement} LIMIT {_MOST_TOLD}")).scalars()
        ]


async def changed_texts(database: Database) -> Mapping[str, int]:
    """Return how many texts are not the ones that were stored, by the names of their sessions."""
    # As bytes: a damaged text may be none any more.
    content = cast(messages.c.content, LargeBinary) if database.dialect == "sqlite" else messages.c.content
    page = select(messages.c.id, content.label("found"), messages.c.content_hash).order_by(messages.c.id).limit(_CHUNK)
    changed: list[int] = []
    last = 0
    while True:
        async with database.reading() as connection:
            rows = (await connection.execute(page.where(messages.c.id > last))).all()
        if not rows:
            break
        last = rows[-1].id
        changed += [row.id for row in rows if sha256(_bytes(row.found)).digest() != row.content_hash]
    return await _session_names(database, changed)


async def changed_before(database: Database) -> int:
    """Return how many texts were found changed on the disk by an earlier repair."""
    marked = messages.c.metadata["recovered"]["changed_text"].as_boolean().is_(True)
    async with database.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(messages).where(marked)) or 0


async def index_problem(database: Database) -> str:
    """Return what is wrong with the search indexes, nothing when they agree with every text, name and fact."""
    problem = await _text_index_problem(database)
    if problem:
        return problem
    async with database.reading() as connection:
        return "" if await fact_words_agree(connection) else "it does not agree with the facts"


async def _text_index_problem(database: Database) -> str:
    if database.dialect != "sqlite":
        async with database.reading() as connection:
            return "" if await postgres_index.agrees(connection) else "it does not agree with the texts"
    async with database.reading() as connection:
        there = (await connection.exec_driver_sql("SELECT name FROM sqlite_master")).scalars().all()
    if missing := [name for name in (*INDEXES, "messages_indexed") if name not in there]:
        return f"{', '.join(missing)} missing"
    try:
        async with database.writing() as connection:
            for statement in CHECK_INDEX:
                await connection.exec_driver_sql(statement)
    except DBAPIError:
        return "it cannot be read"
    except UserError as error:
        if error.code != "store_unreadable":
            raise
        return "it does not agree with the texts"
    return ""


async def miscounted_sessions(database: Database) -> Sequence[str]:
    """Return the ids of sessions whose counters, preview or shown branch do not fit their messages."""
    counted = select(func.count()).where(messages.c.session_id == sessions.c.id)
    asked = counted.where(messages.c.role == "user").scalar_subquery()
    of_session = messages.c.session_id == sessions.c.id
    leaf = exists().where(of_session, messages.c.id == sessions.c.active_leaf_id)
    wrong = or_(
        sessions.c.message_count != counted.scalar_subquery(),
        sessions.c.query_count != asked,
        and_(sessions.c.active_leaf_id.is_(None), exists().where(of_session)),
        and_(sessions.c.active_leaf_id.is_not(None), ~leaf),
    )
    async with database.reading() as connection:
        found = list((await connection.scalars(select(sessions.c.id).where(wrong))).all())
        blank = and_(sessions.c.preview == "", of_session, messages.c.content != "", messages.c.role != "system")
        texts = await connection.execute(select(sessions.c.id, messages.c.content).where(blank))
        return [*found, *{row.id for row in texts if preview_of(row.content)}.difference(found)]


async def abandoned_answers(database: Database) -> int:
    """Return how many answers are still being written by processes that are gone."""
    statement = select(messages.c.writer, func.count()).where(messages.c.status == "streaming")
    async with database.reading() as connection:
        rows = (await connection.execute(statement.group_by(messages.c.writer))).all()
    dead = [count for writer, count in rows if writer is None or await database.writer.is_dead(writer)]
    return sum(dead)


async def has_messages(database: Database, user_id: str | None = None) -> bool:
    """Tell whether anything was ever said here, or by that user."""
    statement = select(messages.c.id).limit(1)
    if user_id is not None:
        statement = statement.join(sessions, sessions.c.id == messages.c.session_id).where(
            sessions.c.user_id == user_id
        )
    async with database.reading() as connection:
        return await connection.scalar(statement) is not None


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


async def _session_names(database: Database, message_ids: Sequence[int]) -> Mapping[str, int]:
    names: Counter[str] = Counter()
    shown = func.coalesce(sessions.c.name, sessions.c.title, UNTITLED)
    statement = select(shown).select_from(messages).join(sessions, sessions.c.id == messages.c.session_id)
    async with database.reading() as connection:
        for start in range(0, len(message_ids), _CHUNK):
            some = messages.c.id.in_(message_ids[start : start + _CHUNK])
            names.update((await connection.scalars(statement.where(some))).all())
    return names
