"""Where a tree forks, against a plain reading of it."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.messages import MessageStatus, Role
from desktop_app.domain.outline import Beginning, Node, forks_of, outline

STATUSES = list(MessageStatus)
trees = st.lists(st.integers(0, 10**6), max_size=60).map(
    lambda draws: [
        Node(place + 1, None if draw % 7 == 0 or not place else 1 + draw % place, STATUSES[draw % 4])
        for place, draw in enumerate(draws)
    ]
)


def _below(nodes: list[Node], top: int) -> list[Node]:
    found = {top}
    for node in nodes:
        if node.parent_id in found:
            found.add(node.id)
    return [node for node in nodes if node.id in found]


@given(trees, st.integers(0, 70))
def test_every_fork_of_any_tree(nodes: list[Node], leaf: int) -> None:
    parents = {node.id: node.parent_id for node in nodes}
    path: list[int] = []
    at = leaf if leaf in parents else None
    while at is not None:
        path.append(at)
        at = parents[at]
    forks = forks_of(nodes, leaf)
    beside = [node.id for node in nodes if sum(other.parent_id == node.parent_id for other in nodes) > 1]
    assert sorted(fork.message_id for fork in forks) == beside
    order = {fork.message_id: place for place, fork in enumerate(forks)}
    for fork in forks:
        below = _below(nodes, fork.message_id)
        assert (fork.parent_id, fork.messages) == (parents[fork.message_id], len(below))
        assert (fork.leaf_id, fork.leaf_status) == (below[-1].id, below[-1].status)
        assert fork.shown == (fork.message_id in path)
        within = [node.id for node in below[1:] if node.id in order]
        places = sorted(order[number] for number in within)
        assert places == list(range(order[fork.message_id] + 1, order[fork.message_id] + 1 + len(within)))
        above = [other for other in forks if fork.message_id in {node.id for node in _below(nodes, other.message_id)}]
        assert fork.level == len(above) - 1


def test_a_tree_deeper_than_any_stack() -> None:
    nodes = [Node(number, number - 1 or None, MessageStatus.COMPLETE) for number in range(1, 20_001)]
    nodes.append(Node(20_001, 19_999, MessageStatus.INTERRUPTED))
    forks = forks_of(nodes, 20_000)
    assert [(fork.message_id, fork.shown, fork.messages) for fork in forks] == [(20_000, True, 1), (20_001, False, 1)]
    begin = {
        number: Beginning(Role.ASSISTANT, "words", datetime(2026, 5, 4, tzinfo=UTC), None)
        for number in (20_000, 20_001)
    }
    told = outline(forks, begin)
    assert [branch.cut_off for branch in told.branches] == [False, True]
    assert told.forks == 1


def test_a_message_whose_parent_is_lost_begins_a_branch() -> None:
    nodes = [Node(5, 3, MessageStatus.COMPLETE), Node(6, None, MessageStatus.COMPLETE)]
    assert [fork.message_id for fork in forks_of(nodes, 6)] == [5, 6]
