"""Facts of users in a snapshot, taken only when they are what Parley writes; and merged into the store."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.errors import UserError
from desktop_app.domain.fact_words import folded
from desktop_app.domain.facts import checked_fact, is_single, rivals
from desktop_app.domain.users import checked_user
from desktop_app.store.fact_rows import add_fact, facts_that
from desktop_app.store.moments import moment_from
from desktop_app.store.schema import fact_history, facts

_FACTS = "SELECT * FROM facts ORDER BY id"
_HISTORY = "SELECT * FROM fact_history WHERE fact_id = ? ORDER BY id"

_UNUSABLE = (UserError, ValueError, TypeError, sqlite3.Error)


@dataclass(frozen=True, slots=True)
class FoundEarlier:
    """What a fact of a snapshot was before; `source` is among the snapshot's messages."""

    words: tuple[str, str, str]
    source: int | None
    reason: str
    created_at: datetime
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class FoundFact:
    """A fact in a snapshot, whose it is, and what it was before; `source` is among the snapshot's messages."""

    user_id: str
    persona: str | None
    words: tuple[str, str, str]
    source: int | None
    confirmed: bool
    frozen: bool
    until: datetime | None
    suggested: bool
    created_at: datetime
    updated_at: datetime
    earlier: tuple[FoundEarlier, ...]


class FactSource:
    """The facts of an open snapshot."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def sources(self) -> frozenset[int]:
        """Return the ids that the messages which facts come from have in the snapshot."""
        return frozenset(
            number
            for table in ("facts", "fact_history")
            for (number,) in self._connection.execute(
                f"SELECT DISTINCT source_message_id FROM {table} WHERE source_message_id IS NOT NULL"  # noqa: S608  ours
            )
        )

    def facts(self) -> list[FoundFact]:
        """Return the facts that Parley would have written, as far as they can be read."""
        found = []
        for row in self._connection.execute(_FACTS).fetchall():
            try:
                found.append(self._fact(row))
            except _UNUSABLE:
                continue  # what makes no sense is no fact; all else is worth having
        return found

    def _fact(self, row: sqlite3.Row) -> FoundFact:
        persona = None if row["persona"] is None else _text(row["persona"])
        history = map(_earlier, self._connection.execute(_HISTORY, (row["id"],)).fetchall())
        return FoundFact(
            checked_user(_text(row["user_id"])),
            persona,
            _words(row),
            row["source_message_id"],
            bool(row["confirmed"]),
            bool(row["frozen"]),
            None if row["until"] is None else moment_from(row["until"]),
            bool(row["suggested"]),
            moment_from(row["created_at"]),
            moment_from(row["updated_at"]),
            tuple(each for each in history if each is not None),
        )


async def merge_fact(connection: AsyncConnection, found: FoundFact, ids: Mapping[int, int]) -> bool:
    """Store a fact of a snapshot unless another one is in its place; `ids` are those that messages have here."""
    if found.source is not None and found.source not in ids:
        return False  # what it was learned from is not here
    category, key, value = found.words
    there = await facts_that(
        connection,
        facts.c.user_id == found.user_id,
        facts.c.persona.is_(None) if found.persona is None else facts.c.persona == found.persona,
        facts.c.category.in_(rivals(category)),
        facts.c.folded_key == folded(key),
    )
    if any(is_single(category, key, value) or folded(each.value) == folded(value) for each in there):
        return False
    number = await add_fact(
        connection,
        {
            "user_id": found.user_id,
            "persona": found.persona,
            "category": category,
            "key": key,
            "value": value,
            "source_message_id": None if found.source is None else ids[found.source],
            "confirmed": found.confirmed,
            "frozen": found.frozen,
            "until": found.until,
            "suggested": found.suggested,
            "created_at": found.created_at,
            "updated_at": found.updated_at,
        },
    )
    await _add_history(connection, number, found.earlier, ids)
    return True


async def _add_history(
    connection: AsyncConnection, number: int, earlier: Sequence[FoundEarlier], ids: Mapping[int, int]
) -> None:
    rows = [
        {
            "fact_id": number,
            **dict(zip(("category", "key", "value"), each.words, strict=True)),
            "source_message_id": None if each.source is None else ids[each.source],
            "reason": each.reason,
            "created_at": each.created_at,
            "replaced_at": each.replaced_at,
        }
        for each in earlier
        if each.source is None or each.source in ids
    ]
    if rows:
        await connection.execute(insert(fact_history), rows)


def _earlier(row: sqlite3.Row) -> FoundEarlier | None:
    """Return what a fact was before, None for what makes no sense: the fact itself is worth having without it."""
    moments = moment_from(row["created_at"]), moment_from(row["replaced_at"])
    try:
        return FoundEarlier(_words(row), row["source_message_id"], _text(row["reason"]), *moments)
    except _UNUSABLE:
        return None


def _words(row: sqlite3.Row) -> tuple[str, str, str]:
    return checked_fact(_text(row["category"]), _text(row["key"]), _text(row["value"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("it is no text")
    return value
