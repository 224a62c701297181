"""Many sessions looked over and moved at once."""

from datetime import timedelta

import pytest

from desktop_app.domain.actions import Step
from desktop_app.store.database import Database
from desktop_app.store.drafts import DraftStore
from desktop_app.store.messages import MessageStore
from desktop_app.store.removal import RemovalStore
from desktop_app.store.sessions import SessionStore
from desktop_app.store.shelves import ShelfStore
from tests.support.indexes import assert_index_agrees
from tests.support.values import MOMENT, a_session

LATER = MOMENT + timedelta(hours=1)


@pytest.fixture
def store(database: Database) -> ShelfStore:
    return ShelfStore(database)


@pytest.fixture
def sessions(database: Database) -> SessionStore:
    return SessionStore(database)


def _ids(steps: list[Step]) -> list[str]:
    return [step.session_id for step in steps]


async def test_the_overview_shows_all_of_one_user_s_sessions_the_last_used_first(
    store: ShelfStore, sessions: SessionStore, database: Database
) -> None:
    for number, session_id in enumerate(("old", "kept", "gone", "new")):
        await sessions.create(a_session(id=session_id, last_activity_at=MOMENT + timedelta(minutes=number)))
    await sessions.create(a_session(id="bob's", user_id="bob"))
    await sessions.trash("ada", "gone", LATER)
    await sessions.set_archived("ada", "kept", LATER)
    await DraftStore(database).save("old", "half a thought", LATER)
    found = await store.overview("ada")
    assert [session.id for session in found] == ["new", "gone", "kept", "old"]
    assert found == [await sessions.get("ada", session.id) for session in found]
    assert found[-1].has_draft


async def test_sizes_are_the_bytes_of_the_texts(store: ShelfStore, sessions: SessionStore, database: Database) -> None:
    messages = MessageStore(database)
    for session_id, user_id, text in (
        ("a", "ada", "né"),
        ("a", "ada", "谢谢"),
        ("b", "bob", "x"),
        ("empty", "ada", ""),
    ):
        session, _created = await sessions.ensure(a_session(id=session_id, user_id=user_id))
        if text:
            await messages.ask(session, text, engine="scripted", now=MOMENT)
    assert await store.sizes("ada") == {"a": 3 + 6}
    assert await store.sizes("ada", ["a", "b", "empty"]) == {"a": 3 + 6}
    assert await store.sizes("ada", ["empty"]) == {}


async def test_what_was_so_already_is_not_counted_as_changed(store: ShelfStore, sessions: SessionStore) -> None:
    for session_id in "abc":
        await sessions.create(a_session(id=session_id, title="Tea", pinned=session_id == "b"))
    assert _ids(await store.set_pinned("ada", ["c", "b", "a"], pinned=True)) == ["c", "a"]
    assert await store.set_pinned("ada", ["a"], pinned=False) == [Step("a", "Tea", before=True, after=False)]
    assert _ids(await store.set_archived("ada", ["a", "b"], LATER)) == ["a", "b"]
    assert _ids(await store.set_archived("ada", ["a", "b", "c"], LATER)) == ["c"]
    assert _ids(await store.set_archived("ada", ["c"], None)) == ["c"]
    assert _ids(await store.trash("ada", ["a", "unknown"], LATER)) == ["a"]
    assert _ids(await store.trash("ada", ["a"], LATER)) == []
    assert _ids(await store.set_archived("ada", ["a"], None)) == []
    assert _ids(await store.restore("ada", ["a", "b"], LATER)) == ["a"]
    back = await sessions.get("ada", "a")
    assert (back.trashed_at, back.restored_at, back.archived_at) == (None, LATER, LATER)


async def test_nobody_touches_another_user_s_sessions(store: ShelfStore, sessions: SessionStore) -> None:
    mine, _created = await sessions.create(a_session(id="hers"))
    assert _ids(await store.trash("bob", ["hers"], LATER)) == []
    assert _ids(await store.set_pinned("bob", ["hers"], pinned=True)) == []
    assert _ids(await store.set_archived("bob", ["hers"], LATER)) == []
    assert await sessions.get("ada", "hers") == mine
    await sessions.trash("ada", "hers", LATER)
    assert _ids(await store.restore("bob", ["hers"], LATER)) == []


async def test_more_than_one_transaction_holds(store: ShelfStore, sessions: SessionStore) -> None:
    ids = [f"s{number}" for number in range(110)]
    for session_id in ids:
        await sessions.create(a_session(id=session_id, name=f"Name {session_id}"))
    assert _ids(await store.trash("ada", ids, LATER)) == ids
    assert _ids(await store.restore("ada", ids, LATER)) == ids
    assert [session.name for session in await store.overview("ada")] == sorted(f"Name {each}" for each in ids)


async def test_a_name_that_is_taken_gives_way(store: ShelfStore, sessions: SessionStore, database: Database) -> None:
    for session_id in ("first", "second", "third"):
        await sessions.create(a_session(id=session_id, name="Trip"))
        await store.trash("ada", [session_id], LATER)
    await sessions.create(a_session(id="other", name="Other"))
    assert _ids(await store.restore("ada", ["second", "first"], LATER)) == ["second", "first"]
    assert _ids(await store.restore("ada", ["third"], LATER)) == ["third"]
    names = {session.id: session.name for session in await store.overview("ada")}
    assert names == {"first": None, "second": "Trip", "third": None, "other": "Other"}
    await assert_index_agrees(database)


async def test_deleting_many_adds_up_what_is_gone(sessions: SessionStore, database: Database) -> None:
    messages = MessageStore(database)
    for session_id in ("a", "b", "kept"):
        session, _created = await sessions.create(a_session(id=session_id))
        await messages.ask(session, "hello", engine="scripted", now=MOMENT)
    await DraftStore(database).save("b", "half a thought", LATER)
    receipt = await RemovalStore(database).delete_all("ada", ["a", "b"])
    assert (receipt.sessions, receipt.messages, receipt.drafts) == (2, 4, 1)
    # A server's log is not ours to empty.
    assert receipt.erased == (database.dialect == "sqlite")
    assert [session.id for session in await ShelfStore(database).overview("ada")] == ["kept"]
