import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.store.affinities import AffinityStore
from desktop_app.store.database import Database
from desktop_app.store.drafts import DraftStore
from desktop_app.store.messages import MessageStore
from desktop_app.store.sessions import SessionStore
from tests.support.values import MOMENT, a_session


@pytest.fixture
def store(database: Database) -> SessionStore:
    return SessionStore(database)


async def test_a_session_comes_back_as_it_was_stored(store: SessionStore) -> None:
    session = a_session(name="Käse", temporary=True, metadata={"a": [1, None]}, origin="cli")
    assert await store.create(session) == (session, None)
    assert await store.get("ada", session.id) == session


async def test_the_default_session_is_made_once(store: SessionStore) -> None:
    results = await asyncio.gather(*(store.ensure_default(a_session()) for _ in range(50)))
    assert len({session.id for session, _ in results}) == 1
    assert sum(created for _, created in results) == 1


async def test_each_user_has_a_default_session(store: SessionStore) -> None:
    ada, _ = await store.ensure_default(a_session())
    bob, created = await store.ensure_default(a_session(user_id="bob"))
    assert created
    assert ada.id != bob.id


async def test_the_default_session_is_the_one_used_last(store: SessionStore) -> None:
    await store.create(a_session(last_activity_at=MOMENT - timedelta(days=1)))
    newest = a_session()
    await store.create(newest)
    assert await store.ensure_default(a_session()) == (newest, False)


async def test_a_trashed_default_session_gives_way_to_a_new_one(store: SessionStore) -> None:
    first, _ = await store.ensure_default(a_session())
    await store.trash("ada", first.id, MOMENT)
    second, created = await store.ensure_default(a_session())
    assert created
    assert second.id != first.id
    await store.restore("ada", [first.id], MOMENT)
    assert len(await store.on_shelf("ada", "live")) == 2


async def test_a_default_session_for_a_persona_survives_its_change(store: SessionStore) -> None:
    first, _ = await store.ensure_default(a_session(persona="sakura"), any_persona=False)
    assert (await store.ensure_default(a_session(persona="sakura"), any_persona=False))[0].id == first.id
    await store.set_persona("ada", first.id, "creative_writer")
    second, created = await store.ensure_default(a_session(persona="sakura"), any_persona=False)
    assert created
    assert second.id != first.id


async def test_ensure_makes_an_unknown_id_and_finds_a_known_one(store: SessionStore) -> None:
    session = a_session(id="user_123")
    assert await store.ensure(session) == (session, True)
    assert await store.ensure(replace(a_session(), id="user_123")) == (session, False)


async def test_ensure_brings_a_session_back_from_the_trash(store: SessionStore) -> None:
    session, _ = await store.ensure(a_session(id="x"))
    await store.trash("ada", "x", MOMENT)
    back, created = await store.ensure(session)
    assert not created
    assert back.trashed_at is None
    assert back.restored_at is not None


async def test_another_users_session_is_refused(store: SessionStore) -> None:
    await store.create(a_session(id="x"))
    for call in (store.ensure(a_session(id="x", user_id="bob")), store.get("bob", "x"), store.rename("bob", "x", "n")):
        with pytest.raises(UserError) as refused:
            await call
        assert refused.value.code == "session_of_other_user"


async def test_creating_a_known_name_updates_that_session(store: SessionStore) -> None:
    first, _ = await store.create(a_session(name="Trip", metadata={"a": 1}))
    again, before = await store.create(a_session(name="TRIP", persona="sakura", metadata={"b": 2}))
    assert before == first
    assert (again.id, again.persona, again.name, again.metadata) == (first.id, "sakura", "TRIP", {"a": 1, "b": 2})
    kept, _ = await store.create(a_session(name="trip", persona="creative_writer"), keep_persona=True)
    assert kept.persona == "sakura"


async def test_names_are_unique_for_each_user_outside_the_trash(store: SessionStore) -> None:
    first, _ = await store.create(a_session(name="Trip"))
    second, _ = await store.create(a_session())
    await store.create(a_session(name="Trip", user_id="bob"))
    with pytest.raises(UserError) as refused:
        await store.rename("ada", second.id, "tRIP")
    assert refused.value.code == "name_taken"
    await store.trash("ada", first.id, MOMENT)
    assert (await store.rename("ada", second.id, "Trip"))[1].name == "Trip"
    ((_trashed, back),) = await store.restore("ada", [first.id], MOMENT)
    assert back.name is None


async def test_shelves_and_their_order(store: SessionStore) -> None:
    old = a_session(last_activity_at=MOMENT - timedelta(days=2))
    new, pinned, gone = a_session(), a_session(last_activity_at=MOMENT - timedelta(days=9)), a_session()
    for session in (old, new, pinned, gone):
        await store.create(session)
    await store.set_pinned("ada", pinned.id, pinned=True)
    await store.trash("ada", gone.id, MOMENT)
    assert [session.id for session in await store.on_shelf("ada", "live")] == [pinned.id, new.id, old.id]
    assert [session.id for session in await store.on_shelf("ada", "trash")] == [gone.id]
    assert await store.on_shelf("ada", "archived") == []


async def test_an_unknown_session_is_said_to_be(store: SessionStore) -> None:
    with pytest.raises(UserError) as refused:
        await store.get("ada", "nowhere")
    assert refused.value.code == "session_not_found"


async def test_a_new_session_begins_its_affinity_at_nothing(store: SessionStore, database: Database) -> None:
    await store.create(a_session())
    assert (await AffinityStore(database).standing("ada", "default_assistant")).points == 0
    async with database.reading() as connection:
        rows = (await connection.exec_driver_sql("SELECT user_id, persona, points FROM affinities")).all()
    assert [tuple(row) for row in rows] == [("ada", "default_assistant", 0)]


async def test_drafts_are_kept_and_shown_on_the_session(store: SessionStore, database: Database) -> None:
    session, _ = await store.create(a_session())
    drafts = DraftStore(database)
    await drafts.save(session.id, "half a thou", MOMENT)
    await drafts.save(session.id, "half a thought", MOMENT)
    assert await drafts.read(session.id) == "half a thought"
    assert (await store.get("ada", session.id)).has_draft
    await drafts.save(session.id, "  \n", MOMENT)
    assert not (await store.get("ada", session.id)).has_draft


async def test_asking_in_a_trashed_session_brings_it_back(store: SessionStore, database: Database) -> None:
    session, _ = await store.create(a_session())
    await store.trash("ada", session.id, MOMENT)
    changed, _, _ = await MessageStore(database).ask(session, "hello", engine="builtin", now=MOMENT)
    assert changed.trashed_at is None


async def test_a_session_is_found_by_its_id_its_name_or_the_first_letters_of_its_id(store: SessionStore) -> None:
    first, second = a_session(id="abcd-1", name="Trip"), a_session(id="abcd-2", name="abcd")
    for session in (first, second, a_session(id="abcd-3", user_id="bob"), a_session(id="xyz%_")):
        await store.create(session)
    assert await store.called("ada", "abcd-1") == [first]
    assert await store.called("ada", "TRIP") == [first]
    assert await store.called("ada", "abcd") == [second], "a name comes before the beginning of an id"
    assert await store.called("ada", "abcd-") == [first, second]
    assert await store.called("ada", "abc") == [], "too short to be meant as an id"
    assert await store.called("ada", "%%%%") == []
    with pytest.raises(UserError, match="another user"):
        await store.called("ada", "abcd-3")
