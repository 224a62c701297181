"""Learning in the store: what a message says takes its place among what is known, inside one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desktop_app.domain.fact_taking import taken_back
from desktop_app.domain.fact_words import folded
from desktop_app.domain.facts import Fact, FactChange, LearnedFact, Statement, Stating, is_single, rivals
from desktop_app.store.database import Database
from desktop_app.store.fact_rows import add_fact, change_words, facts_that, get_fact, history_of, known_to
from desktop_app.store.facts import forget_facts
from desktop_app.store.schema import facts, messages
from desktop_app.store.uninterrupted import uninterrupted


@dataclass(frozen=True, slots=True)
class Source:
    """Where statements come from: who said it to whom, in which message, and when it is learned."""

    user_id: str
    persona: str | None
    message_id: int
    now: datetime
    suggested: bool = False


@uninterrupted
class FactLearning:
    """Learns; each message in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def stated_before(self, message_id: int) -> Statement | None:
        """Return what was learned last from the question before that one on its branch."""
        answer, before = messages.alias(), messages.alias()
        chain = select(before.c.id).join(answer, answer.c.parent_id == before.c.id)
        chain = chain.join(messages, messages.c.parent_id == answer.c.id).where(messages.c.id == message_id)
        async with self._database.reading() as connection:
            found = await facts_that(connection, facts.c.source_message_id.in_(chain), facts.c.suggested.is_(False))
        if not found:
            return None
        last = max(found, key=lambda fact: (fact.updated_at, fact.id))
        return Statement(last.category, last.key, last.value)

    async def learn(self, source: Source, statements: Sequence[Statement]) -> list[LearnedFact]:
        """Take statements into what is known, in their order; return what changed.

        What is known already is not learned twice. A frozen fact stays as it is, and nothing is learned that
        contradicts it.
        """
        learned: list[LearnedFact] = []
        async with self._database.writing() as connection:
            there = select(messages.c.id).where(messages.c.id == source.message_id)
            if await connection.scalar(there) is None:
                return []
            for statement in statements:
                if statement.stating is Stating.STATED:
                    learned += await _state(connection, source, statement)
                elif not source.suggested:
                    learned += await _take_back(connection, source, statement)
        return learned


async def _state(connection: AsyncConnection, source: Source, said: Statement) -> list[LearnedFact]:
    """Store what is stated, in the place of what it contradicts."""
    found = await facts_that(
        connection,
        facts.c.user_id == source.user_id,
        known_to(source.persona),
        facts.c.category.in_(rivals(said.category)),
        facts.c.folded_key == folded(said.key),
    )
    same = [fact for fact in found if fact.category == said.category and folded(fact.value) == folded(said.value)]
    if same:
        return await _said_again(connection, source, same[0])
    vague = folded(said.key) == folded(said.value) and said.category in ("family", "pet")
    if vague and found:
        return []  # what is known already says more
    replaced = [fact for fact in found if is_single(said.category, said.key) or _is_vague(fact)]
    if any(fact.frozen for fact in replaced):
        return []
    if source.suggested:
        return [] if replaced else await _add(connection, source, said)
    earlier = await history_of(connection, [fact.id for fact in replaced])
    learned = await _replace(connection, source, said, replaced)
    return [replace(each, gave_way=tuple(replaced), earlier=tuple(earlier)) for each in learned]


async def _replace(
    connection: AsyncConnection, source: Source, said: Statement, found: Sequence[Fact]
) -> list[LearnedFact]:
    # What was only suggested was never known: it gives way without a trace.
    await forget_facts(connection, source.user_id, [fact.id for fact in found if fact.suggested])
    replaced = [fact for fact in found if not fact.suggested]
    if not replaced:
        return await _add(connection, source, said)
    first, *others = replaced
    values = {
        "source_message_id": source.message_id,
        "confirmed": False,
        "suggested": False,
        "until": None,
        "updated_at": source.now,
    }
    await change_words(connection, first, (said.category, said.key, said.value), values, "contradicted")
    await forget_facts(connection, source.user_id, [fact.id for fact in others])
    now = await get_fact(connection, source.user_id, first.id)
    return [LearnedFact(now, FactChange.REPLACED, before=first.value)]


def _is_vague(fact: Fact) -> bool:
    """Tell whether a fact says no more than that there is someone, such as a sister without a name."""
    return fact.category in ("family", "pet") and folded(fact.key) == folded(fact.value)


async def _said_again(connection: AsyncConnection, source: Source, fact: Fact) -> list[LearnedFact]:
    """Let a fact that is said again hold again; it is no news unless it was only suggested or had ended."""
    if source.suggested or fact.holds(source.now):
        return []
    values = {"suggested": False, "until": None, "source_message_id": source.message_id, "updated_at": source.now}
    earlier = await history_of(connection, [fact.id])
    await connection.execute(update(facts).where(facts.c.id == fact.id).values(values))
    now = await get_fact(connection, source.user_id, fact.id)
    return [LearnedFact(now, FactChange.LEARNED, gave_way=(fact,), earlier=tuple(earlier))]


async def _add(connection: AsyncConnection, source: Source, said: Statement) -> list[LearnedFact]:
    number = await add_fact(
        connection,
        {
            "user_id": source.user_id,
            "persona": source.persona,
            "category": said.category,
            "key": said.key,
            "value": said.value,
            "source_message_id": source.message_id,
            "suggested": source.suggested,
            "created_at": source.now,
            "updated_at": source.now,
        },
    )
    return [LearnedFact(await get_fact(connection, source.user_id, number), FactChange.LEARNED)]


async def _take_back(connection: AsyncConnection, source: Source, said: Statement) -> list[LearnedFact]:
    """Forget what is denied, or asked to be forgotten."""
    conditions = [facts.c.user_id == source.user_id, known_to(source.persona), facts.c.frozen.is_(False)]
    if said.category:
        conditions.append(facts.c.category == said.category)
    gone = taken_back([said], await facts_that(connection, *conditions))
    earlier = await history_of(connection, [fact.id for fact in gone])
    await forget_facts(connection, source.user_id, [fact.id for fact in gone])
    return [
        LearnedFact(
            fact, FactChange.FORGOTTEN, fact.value, (fact,), tuple(each for each in earlier if each.fact_id == fact.id)
        )
        for fact in gone
    ]
