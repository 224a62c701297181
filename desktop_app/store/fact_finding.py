"""Finds the facts that may matter to a message: those with its words, the newest ones, and what is always worth it."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import partial
from itertools import chain
from sqlite3 import Connection
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.fact_choice import NEWEST, best, word_weights
from desktop_app.domain.facts import Fact
from desktop_app.store.database import Database
from desktop_app.store.fact_rows import facts_that, known_to
from desktop_app.store.moments import moment_from
from desktop_app.store.schema import fact_words, facts
from desktop_app.store.uninterrupted import uninterrupted

Found = tuple[Sequence[Fact], Mapping[int, float]]
"""Facts, and what the words of a message say for each."""

_RECENT = 12
_CORE = ("name", "place", "work")
_KNOWN = "user_id = ? AND (persona IS NULL OR persona = ?)"
_HITS = """SELECT fact_id FROM facts_fts JOIN facts ON facts.id = fact_id
    WHERE facts_fts.user_id = ? AND word = ? AND (persona IS NULL OR persona = ?) ORDER BY fact_id DESC LIMIT ?"""
_NEWEST = f"SELECT id FROM facts WHERE {_KNOWN} ORDER BY updated_at DESC LIMIT ?"  # noqa: S608  our own words
_OF_CORE = f"SELECT id FROM facts WHERE {_KNOWN} AND category = ? ORDER BY id DESC LIMIT ?"  # noqa: S608  as above
_FACTS = """SELECT facts.id, user_id, facts.persona, category, key, value, source_message_id, session_id, confirmed,
        frozen, until, suggested, facts.created_at, updated_at
    FROM facts LEFT JOIN messages ON messages.id = source_message_id WHERE facts.id IN """
_NAMES = [field.name for field in fields(Fact)]


@uninterrupted
class FactFinding:
    """Looks facts up; it takes as long for ten thousand of them as for a few hundred."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, user_id: str, persona: str | None, words: Sequence[str]) -> Found:
        """Return the facts known to a persona that may matter."""
        found = await self._database.hot.read(partial(_find, user_id=user_id, persona=persona, words=words))
        if found is not None:
            return found
        async with self._database.reading() as connection:
            return await _find_anywhere(connection, user_id, persona, words)


def _find(connection: Connection, *, user_id: str, persona: str | None, words: Sequence[str]) -> Found:
    def numbers(statement: str, *values: object) -> list[int]:
        return [number for (number,) in connection.execute(statement, values)]

    weights = word_weights({word: numbers(_HITS, user_id, word, persona, NEWEST) for word in words})
    core = (numbers(_OF_CORE, user_id, persona, category, _RECENT) for category in _CORE)
    chosen = {*best(weights), *numbers(_NEWEST, user_id, persona, _RECENT), *chain(*core)}
    marks = ", ".join("?" * len(chosen))
    return [_fact(row) for row in connection.execute(f"{_FACTS}({marks})", tuple(chosen))], weights


def _fact(row: Sequence[Any]) -> Fact:
    """Return the fact in a row of `_FACTS`, which has the columns in its order."""
    *words, confirmed, frozen, until, suggested, made, changed = row
    ends = None if until is None else moment_from(until)
    moments = moment_from(made), moment_from(changed)
    values = (*words, bool(confirmed), bool(frozen), ends, bool(suggested), *moments)
    return Fact(**dict(zip(_NAMES, values, strict=True)))


async def _find_anywhere(connection: AsyncConnection, user_id: str, persona: str | None, words: Sequence[str]) -> Found:
    mine = (facts.c.user_id == user_id, known_to(persona))
    joined = select(fact_words.c.fact_id).join(facts, facts.c.id == fact_words.c.fact_id)
    hits = joined.where(fact_words.c.user_id == user_id, *mine).order_by(fact_words.c.fact_id.desc()).limit(NEWEST)

    weights = word_weights(
        {word: list(await connection.scalars(hits.where(fact_words.c.word == word))) for word in words}
    )
    newest = select(facts.c.id).where(*mine).order_by(facts.c.updated_at.desc()).limit(_RECENT)
    chosen = {*best(weights), *(await connection.scalars(newest))}
    for category in _CORE:
        core = select(facts.c.id).where(*mine, facts.c.category == category).order_by(facts.c.id.desc()).limit(_RECENT)
        chosen |= set(await connection.scalars(core))
    return await facts_that(connection, facts.c.id.in_(chosen)), weights
