"""Personas of users through a restore, a salvage, damage and a repair."""

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from desktop_app.domain.lorebooks import Lorebook, LoreEntry
from desktop_app.domain.persona_documents import asset_name, lorebook_data, persona_document
from desktop_app.domain.personas import Persona
from desktop_app.domain.snapshots import Reason
from desktop_app.services.checks import store_checks
from desktop_app.services.known_personas import KnownPersonas
from desktop_app.store.database import Database
from desktop_app.store.facts import FactStore
from desktop_app.store.persona_health import PersonaHealth
from desktop_app.store.persona_rows import StoredPersona
from desktop_app.store.personas import PersonaStore
from desktop_app.store.restore import RestoreStore
from desktop_app.store.salvage.salvage import salvage
from desktop_app.store.sessions import SessionStore
from desktop_app.store.snapshot_check import examine_snapshot
from desktop_app.store.snapshot_copy import make_snapshot
from desktop_app.store.snapshot_folder import SnapshotFolder
from desktop_app.store.stoppable import Stop
from tests.support.clock import FakeClock
from tests.support.images import png
from tests.support.invariants import assert_invariants, assert_store_invariants
from tests.support.values import MOMENT, a_session

PICTURE = png(4, 4)
BOOK = lorebook_data(Lorebook("The sea", (LoreEntry(("whale",), "A narwhal."),)))
ASSETS = {asset_name(data): data for data in (PICTURE, BOOK)}
NEMO = persona_document(Persona("", "Nemo", "", "⚓", "Be Nemo.", "", "common")) | {
    "picture": asset_name(PICTURE),
    "lorebook": asset_name(BOOK),
}
LATER = NEMO | {"name": "Nobody"}


async def _fill(database: Database) -> PersonaStore:
    store = PersonaStore(database)
    await SessionStore(database).ensure(a_session(id="s", persona="nemo"))
    await store.add("ada", lambda _taken: "nemo", NEMO, ASSETS, MOMENT)
    await store.save("ada", "nemo", LATER, {}, MOMENT)
    await store.add(
        "bob", lambda _taken: "nemo", persona_document(Persona("", "Bob's", "", "b", "", "", "common")), {}, MOMENT
    )
    await store.add("ada", lambda _taken: "gone", NEMO, ASSETS, MOMENT)
    await store.delete("ada", "gone", MOMENT)
    await assert_store_invariants(database)
    return store


async def _assert_all_there(database: Database) -> None:
    store = PersonaStore(database)
    gone, nemo = sorted(await store.all_of("ada"), key=lambda each: each.id)
    assert (nemo.id, nemo.version, nemo.document) == ("nemo", 2, LATER)
    assert [(number, document) for number, document, _moment in await store.versions("ada", "nemo")] == [
        (2, LATER),
        (1, NEMO),
    ]
    assert [await store.asset("ada", "nemo", name) for name in ASSETS] == list(ASSETS.values())
    assert [each.document["name"] for each in await store.all_of("bob")] == ["Bob's"]
    assert (gone.id, gone.deleted_at is not None, nemo.deleted_at) == ("gone", True, None)


async def test_a_restore_brings_personas_and_changes_none_that_is_here(database: Database, tmp_path: Path) -> None:
    other = tmp_path / "other" / "parley.db"
    other.parent.mkdir(mode=0o700)
    async with Database.open(other) as full:
        await _fill(full)
        snapshot, found = make_snapshot(other, Reason.DEMAND, MOMENT, Stop())
    assert found.problems == ()
    file = SnapshotFolder(other).file_of(snapshot)
    report = await RestoreStore(database).restore(file, MOMENT)
    assert (report.personas_added, report.skipped) == (3, [])
    await _assert_all_there(database)
    await assert_store_invariants(database)
    await PersonaStore(database).save("ada", "nemo", NEMO | {"name": "Mine"}, {}, MOMENT)
    assert (await RestoreStore(database).restore(file, MOMENT)).personas_added == 0
    assert "Mine" in [each.document["name"] for each in await PersonaStore(database).all_of("ada")]


async def test_what_was_read_earlier_does_not_take_the_place_of_what_was_read_later(database: Database) -> None:
    reading, going = asyncio.Event(), asyncio.Event()

    class Slow(PersonaStore):
        async def all_of(self, user_id: str) -> list[StoredPersona]:
            found = await super().all_of(user_id)
            if not reading.is_set():
                reading.set()
                await going.wait()
            return found

    store = await _fill(database)
    known = KnownPersonas([], Slow(database), "ada", FakeClock())
    earlier = asyncio.ensure_future(known.load())
    await reading.wait()
    await store.save("ada", "nemo", LATER | {"name": "The latest"}, {}, MOMENT)
    later = asyncio.ensure_future(known.load())
    await asyncio.wait({later}, timeout=0.05)
    going.set()
    await asyncio.gather(earlier, later)
    assert [each.name for each in known.all()] == ["The latest"]


async def test_what_parley_would_not_have_written_stays_out(tmp_path: Path) -> None:
    other, here = tmp_path / "other.db", tmp_path / "here.db"
    async with Database.open(other) as full:
        await _fill(full)
    with closing(sqlite3.connect(other)) as store:
        bad = json.dumps({**NEMO, "name": 7})
        store.execute("UPDATE personas SET document = ? WHERE user_id = 'bob'", (bad,))
        store.execute("UPDATE personas SET id = 'No such id' WHERE id = 'gone'")
        store.execute("UPDATE persona_versions SET persona = 'No such id' WHERE persona = 'gone'")
        store.execute("UPDATE persona_assets SET persona = 'No such id' WHERE persona = 'gone'")
        store.commit()
    async with Database.open(here) as database:
        report = await RestoreStore(database).restore(other, MOMENT)
        assert report.personas_added == 1
        assert sorted(who for who, _why in report.skipped) == ["persona No such id", "persona nemo"]


async def test_one_bad_version_or_earlier_state_costs_neither_the_persona_nor_the_fact(tmp_path: Path) -> None:
    other, here = tmp_path / "other.db", tmp_path / "here.db"
    async with Database.open(other) as full:
        await _fill(full)
        facts = FactStore(full)
        home, _before = await facts.set("ada", None, ("place", "home", "Porto"), MOMENT)
        await facts.edit("ada", home.id, ("place", "home", "Faro"), MOMENT)
    with closing(sqlite3.connect(other)) as store:
        nested = "[" * 100_000
        store.execute("UPDATE persona_versions SET document = ? WHERE persona = 'nemo' AND number = 1", (nested,))
        store.execute("UPDATE personas SET document = ? WHERE user_id = 'bob'", (nested,))
        store.execute("UPDATE personas SET version = 'two' WHERE id = 'gone'")
        store.execute("UPDATE fact_history SET category = 7")
        store.commit()
    async with Database.open(here) as database:
        report = await RestoreStore(database).restore(other, MOMENT)
        assert sorted(who for who, _why in report.skipped) == [
            "persona gone",
            "persona nemo",
            "version 1 of persona nemo",
        ]
        (nemo,) = await PersonaStore(database).all_of("ada")
        assert (nemo.document, len(await PersonaStore(database).versions("ada", "nemo"))) == (LATER, 1)
        (fact,) = await FactStore(database).all_of("ada")
        assert (fact.value, await FactStore(database).history("ada", fact.id)) == ("Faro", [])


async def test_a_salvage_saves_personas_and_what_is_left_of_them(tmp_path: Path) -> None:
    path = tmp_path / "store" / "parley.db"
    path.parent.mkdir(mode=0o700)
    async with Database.open(path) as database:
        await _fill(database)
    salvage(path, "ada", MOMENT)
    async with Database.open(path) as database:
        await _assert_all_there(database)
    with closing(sqlite3.connect(path)) as store:
        store.execute("DELETE FROM personas WHERE user_id = 'ada' AND id = 'nemo'")
        store.execute("UPDATE persona_assets SET data = x'00' WHERE persona = 'gone' AND name = ?", (asset_name(BOOK),))
        store.execute("UPDATE personas SET document = 'x' WHERE id = 'gone'")
        store.commit()
    salvage(path, "ada", MOMENT)
    async with Database.open(path) as database:
        await _assert_all_there(database)
        (gone,) = [each for each in await PersonaStore(database).all_of("ada") if each.deleted_at is not None]
        assert gone.document == NEMO
        assert await PersonaStore(database).asset("ada", "gone", asset_name(BOOK)) is None
    assert_invariants(path.parent)


async def test_the_doctor_finds_what_was_changed_and_mends_what_it_can(tmp_path: Path) -> None:
    path = tmp_path / "store" / "parley.db"
    path.parent.mkdir(mode=0o700)
    async with Database.open(path) as database:
        await _fill(database)
        (sound,) = [each for each in await store_checks(database) if each.name == "personas"]
        assert sound.ok
        assert sound.detail.startswith("3 of users’ own")
    with closing(sqlite3.connect(path)) as store:
        store.execute("UPDATE persona_assets SET data = x'00' WHERE persona = 'nemo' AND name = ?", (asset_name(BOOK),))
        store.execute("UPDATE personas SET document = '{\"name\": 7}' WHERE user_id = 'ada' AND id = 'nemo'")
        store.execute("UPDATE personas SET document = 'no JSON, but \"keep\"' WHERE id = 'gone'")
        store.commit()
    assert any("nemo" in problem for problem in examine_snapshot(path, Stop()).problems)
    async with Database.open(path) as database:
        known = KnownPersonas([], PersonaStore(database), "ada", FakeClock())
        await known.load()
        assert (known.all(), known.kept()) == ([], frozenset()), "what cannot be read keeps nobody from the rest"
        found = await PersonaHealth(database).repair()
        assert sorted(found.unreadable) == [("ada", "gone"), ("ada", "nemo")]
        assert found.changed == (("ada", "nemo", asset_name(BOOK)),)
        assert (await PersonaHealth(database).state()).ok
        kept = LATER | {"lorebook": asset_name(b"\0")}
        assert kept in [each.document for each in await PersonaStore(database).all_of("ada")]
        assert await PersonaStore(database).asset("ada", "nemo", asset_name(b"\0")) == b"\0", "nothing is taken away"
        await known.load()
        assert [each.lorebook_lost for each in known.all()] == [True]


def test_a_document_says_all_of_a_persona_and_nothing_else() -> None:
    plain = Persona("", "Nemo", "", "", "", "", "")
    assert persona_document(plain) == {
        "name": "Nemo",
        **dict.fromkeys(("description", "glyph", "system_prompt", "greeting", "style"), ""),
    }
    assert persona_document(replace(plain, tags=("a",), affinity=False))["affinity"] is False
