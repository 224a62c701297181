"""What a session chose is its own, goes where it goes, and outlives restores, forks and repairs."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from desktop_app.domain.engines import EngineChoice, Parameters, SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import MessageStatus
from desktop_app.domain.presets import Preset
from desktop_app.store import migrating
from desktop_app.store.database import Database
from desktop_app.store.forks import ForkStore
from desktop_app.store.health import odd_values
from desktop_app.store.messages import MessageStore
from desktop_app.store.presets import PresetStore
from desktop_app.store.removal import RemovalStore
from desktop_app.store.restore import RestoreStore
from desktop_app.store.salvage.salvage import salvage
from desktop_app.store.search_index import FILL_INDEX
from desktop_app.store.sessions import SessionStore
from desktop_app.store.snapshot_copy import save_snapshot
from desktop_app.store.stoppable import Stop
from tests.support.invariants import assert_invariants, assert_store_invariants
from tests.support.values import MOMENT, a_session

WARM = SessionEngine(EngineChoice("llama", model="/models/warm.gguf"), Parameters(temperature=1.5, stop=("\n",)))
COLD = SessionEngine(EngineChoice("openai", "http://127.0.0.1:1/v1"), Parameters(temperature=0.0))


async def test_a_choice_belongs_to_one_session(database: Database) -> None:
    sessions = SessionStore(database)
    for name in ("a", "b"):
        await sessions.ensure(a_session(id=name))
    before, after = await sessions.set_engine("ada", "a", WARM)
    assert (before.engine, after.engine) == (None, WARM)
    assert ((await sessions.get("ada", "a")).engine, (await sessions.get("ada", "b")).engine) == (WARM, None)
    with pytest.raises(UserError) as refused:
        await sessions.set_engine("bob", "a", COLD)
    assert refused.value.code == "session_of_other_user"
    session, _asked, answer = await MessageStore(database).ask(after, "hi", engine="llama", now=MOMENT)
    assert session.engine == WARM
    whole = answer._replace(content="yes", status=MessageStatus.COMPLETE)
    await MessageStore(database).finish("ada", whole, context={}, now=MOMENT)
    assert (await sessions.set_engine("ada", "a", None))[1].engine is None
    await assert_store_invariants(database)


async def test_forks_and_cleared_histories_have_what_their_session_chose(database: Database) -> None:
    sessions, messages = SessionStore(database), MessageStore(database)
    session, _made = await sessions.ensure(a_session(id="s", engine=WARM))
    _session, asked, _answer = await messages.ask(session, "hi", engine="llama", now=MOMENT)
    fork = await ForkStore(database).fork("ada", "s", asked.id, MOMENT)
    assert fork.engine == WARM
    emptied, cleared = await RemovalStore(database).clear("ada", "s", MOMENT)
    assert emptied.engine == WARM
    assert cleared is not None
    assert cleared.history.engine == WARM
    await RemovalStore(database).delete("ada", "s")
    anew, _asked, _answer = await messages.ask(emptied, "hello?", engine="llama", now=MOMENT)
    assert anew.engine == WARM, "deleted just before it was asked in, and made anew as it was"


async def test_presets_are_kept_by_name_for_each_user(database: Database) -> None:
    presets = PresetStore(database)
    assert await presets.save("ada", Preset("Straße", WARM), MOMENT)
    assert not await presets.save("ada", Preset("STRASSE", COLD), MOMENT), "a person calls these the same"
    assert await presets.save("bob", Preset("Straße", WARM), MOMENT)
    assert await presets.save("ada", Preset("B", WARM), MOMENT)
    assert await presets.all_of("ada") == [Preset("B", WARM), Preset("STRASSE", COLD)]
    await presets.rename("ada", "b", "Bee", MOMENT)
    assert (await presets.get("ada", "bee")).name == "Bee"
    with pytest.raises(UserError) as taken:
        await presets.rename("ada", "Bee", "strasse", MOMENT)
    assert taken.value.code == "preset_name_taken"
    await presets.delete("ada", "Bee")
    for lost in (presets.get("ada", "Bee"), presets.delete("ada", "Bee"), presets.rename("ada", "Bee", "x", MOMENT)):
        with pytest.raises(UserError) as refused:
            await lost
        assert refused.value.code == "preset_not_found"
    assert [each.engine for each in await presets.all_of("bob")] == [WARM]


async def test_a_choice_that_makes_no_sense_is_as_none_and_is_told(database: Database) -> None:
    sessions = SessionStore(database)
    await sessions.ensure(a_session(id="s", engine=WARM))
    for value in ('{"name": 3}', '{"parameters": {"temperature": "hot"}}', "[1]"):
        async with database.writing() as connection:
            await connection.execute(text("UPDATE sessions SET engine = :value"), {"value": value})
        assert (await sessions.get("ada", "s")).engine is None
    if database.dialect == "sqlite":
        assert await odd_values(database) == ["session s holds what makes no sense"]


async def test_a_restore_brings_choices_and_presets_back(tmp_path: Path, database: Database) -> None:
    snapshot = tmp_path / "snapshot.db"
    async with Database.open(tmp_path / "old" / "parley.db") as old:
        await SessionStore(old).ensure(a_session(id="warm", engine=WARM))
        await SessionStore(old).ensure(a_session(id="mine", engine=WARM))
        await PresetStore(old).save("ada", Preset("Warm", WARM), MOMENT)
        await PresetStore(old).save("ada", Preset("Both", WARM), MOMENT)
        save_snapshot(tmp_path / "old" / "parley.db", snapshot, Stop())
    await SessionStore(database).ensure(a_session(id="mine", engine=COLD))
    await PresetStore(database).save("ada", Preset("both", COLD), MOMENT)
    for _time in range(2):
        await RestoreStore(database).restore(snapshot, MOMENT + timedelta(days=1))
    assert (await SessionStore(database).get("ada", "warm")).engine == WARM
    assert (await SessionStore(database).get("ada", "mine")).engine == COLD, "what is here stays as it is"
    assert await PresetStore(database).all_of("ada") == [Preset("both", COLD), Preset("Warm", WARM)]


async def test_a_repair_keeps_choices_and_presets(tmp_path: Path) -> None:
    path = tmp_path / "store" / "parley.db"
    path.parent.mkdir(mode=0o700)
    async with Database.open(path) as database:
        await SessionStore(database).ensure(a_session(id="warm", engine=WARM))
        await SessionStore(database).ensure(a_session(id="odd", engine=COLD))
        await PresetStore(database).save("ada", Preset("Warm", WARM), MOMENT)
        await PresetStore(database).save("ada", Preset("odd", COLD), MOMENT)
    with closing(sqlite3.connect(path)) as store:
        store.execute("UPDATE sessions SET engine = 'no json' WHERE id = 'odd'")
        store.execute("UPDATE presets SET engine = x'00' WHERE name = 'odd'")
        store.commit()
    salvage(path, "ada", MOMENT)
    assert_invariants(path.parent)
    async with Database.open(path) as database:
        assert (await SessionStore(database).get("ada", "warm")).engine == WARM
        assert (await SessionStore(database).get("ada", "odd")).engine is None
        assert await PresetStore(database).all_of("ada") == [Preset("Warm", WARM)]


async def test_a_store_from_before_has_chosen_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store" / "parley.db"
    path.parent.mkdir(mode=0o700)
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        migrating.upgrade(connection, "0003")
        connection.exec_driver_sql(
            """INSERT INTO sessions (id, user_id, persona, origin, temporary, pinned, created_at, last_activity_at,
               message_count, query_count, preview, metadata, context)
               VALUES ('s', 'ada', 'default_assistant', 'window', 0, 0, 1, 1, 0, 0, '', '{}', '{}')"""
        )
        for statement in FILL_INDEX:
            connection.exec_driver_sql(statement)
    engine.dispose()
    path.chmod(0o600)
    async with Database.open(path) as database:
        assert (await SessionStore(database).get("ada", "s")).engine is None
        await SessionStore(database).set_engine("ada", "s", WARM)
        assert (await SessionStore(database).get("ada", "s")).engine == WARM
    assert_invariants(path.parent)
