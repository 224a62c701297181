"""What the queries about facts share: rows to values and back, and the index that finds facts by their words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.errors import UserError
from desktop_app.domain.fact_words import fact_words as words_of
from desktop_app.domain.fact_words import folded
from desktop_app.domain.facts import EarlierFact, Fact
from desktop_app.store.schema import fact_history, fact_words, facts, messages

_STORE_ONLY = frozenset({"folded_key"})
_COLUMNS = tuple(column for column in facts.c if column.name not in _STORE_ONLY)
_CHUNK = 500
HISTORY_COLUMNS = tuple(column for column in fact_history.c if column.name != "id")


def all_facts() -> Select[Any]:
    """Return a query of facts, each with the session that its source is in now."""
    source = messages.c.id == facts.c.source_message_id
    return select(*_COLUMNS, messages.c.session_id).select_from(facts.outerjoin(messages, source))


def fact_from(row: Row[Any]) -> Fact:
    """Return the fact in a row of `all_facts`."""
    return Fact(**row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it


def earlier_from(row: Row[Any]) -> EarlierFact:
    """Return what a fact was before, from a row of `HISTORY_COLUMNS`."""
    return EarlierFact(**row._mapping)  # noqa: SLF001  as above


def known_to(persona: str | None) -> ColumnElement[bool]:
    """Return the condition that a persona knows a fact, or everyone for None."""
    return facts.c.persona.is_(None) if persona is None else or_(facts.c.persona.is_(None), facts.c.persona == persona)


async def facts_that(connection: AsyncConnection, *conditions: ColumnElement[bool]) -> list[Fact]:
    """Return the facts that meet all conditions, the oldest first."""
    rows = await connection.execute(all_facts().where(*conditions).order_by(facts.c.id))
    return [fact_from(row) for row in rows]


async def get_fact(connection: AsyncConnection, user_id: str, fact_id: int) -> Fact:
    """Return a user's fact; raise `UserError` when there is none of that id."""
    found = await facts_that(connection, facts.c.user_id == user_id, facts.c.id == fact_id)
    if not found:
        raise UserError("fact_not_found", fact_id=fact_id)
    return found[0]


async def add_fact(connection: AsyncConnection, values: Mapping[str, Any]) -> int:
    """Store a fact, with its words; return its id."""
    row = {"confirmed": False, "frozen": False, "until": None, "suggested": False, **values}
    row["folded_key"] = folded(row["key"])
    number = int((await connection.execute(insert(facts).values(row).returning(facts.c.id))).scalar_one())
    await index_fact(connection, row["user_id"], number, row)
    return number


async def change_words(
    connection: AsyncConnection, fact: Fact, words: tuple[str, str, str], values: Mapping[str, Any], reason: str
) -> None:
    """Let a fact say something else from now on, and keep what it said before."""
    category, key, value = words
    earlier = {
        "fact_id": fact.id,
        "category": fact.category,
        "key": fact.key,
        "value": fact.value,
        "source_message_id": fact.source_message_id,
        "reason": reason,
        "created_at": fact.updated_at,
        "replaced_at": values["updated_at"],
    }
    await connection.execute(insert(fact_history).values(earlier))
    row = {"category": category, "key": key, "folded_key": folded(key), "value": value}
    await connection.execute(update(facts).where(facts.c.id == fact.id).values({**row, **values}))
    await connection.execute(delete(fact_words).where(fact_words.c.fact_id == fact.id))
    await index_fact(connection, fact.user_id, fact.id, row)


async def history_of(connection: AsyncConnection, fact_ids: Iterable[int]) -> list[EarlierFact]:
    """Return what facts were before, the oldest first."""
    mine = fact_history.c.fact_id.in_(list(fact_ids))
    rows = await connection.execute(select(*HISTORY_COLUMNS).where(mine).order_by(fact_history.c.id))
    return [earlier_from(row) for row in rows]


async def keep_confirmed(connection: AsyncConnection, sources: ColumnElement[bool]) -> None:
    """Let what the user called right stand without its source, where that is among those messages."""
    these = facts.c.source_message_id.in_(select(messages.c.id).where(sources))
    sure = or_(facts.c.confirmed, facts.c.frozen)
    await connection.execute(update(facts).where(these, sure).values(source_message_id=None))


async def count_facts(connection: AsyncConnection, session_id: str) -> int:
    """Return how many facts were learned from a session's messages."""
    joined = select(func.count()).select_from(facts).join(messages, messages.c.id == facts.c.source_message_id)
    return await connection.scalar(joined.where(messages.c.session_id == session_id)) or 0


async def index_fact(connection: AsyncConnection, user_id: str, fact_id: int, row: Mapping[str, Any]) -> None:
    """Let a fact be found by its words."""
    words = words_of(row["category"], row["key"], row["value"])
    await connection.execute(
        insert(fact_words), [{"user_id": user_id, "word": word, "fact_id": fact_id} for word in words]
    )


async def rebuild_fact_words(connection: AsyncConnection) -> None:
    """Make the index of all facts anew."""
    await connection.execute(delete(fact_words))
    last = 0
    while rows := await _page(connection, last):
        last = rows[-1].id
        for row in rows:
            await index_fact(connection, row.user_id, row.id, dict(row._mapping))  # noqa: SLF001  as above


async def fact_words_agree(connection: AsyncConnection) -> bool:
    """Tell whether the index has the words of each fact, and no others."""
    last = 0
    while rows := await _page(connection, last):
        first, last = rows[0].id, rows[-1].id
        listed = select(fact_words.c.fact_id, fact_words.c.user_id, fact_words.c.word)
        there = {
            tuple(row) for row in await connection.execute(listed.where(fact_words.c.fact_id.between(first, last)))
        }
        wanted = {(row.id, row.user_id, word) for row in rows for word in words_of(row.category, row.key, row.value)}
        if there != wanted:
            return False
    return True


async def _page(connection: AsyncConnection, last: int) -> Sequence[Row[Any]]:
    columns: list[ColumnElement[Any]] = [facts.c[name] for name in ("id", "user_id", "category", "key", "value")]
    page = select(*columns).where(facts.c.id > last).order_by(facts.c.id).limit(_CHUNK)
    return (await connection.execute(page)).all()
