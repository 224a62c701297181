"""A branch leaves its session with all that is in it, and comes back as it was."""

import asyncio
import random
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.domain.actions import BranchDeleted
from desktop_app.domain.errors import UserError
from desktop_app.domain.sessions import Session
from desktop_app.store.database import Database
from desktop_app.store.drafts import DraftStore
from desktop_app.store.removal import RemovalStore
from tests.support.forest import Forest, Tree, trees
from tests.support.indexes import assert_index_agrees
from tests.support.often import often
from tests.support.values import MOMENT

LATER = MOMENT + timedelta(hours=1)


@pytest.fixture
def forest(database: Database) -> Forest:
    return Forest(database)


# A question with two answers, the second followed by a question with one answer.
TALK: Tree = [None, 0, 0, 2, 3]


async def test_the_newest_leaf_of_the_siblings_is_shown_next(forest: Forest) -> None:
    session, ids = await forest.plant([*TALK, 1], leaf=4)
    deleted = await forest.branches.delete("ada", session.id, ids[2], LATER)
    assert deleted.after.active_leaf_id == ids[5]
    assert deleted.after.preview == "message 5"
    assert deleted.after.context == {"last_query": "message 5", "last_response": "message 1", "error_count": 3}
    assert (deleted.after.title, deleted.after.last_activity_at) == ("message 0", LATER)
    assert await forest.check(session.id) == {ids[0]: None, ids[1]: ids[0], ids[5]: ids[1]}
    assert await forest.check(deleted.branch.id) == {ids[2]: None, ids[3]: ids[2], ids[4]: ids[3]}
    assert (deleted.branch.title, deleted.branch.trashed_at) == ("message 3", LATER)
    assert await forest.branches.put_back(deleted, LATER) == replace(session, last_activity_at=LATER)


async def test_without_siblings_the_parent_is_shown_next(forest: Forest) -> None:
    session, ids = await forest.plant(TALK)
    deleted = await forest.branches.delete("ada", session.id, ids[3], LATER)
    assert deleted.after.active_leaf_id == ids[2]
    assert deleted.words == "2 messages are in the trash."
    await forest.check(session.id)


async def test_another_branch_stays_the_shown_one(forest: Forest) -> None:
    session, ids = await forest.plant(TALK)
    deleted = await forest.branches.delete("ada", session.id, ids[1], LATER)
    assert deleted.after.active_leaf_id == session.active_leaf_id == ids[4]
    assert deleted.words == "1 message is in the trash."
    assert await forest.check(deleted.branch.id) == {ids[1]: None}
    assert await forest.branches.put_back(deleted, LATER) == replace(session, last_activity_at=LATER)


async def test_all_of_a_session_can_go_and_no_word_stays_behind(forest: Forest) -> None:
    session, ids = await forest.plant(TALK)
    deleted = await forest.branches.delete("ada", session.id, ids[0], LATER)
    assert await forest.check(session.id) == {}
    assert "message 0" not in repr(deleted.after)
    await assert_index_agrees(forest.database)
    assert await forest.branches.put_back(deleted, LATER) == replace(session, last_activity_at=LATER)
    await assert_index_agrees(forest.database)


async def test_the_first_of_two_beginnings_takes_its_title_along(forest: Forest) -> None:
    session, ids = await forest.plant([None, 0, None, 2], leaf=1)
    deleted = await forest.branches.delete("ada", session.id, ids[0], LATER)
    assert (deleted.after.title, deleted.after.active_leaf_id) == ("message 2", ids[3])
    assert "message 0" not in repr(deleted.after)
    assert await forest.branches.put_back(deleted, LATER) == replace(session, last_activity_at=LATER)


async def test_a_session_of_its_own_keeps_its_name_and_pin_and_the_branch_has_none(forest: Forest) -> None:
    session, ids = await forest.plant(TALK)
    await forest.sessions.rename("ada", session.id, "Trip")
    await forest.sessions.set_pinned("ada", session.id, pinned=True)
    await DraftStore(forest.database).save(session.id, "unsent", MOMENT)
    deleted = await forest.branches.delete("ada", session.id, ids[2], LATER)
    assert (deleted.after.name, deleted.after.pinned, deleted.after.has_draft) == ("Trip", True, True)
    assert (deleted.branch.name, deleted.branch.pinned, deleted.branch.has_draft) == (None, False, False)


async def test_what_was_said_meanwhile_stays_shown(forest: Forest) -> None:
    session, ids = await forest.plant(TALK)
    deleted = await forest.branches.delete("ada", session.id, ids[2], LATER)
    _, _, answer = await forest.messages.ask(deleted.after, "and now?", engine="builtin", now=LATER)
    back = await forest.branches.put_back(deleted, LATER)
    assert (back.active_leaf_id, back.preview, back.message_count) == (answer.id, "and now?", 7)
    assert ids[4] in {message.id for message in await forest.messages.all_of(session.id)}


async def test_branches_that_overlap_come_back_in_any_order(forest: Forest) -> None:
    session, ids = await forest.plant(TALK)
    inner = await forest.branches.delete("ada", session.id, ids[4], LATER)
    outer = await forest.branches.delete("ada", session.id, ids[2], LATER)
    apart = await forest.branches.put_back(inner, LATER)
    assert apart.id == inner.branch.id, "its place lies in the trash"
    assert apart.trashed_at is None
    back = await forest.branches.put_back(outer, LATER)
    assert await forest.check(back.id) == {ids[0]: None, ids[1]: ids[0], ids[2]: ids[0], ids[3]: ids[2]}
    assert await forest.check(apart.id) == {ids[4]: None}


@pytest.mark.parametrize("gone", ["trashed", "deleted"])
async def test_without_its_session_a_branch_comes_back_alone(forest: Forest, gone: str) -> None:
    session, ids = await forest.plant(TALK)
    deleted = await forest.branches.delete("ada", session.id, ids[2], LATER)
    if gone == "trashed":
        await forest.sessions.trash("ada", session.id, LATER)
    else:
        await RemovalStore(forest.database).delete("ada", session.id)
    back = await forest.branches.put_back(deleted, LATER)
    assert (back.id, back.trashed_at) == (deleted.branch.id, None)
    await forest.check(back.id)


async def test_a_branch_that_left_the_trash_is_not_put_back(forest: Forest) -> None:
    session, ids = await forest.plant(TALK)
    restored = await forest.branches.delete("ada", session.id, ids[4], LATER)
    purged = await forest.branches.delete("ada", session.id, ids[3], LATER)
    await forest.sessions.restore("ada", [restored.branch.id], LATER)
    await RemovalStore(forest.database).delete("ada", purged.branch.id)
    for deleted in (restored, purged):
        with pytest.raises(UserError, match="undo_impossible"):
            await forest.branches.put_back(deleted, LATER)
    await forest.check(session.id)


async def test_what_is_not_there_or_being_written_or_another_s_is_refused(forest: Forest) -> None:
    session, ids = await forest.plant(TALK)
    other, others = await forest.plant([None])
    for user_id, session_id, message_id, code in (
        ("ada", session.id, others[0], "message_not_found"),
        ("ada", session.id, 10**9, "message_not_found"),
        ("ada", "unknown", ids[0], "session_not_found"),
        ("bob", session.id, ids[0], "session_of_other_user"),
    ):
        with pytest.raises(UserError) as refused:
            await forest.branches.delete(user_id, session_id, message_id, LATER)
        assert refused.value.code == code
    _, question, _ = await forest.messages.ask(session, "go on", engine="builtin", now=LATER)
    for message_id in (question.id, ids[0]):
        with pytest.raises(UserError, match="branch_streaming"):
            await forest.branches.delete("ada", session.id, message_id, LATER)
    await forest.branches.delete("ada", session.id, ids[1], LATER)
    await forest.check(other.id)


@pytest.mark.parametrize("wide", [False, True], ids=["deep", "wide"])
async def test_five_thousand_levels_or_siblings(forest: Forest, wide: bool) -> None:
    # Fewer elsewhere: PostgreSQL reads a table that it has no statistics of anew at each level, for half a minute.
    size = 5_000 if forest.database.path is not None else 1_000
    tree: Tree = [None, *([0] * (size - 1) if wide else range(size - 1))]
    session, ids = await forest.plant(tree)
    before = time.process_time()
    deleted = await forest.branches.delete("ada", session.id, ids[1] if not wide else ids[0], LATER)
    assert deleted.branch.message_count == (size if wide else size - 1)
    assert await forest.branches.put_back(deleted, LATER) == replace(session, last_activity_at=LATER)
    assert time.process_time() - before < 10, "each message is touched once, not once for each below it"
    assert len(await forest.check(session.id)) == size


@settings(
    max_examples=often(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(tree=trees, seed=st.integers(0, 10**6))
async def test_any_tree_cut_at_random_is_whole_again_when_all_is_taken_back(
    forest: Forest, tree: Tree, seed: int
) -> None:
    chance = random.Random(seed)
    session, ids = await forest.plant(tree, chance.randrange(len(tree)))
    whole = await forest.check(session.id)
    assert whole.keys() == set(ids)
    done: list[tuple[Session, BranchDeleted]] = []
    left = dict(whole)
    while left and len(done) < 6:
        before = await forest.sessions.get("ada", session.id)
        top = chance.choice(sorted(left))
        deleted = await forest.branches.delete("ada", session.id, top, LATER)
        below = _below(left, top)
        assert await forest.check(deleted.branch.id) == {each: None if each == top else left[each] for each in below}
        left = {each: parent for each, parent in left.items() if each not in below}
        assert await forest.check(session.id) == left
        if before.active_leaf_id in below and left:
            siblings = [each for each, parent in left.items() if parent == deleted.parent_id]
            reachable = set().union(*(_below(left, each) for each in siblings))
            assert deleted.after.active_leaf_id == max(reachable, default=deleted.parent_id)
        done.append((before, deleted))
    for before, deleted in reversed(done):
        back = await forest.branches.put_back(deleted, LATER)
        assert back == replace(before, last_activity_at=LATER)
    assert await forest.check(session.id) == whole
    await assert_index_agrees(forest.database)


def _below(parents: dict[int, int | None], top: int) -> set[int]:
    """Return a message and all below it; parents come first."""
    found = {top}
    for each in sorted(parents):
        if parents[each] in found:
            found.add(each)
    return found


async def test_branches_deleted_at_once_all_go_and_all_come_back(forest: Forest) -> None:
    session, ids = await forest.plant([None, *([0] * 20)])
    deleted = await asyncio.gather(*(forest.branches.delete("ada", session.id, each, LATER) for each in ids[1:]))
    assert await forest.check(session.id) == {ids[0]: None}
    await asyncio.gather(*(forest.branches.put_back(each, LATER) for each in deleted))
    assert len(await forest.check(session.id)) == 21
