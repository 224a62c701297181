"""Facts in the store: what is known of each user, set and changed by hand, forgotten and put back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.actions import FactsForgotten
from desktop_app.domain.errors import UserError
from desktop_app.domain.fact_words import folded
from desktop_app.domain.facts import EarlierFact, Fact, FactChange, LearnedFact, is_single, rivals
from desktop_app.store.database import Database
from desktop_app.store.fact_rows import (
    add_fact,
    change_words,
    facts_that,
    get_fact,
    history_of,
    index_fact,
    known_to,
)
from desktop_app.store.schema import fact_history, facts, messages
from desktop_app.store.uninterrupted import uninterrupted

_CHUNK = 500


@uninterrupted
class FactStore:
    """The facts of all users; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all_of(self, user_id: str, persona: str | None = None) -> list[Fact]:
        """Return all facts of a user, or those that a persona knows, by category and key."""
        mine = [facts.c.user_id == user_id, *([] if persona is None else [known_to(persona)])]
        async with self._database.reading() as connection:
            found = await facts_that(connection, *mine)
        return sorted(found, key=lambda fact: (fact.category, fact.key.casefold(), fact.id))

    async def get(self, user_id: str, fact_id: int) -> Fact:
        """Return a user's fact; raise `UserError` when there is none of that id."""
        async with self._database.reading() as connection:
            return await get_fact(connection, user_id, fact_id)

    async def history(self, user_id: str, fact_id: int) -> list[EarlierFact]:
        """Return what a fact was before, the oldest first."""
        async with self._database.reading() as connection:
            await get_fact(connection, user_id, fact_id)
            return await history_of(connection, [fact_id])

    async def set(
        self, user_id: str, persona: str | None, words: tuple[str, str, str], now: datetime
    ) -> tuple[Fact, Fact | None]:
        """Store what a user says of itself by hand; return the fact, and as it was before where it was one."""
        async with self._database.writing() as connection:
            before = await _there_already(connection, user_id, persona, words)
            sure = {"confirmed": True, "suggested": False, "until": None, "updated_at": now}
            if before is None:
                values = dict(zip(("category", "key", "value"), words, strict=True))
                number = await add_fact(
                    connection,
                    {"user_id": user_id, "persona": persona, **values, **sure, "created_at": now},
                )
                return await get_fact(connection, user_id, number), None
            if (before.category, before.key, before.value) != words:
                await change_words(connection, before, words, {"source_message_id": None, **sure}, "set")
            else:
                await connection.execute(update(facts).where(facts.c.id == before.id).values(sure))
            return await get_fact(connection, user_id, before.id), before

    async def edit(self, user_id: str, fact_id: int, words: tuple[str, str, str], now: datetime) -> tuple[Fact, Fact]:
        """Let a fact say something else; return it before and after."""
        async with self._database.writing() as connection:
            before = await get_fact(connection, user_id, fact_id)
            _refuse_second(await _rivals(connection, user_id, _of(before.persona), words), fact_id, words)
            if (before.category, before.key, before.value) != words:
                sure = {"confirmed": True, "suggested": False, "updated_at": now}
                await change_words(connection, before, words, sure, "set")
            return before, await get_fact(connection, user_id, fact_id)

    async def mark(self, user_id: str, fact_id: int, values: Mapping[str, Any]) -> tuple[Fact, Fact]:
        """Change what is said of a fact, not what it says; return it before and after."""
        async with self._database.writing() as connection:
            before = await get_fact(connection, user_id, fact_id)
            await connection.execute(update(facts).where(facts.c.id == fact_id).values(dict(values)))
            return before, await get_fact(connection, user_id, fact_id)

    async def share(self, user_id: str, fact_id: int, persona: str | None) -> Fact:
        """Let one persona know a fact, or everyone; raise `UserError` where what contradicts it is known there."""
        async with self._database.writing() as connection:
            fact = await get_fact(connection, user_id, fact_id)
            words = (fact.category, fact.key, fact.value)
            _refuse_second(await _rivals(connection, user_id, _of(persona), words), fact_id, words)
            await connection.execute(update(facts).where(facts.c.id == fact_id).values(persona=persona))
            return await get_fact(connection, user_id, fact_id)

    async def confirm(self, user_id: str, fact_id: int, *, confirmed: bool) -> Fact:
        """Say that a fact is right, or no longer that; raise `UserError` for a suggestion that is contradicted."""
        async with self._database.writing() as connection:
            fact = await get_fact(connection, user_id, fact_id)
            words = (fact.category, fact.key, fact.value)
            if confirmed and fact.suggested:
                known = (known_to(fact.persona), facts.c.suggested.is_(False))
                _refuse_second(await _rivals(connection, user_id, and_(*known), words), fact_id, words)
            values = {"confirmed": confirmed, **({"suggested": False} if confirmed else {})}
            await connection.execute(update(facts).where(facts.c.id == fact_id).values(values))
            return await get_fact(connection, user_id, fact_id)

    async def forget(self, user_id: str, fact_ids: Sequence[int]) -> FactsForgotten | None:
        """Delete facts with what they were before; None where none of them is there."""
        async with self._database.writing() as connection:
            return await forget_facts(connection, user_id, fact_ids)

    async def put_back(self, user_id: str, forgotten: FactsForgotten) -> int:
        """Store forgotten facts again, as they were; return how many.

        One whose place another fact has taken meanwhile stays forgotten, and so does one whose source was deleted for
        good.
        """
        async with self._database.writing() as connection:
            return await _put_back(connection, user_id, forgotten.facts, forgotten.earlier)

    async def take_back(self, user_id: str, learned: Sequence[LearnedFact]) -> FactsForgotten | None:
        """Let all be known as it was before a message was learned from; return what is forgotten by that, if anything.

        What was changed since stays as it is; raises `UserError` where that is all.
        """
        gone: list[FactsForgotten] = []
        done = 0
        async with self._database.writing() as connection:
            for each in reversed(learned):
                forgotten = None
                if each.change is not FactChange.FORGOTTEN:
                    there = await facts_that(connection, facts.c.user_id == user_id, facts.c.id == each.fact.id)
                    if [replace(fact, session_id=each.fact.session_id) for fact in there] != [each.fact]:
                        continue
                    forgotten = await forget_facts(connection, user_id, [each.fact.id])
                    done += 1
                back = await _put_back(connection, user_id, each.gave_way, each.earlier)
                done += back
                gone += [forgotten] if forgotten is not None and not back else []
        if not done:
            raise UserError("fact_changed")
        found = tuple(fact for each in gone for fact in each.facts)
        return FactsForgotten(found, tuple(fact for each in gone for fact in each.earlier)) if found else None

    async def of_source(self, user_id: str, message_ids: Sequence[int]) -> list[Fact]:
        """Return a user's facts that were learned from those messages."""
        found: list[Fact] = []
        async with self._database.reading() as connection:
            for start in range(0, len(message_ids), _CHUNK):
                some = facts.c.source_message_id.in_(message_ids[start : start + _CHUNK])
                found += await facts_that(connection, facts.c.user_id == user_id, some)
        return found

    async def of_session(self, user_id: str, session_id: str) -> list[Fact]:
        """Return a user's facts that were learned from a session's messages."""
        async with self._database.reading() as connection:
            return await facts_that(connection, facts.c.user_id == user_id, messages.c.session_id == session_id)

    async def release(self, user_id: str, fact_ids: Sequence[int], now: datetime) -> int:
        """Let facts stand without their sources, so that they stay when those go; return how many."""
        mine = (facts.c.user_id == user_id) & facts.c.id.in_(list(fact_ids))
        async with self._database.writing() as connection:
            freed = {"source_message_id": None, "updated_at": now}
            return (await connection.execute(update(facts).where(mine).values(freed))).rowcount


async def forget_facts(connection: AsyncConnection, user_id: str, fact_ids: Sequence[int]) -> FactsForgotten | None:
    """Delete facts inside the caller's transaction."""
    mine = (facts.c.user_id == user_id) & facts.c.id.in_(list(fact_ids))
    found = await facts_that(connection, mine)
    if not found:
        return None
    earlier = await history_of(connection, [fact.id for fact in found])
    await connection.execute(delete(facts).where(mine))
    return FactsForgotten(tuple(found), tuple(earlier))


async def _there_already(
    connection: AsyncConnection, user_id: str, persona: str | None, words: tuple[str, str, str]
) -> Fact | None:
    """Return the fact whose place one with those words would take: of the same persona, or of everyone."""
    return _second(await _rivals(connection, user_id, _of(persona), words), words)


def _of(persona: str | None) -> ColumnElement[bool]:
    return facts.c.persona.is_(None) if persona is None else facts.c.persona == persona


async def _rivals(
    connection: AsyncConnection, user_id: str, where: ColumnElement[bool], words: tuple[str, str, str]
) -> list[Fact]:
    """Return the facts that say of the same what may contradict those words."""
    category, key, _value = words
    same = facts.c.category.in_(rivals(category)) & (facts.c.folded_key == folded(key))
    return await facts_that(connection, facts.c.user_id == user_id, where, same)


def _second(found: Sequence[Fact], words: tuple[str, str, str]) -> Fact | None:
    """Return which of the facts cannot stand beside those words: one that says the same, or else."""
    category, key, value = words
    exact = (fact for fact in found if fact.category == category and folded(fact.value) == folded(value))
    return next(exact, found[0] if found and is_single(category, key, value) else None)


def _refuse_second(found: Sequence[Fact], fact_id: int, words: tuple[str, str, str]) -> None:
    other = _second([fact for fact in found if fact.id != fact_id], words)
    if other is not None:
        raise UserError("fact_taken", fact_id=other.id, value=other.value)


async def _put_back(
    connection: AsyncConnection, user_id: str, forgotten: Sequence[Fact], earlier: Sequence[EarlierFact]
) -> int:
    """Store those facts again whose place is free and whose source is there; return how many."""
    back = 0
    for fact in forgotten:
        words = (fact.category, fact.key, fact.value)
        taken = await _there_already(connection, user_id, fact.persona, words)
        if taken is None and await _is_there(connection, fact.source_message_id):
            await _store_again(connection, fact, [each for each in earlier if each.fact_id == fact.id])
            back += 1
    return back


async def _is_there(connection: AsyncConnection, message_id: int | None) -> bool:
    found = select(messages.c.id).where(messages.c.id == message_id)
    return message_id is None or await connection.scalar(found) is not None


async def _store_again(connection: AsyncConnection, fact: Fact, earlier: Sequence[EarlierFact]) -> None:
    names = [column.name for column in facts.c if column.name != "folded_key"]
    row = {name: getattr(fact, name) for name in names}
    await connection.execute(insert(facts).values({**row, "folded_key": folded(fact.key)}))
    await index_fact(connection, fact.user_id, fact.id, row)
    columns = [column.name for column in fact_history.c if column.name != "id"]
    rows = [{name: getattr(each, name) for name in columns} for each in earlier]
    kept = [each for each in rows if await _is_there(connection, each["source_message_id"])]
    if kept:
        await connection.execute(insert(fact_history), kept)
