"""The tree of a session's messages, on every kind of store: what stands beside what, its shape, its forks."""

import random
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.domain.outline import forks_of, outline
from desktop_app.store.database import Database
from desktop_app.store.forks import ForkStore
from desktop_app.store.message_tree import MessageTreeStore
from tests.support.forest import Forest, Tree, trees
from tests.support.indexes import assert_index_agrees
from tests.support.often import often
from tests.support.values import MOMENT

LATER = MOMENT + timedelta(hours=1)
ANY = settings(
    max_examples=often(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def forest(database: Database) -> Forest:
    return Forest(database)


@ANY
@given(tree=trees)
async def test_what_stands_beside_any_message(forest: Forest, tree: Tree) -> None:
    await forest.plant([None, 0, None])  # of another session, with roots of its own
    session, ids = await forest.plant(tree)
    found = await MessageTreeStore(forest.database).siblings("ada", session.id, ids)
    for place, parent in enumerate(tree):
        beside = tuple(ids[other] for other, its in enumerate(tree) if its == parent)
        assert found.get(ids[place]) == (beside if len(beside) > 1 else None)


@ANY
@given(tree=trees, seed=st.integers(0, 10**6))
async def test_the_shape_of_any_tree(forest: Forest, tree: Tree, seed: int) -> None:
    leaf = random.Random(seed).randrange(len(tree))
    session, ids = await forest.plant(tree, leaf)
    store = MessageTreeStore(forest.database)
    nodes, shown = await store.nodes("ada", session.id)
    assert [(node.id, node.parent_id) for node in nodes] == [
        (ids[place], None if parent is None else ids[parent]) for place, parent in enumerate(tree)
    ]
    assert shown == ids[leaf]
    forks = forks_of(nodes, shown)
    told = outline(forks, await store.beginnings([fork.message_id for fork in forks]))
    assert [branch.words for branch in told.branches] == [f"message {ids.index(fork.message_id)}" for fork in forks]


@ANY
@given(tree=trees, seed=st.integers(0, 10**6))
async def test_any_message_forks_with_all_before_it(forest: Forest, tree: Tree, seed: int) -> None:
    chance = random.Random(seed)
    session, ids = await forest.plant(tree, chance.randrange(len(tree)))
    await forest.sessions.rename("ada", session.id, f"Trip {session.id}")
    before = await forest.messages.all_of(session.id)
    place = chance.randrange(len(tree))
    path: list[int] = []
    at: int | None = place
    while at is not None:
        path.insert(0, at)
        at = tree[at]
    fork = await ForkStore(forest.database).fork("ada", session.id, ids[place], LATER)
    assert (fork.title, fork.name, fork.created_at) == (f"Fork: Trip {session.id}", None, LATER)
    await forest.check(fork.id)
    copies = await forest.messages.branch(fork)
    assert [copy.content for copy in copies] == [f"message {each}" for each in path]
    assert [copy.parent_id for copy in copies] == [None, *(copy.id for copy in copies[:-1])]
    originals = {message.id: message for message in before}
    for copy, each in zip(copies, path, strict=True):
        moved = originals[ids[each]]._replace(id=copy.id, session_id=fork.id, parent_id=copy.parent_id)
        assert copy == moved
    assert await forest.messages.all_of(session.id) == before
    await assert_index_agrees(forest.database)


@ANY
@given(tree=trees, seed=st.integers(0, 10**6))
async def test_any_branch_is_shown_to_the_end_it_was_left_at(forest: Forest, tree: Tree, seed: int) -> None:
    chance = random.Random(seed)
    session, ids = await forest.plant(tree)
    left = chance.sample(ids, chance.randrange(len(ids) + 1))
    top = chance.choice(ids)

    def above(number: int) -> list[int]:
        parent = tree[ids.index(number)]
        return [number] if parent is None else [number, *above(ids[parent])]

    begin = next((each for each in reversed(left) if top in above(each)), top)
    _, after = await forest.sessions.show_branch("ada", session.id, top, left)
    assert after.active_leaf_id == max(each for each in ids if begin in above(each))
    await forest.check(session.id)


async def test_a_long_session_is_looked_over_and_forked_in_a_moment(forest: Forest) -> None:
    # Fewer elsewhere: PostgreSQL reads a table that it has no statistics of anew at each level.
    size = 10_000 if forest.database.path is not None else 1_000
    tree: Tree = [None, *(each - each % 10 if each % 100 else each for each in range(size - 1))]
    session, ids = await forest.plant(tree)
    store = MessageTreeStore(forest.database)
    began = time.process_time()
    nodes, shown = await store.nodes("ada", session.id)
    forks = forks_of(nodes, shown)
    told = outline(forks, await store.beginnings([fork.message_id for fork in forks]))
    assert len(told.branches) > size // 3
    await store.siblings("ada", session.id, ids[-200:])
    await store.siblings("ada", session.id, ids[:200])
    _, after = await forest.sessions.show_branch("ada", session.id, ids[0], ids[:200])
    deep = await ForkStore(forest.database).fork("ada", session.id, ids[-1], LATER)
    assert time.process_time() - began < 5, "each message is touched once"
    assert after.active_leaf_id is not None
    assert deep.message_count == len(await forest.messages.branch(replace(session, active_leaf_id=ids[-1])))
