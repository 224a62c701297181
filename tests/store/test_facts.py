"""Facts in the store, on each backend."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.fact_choice import chosen
from desktop_app.domain.facts import Fact, FactChange, LearnedFact, Statement, Stating
from desktop_app.domain.messages import Message, MessageStatus
from desktop_app.domain.sessions import Session
from desktop_app.domain.snapshots import Reason
from desktop_app.services.checks import store_checks
from desktop_app.store.database import Database
from desktop_app.store.fact_finding import FactFinding
from desktop_app.store.fact_learning import FactLearning, Source
from desktop_app.store.fact_rows import fact_words_agree, rebuild_fact_words
from desktop_app.store.facts import FactStore
from desktop_app.store.health import index_problem
from desktop_app.store.messages import MessageStore
from desktop_app.store.removal import RemovalStore
from desktop_app.store.repairs import RepairStore
from desktop_app.store.restore import RestoreStore
from desktop_app.store.retention import RetentionStore
from desktop_app.store.salvage.salvage import salvage
from desktop_app.store.sessions import SessionStore
from desktop_app.store.snapshot_copy import make_snapshot
from desktop_app.store.snapshot_folder import SnapshotFolder
from desktop_app.store.stoppable import Stop
from tests.support.invariants import assert_store_invariants

NOW = datetime(2026, 5, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


async def _said(database: Database, text: str, session_id: str = "s") -> Message:
    session, _made = await SessionStore(database).ensure(Session(session_id, "ada", "p", NOW, NOW))
    _session, question, answer = await MessageStore(database).ask(session, text, engine="builtin", now=NOW)
    whole = answer._replace(content="Yes.", status=MessageStatus.COMPLETE)
    await MessageStore(database).finish("ada", whole, context={}, now=NOW)
    return question


async def _learn(database: Database, message: Message, *said: Statement, suggested: bool = False) -> list[LearnedFact]:
    source = Source("ada", "p", message.id, message.created_at, suggested=suggested)
    return await FactLearning(database).learn(source, said)


def _words(facts: list[Fact]) -> list[tuple[str, str, str]]:
    return [(fact.category, fact.key, fact.value) for fact in facts]


async def test_contradictions_replace_and_keep_what_was_before(database: Database) -> None:
    store = FactStore(database)
    first, second = await _said(database, "I live in Porto."), await _said(database, "I live in Lisbon now.")
    (learned,) = await _learn(database, first, Statement("place", "home", "Porto"))
    assert (learned.change, learned.fact.session_id) == (FactChange.LEARNED, "s")
    assert await _learn(database, first, Statement("place", "home", "porto")) == []
    (changed,) = await _learn(database, second, Statement("place", "home", "Lisbon"))
    assert (changed.change, changed.before, changed.fact.source_message_id) == ("replaced", "Porto", second.id)
    (earlier,) = await store.history("ada", changed.fact.id)
    assert (earlier.value, earlier.source_message_id, earlier.reason) == ("Porto", first.id, "contradicted")
    await _learn(database, second, Statement("like", "tea", "tea"), Statement("like", "jam", "jam"))
    await _learn(database, second, Statement("dislike", "tea", "tea"))
    assert _words(await store.all_of("ada")) == [
        ("dislike", "tea", "tea"),
        ("like", "jam", "jam"),
        ("place", "home", "Lisbon"),
    ]
    await store.mark("ada", changed.fact.id, {"frozen": True})
    assert await _learn(database, second, Statement("place", "home", "Faro")) == []
    assert await _learn(database, second, Statement("place", "home", "", Stating.FORGOTTEN)) == []
    (gone,) = await _learn(database, second, Statement("like", "", "jam", Stating.DENIED))
    assert (gone.change, gone.before) == (FactChange.FORGOTTEN, "jam")
    with pytest.raises(UserError):
        await store.get("bob", changed.fact.id)
    assert await store.all_of("bob") == []
    await assert_store_invariants(database)


async def test_who_has_no_name_is_named_later_and_others_stand_beside(database: Database) -> None:
    message = await _said(database, "I have a sister.")
    await _learn(database, message, Statement("family", "sister", "sister"))
    await _learn(database, message, Statement("family", "sister", "Anna"), Statement("family", "sister", "Eva"))
    await _learn(database, message, Statement("family", "sister", "sister"))
    assert [fact.value for fact in await FactStore(database).all_of("ada", "p")] == ["Anna", "Eva"]
    assert await FactStore(database).all_of("ada", "another persona") == []


async def test_what_is_suggested_changes_nothing_until_it_is_confirmed(database: Database) -> None:
    message = await _said(database, "Hello")
    await _learn(database, message, Statement("name", "name", "Ada"))
    assert await _learn(database, message, Statement("name", "name", "Eve"), suggested=True) == []
    (learned,) = await _learn(database, message, Statement("work", "job", "pilot"), suggested=True)
    assert not learned.fact.holds(NOW)
    assert learned.fact not in await _relevant(database, "What job do I have?")
    (known,) = await _learn(database, message, Statement("work", "job", "pilot"))
    assert known.fact.holds(NOW)
    await _learn(database, message, Statement("place", "home", "Porto"), suggested=True)
    (home,) = await _learn(database, message, Statement("place", "home", "Faro"))
    assert (home.change, home.before) == (FactChange.LEARNED, None), "a guess is nothing that was known"
    assert await FactStore(database).history("ada", home.fact.id) == []


async def _relevant(database: Database, *words: str, limit: int = 5) -> list[Fact]:
    found, weights = await FactFinding(database).find("ada", "p", words)
    return chosen(found, weights, NOW, limit)


async def test_what_matters_is_found_by_its_words(database: Database) -> None:
    message = await _said(database, "Hello")
    things = [Statement("like", f"thing {number}", f"thing {number}") for number in range(210)]
    await _learn(database, message, Statement("pet", "cat", "Mia"), Statement("name", "name", "Ada"), *things)
    found = await _relevant(database, "cat", "thing")
    assert _words(found)[:2] == [("pet", "cat", "Mia"), ("name", "name", "Ada")]
    async with database.writing() as connection:
        assert await fact_words_agree(connection)
        await rebuild_fact_words(connection)
        assert await fact_words_agree(connection)


async def test_forgotten_facts_come_back_as_they_were(database: Database) -> None:
    store = FactStore(database)
    first, second = await _said(database, "I am Ada."), await _said(database, "I am Eve.")
    await _learn(database, first, Statement("name", "name", "Ada"))
    await _learn(database, second, Statement("name", "name", "Eve"))
    before = await store.all_of("ada")
    history = await store.history("ada", before[0].id)
    forgotten = await store.forget("ada", [before[0].id])
    assert forgotten is not None
    assert await store.all_of("ada") == []
    assert await store.put_back("ada", forgotten) == 1
    assert (await store.all_of("ada"), await store.history("ada", before[0].id)) == (before, history)
    assert await store.put_back("ada", forgotten) == 0
    await assert_store_invariants(database)


async def test_facts_go_with_their_source_unless_they_are_kept(database: Database) -> None:
    store = FactStore(database)
    message = await _said(database, "I am Ada, and I like tea.")
    await _learn(database, message, Statement("name", "name", "Ada"), Statement("like", "tea", "tea"))
    (tea, name) = await store.of_source("ada", [message.id])
    assert await store.of_session("ada", "s") == await store.of_source("ada", [message.id])
    await store.release("ada", [name.id], NOW)
    await RemovalStore(database).delete("ada", "s")
    (kept,) = await store.all_of("ada")
    assert (kept.id, kept.source_message_id, kept.session_id) == (name.id, None, None)
    with pytest.raises(UserError):
        await store.history("ada", tea.id)
    await assert_store_invariants(database)


async def test_what_expires_takes_along_what_nobody_confirmed(database: Database) -> None:
    store = FactStore(database)
    message = await _said(database, "I am Ada, and I like tea.")
    await _learn(database, message, Statement("name", "name", "Ada"), Statement("like", "tea", "tea"))
    (_tea, name) = await store.all_of("ada")
    await store.mark("ada", name.id, {"confirmed": True})
    await SessionStore(database).trash("ada", "s", NOW)
    assert await RetentionStore(database).purge(LATER) == 1
    assert [fact.value for fact in await store.all_of("ada")] == ["Ada"]
    await assert_store_invariants(database)


async def _fill(database: Database) -> None:
    first, second = await _said(database, "I live in Porto."), await _said(database, "I live in Faro now.", "t")
    await _learn(database, first, Statement("place", "home", "Porto"), Statement("pet", "cat", "Mia"))
    await _learn(database, second, Statement("place", "home", "Faro"))
    await FactStore(database).set("ada", None, ("note", "by hand", "by hand"), NOW)


async def _told(database: Database) -> list[tuple[object, ...]]:
    store = FactStore(database)
    found = await store.all_of("ada")
    histories = [await store.history("ada", fact.id) for fact in found]
    return [
        (fact.category, fact.key, fact.value, fact.session_id, fact.updated_at, [each.value for each in history])
        for fact, history in zip(found, histories, strict=True)
    ]


async def test_facts_come_back_with_a_snapshot_and_none_twice(database: Database, tmp_path: Path) -> None:
    other = tmp_path / "other" / "parley.db"
    other.parent.mkdir(mode=0o700)
    async with Database.open(other) as full:
        await _said(full, "A message more, so that no id is the same.", "u")
        await _fill(full)
        told = await _told(full)
        snapshot, _found = make_snapshot(other, Reason.DEMAND, NOW, Stop())
    file = SnapshotFolder(other).file_of(snapshot)
    assert (await RestoreStore(database).restore(file, NOW)).facts_added == 3
    assert await _told(database) == told
    assert (await RestoreStore(database).restore(file, NOW)).facts_added == 0
    await assert_store_invariants(database)


async def test_a_salvage_and_a_repair_save_facts(tmp_path: Path) -> None:
    path = tmp_path / "store" / "parley.db"
    path.parent.mkdir(mode=0o700)
    async with Database.open(path) as database:
        await _fill(database)
        told = await _told(database)
    salvage(path, "ada", NOW)
    with closing(sqlite3.connect(path)) as store:
        store.execute("INSERT INTO facts_fts VALUES ('ada', 'nonsense', 1)")
        store.execute("UPDATE facts SET category = 'shoes' WHERE category = 'pet'")
        store.commit()
    async with Database.open(path) as database:
        checks = {check.name: check.ok for check in await store_checks(database)}
        assert (checks["index"], checks["values"]) == (False, False)
        await RepairStore(database).rebuild_index()
        assert await index_problem(database) == ""
    salvage(path, "ada", NOW)
    async with Database.open(path) as database:
        assert await _told(database) == [each for each in told if each[0] != "pet"]
        assert all(check.ok for check in await store_checks(database))
