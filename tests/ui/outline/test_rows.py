"""The rows of an outline."""

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.messages import MessageStatus, Role
from desktop_app.domain.outline import Beginning, Node, forks_of, outline
from desktop_app.ui.outline.rows import OutlineRow, rows_of
from tests.support.values import MOMENT


def rows(parents: dict[int, int | None], shown_leaf: int) -> list[OutlineRow]:
    nodes = [Node(number, parent, MessageStatus.COMPLETE) for number, parent in parents.items()]
    beginnings = {number: Beginning(Role.USER, f"message {number}", MOMENT, None) for number in parents}
    return rows_of(outline(forks_of(nodes, shown_leaf), beginnings).branches)


def drawn(parents: dict[int, int | None], shown_leaf: int) -> list[str]:
    return [
        f"{'  ' * row.indent}{row.branch.message_id}{'*' if row.branch.shown else ''} {row.place}/{row.among}"
        for row in rows(parents, shown_leaf)
    ]


def test_the_shown_branch_is_a_straight_line_with_the_other_ways_beside_it() -> None:
    # 1 was answered by 2 and 3; below 3 question 4 was asked again as 5, and that answered by 6, 7 and 8.
    parents = {1: None, 2: 1, 3: 1, 4: 3, 5: 3, 6: 5, 7: 5, 8: 5}
    assert drawn(parents, 7) == ["2 1/2", "3* 2/2", "4 1/2", "5* 2/2", "6 1/3", "8 3/3", "7* 2/3"]


def test_what_is_within_another_way_is_set_in() -> None:
    parents = {1: None, 2: 1, 3: 1, 4: 2, 5: 2, 6: 5, 7: 5, 8: 3}
    assert drawn(parents, 8) == ["2 1/2", "  4 1/2", "  5 2/2", "  6 1/2", "  7 2/2", "3* 2/2"]


def test_several_beginnings_are_a_fork() -> None:
    assert drawn({1: None, 2: None, 3: 2}, 3) == ["1 1/2", "2* 2/2"]
    assert drawn({1: None, 2: 1}, 2) == []


@given(st.lists(st.integers(0, 30), max_size=40), st.integers(1, 41))
def test_every_way_is_there_once_and_forks_are_whole(draws: list[int], shown: int) -> None:
    parents: dict[int, int | None] = {}
    for number, draw in enumerate(draws, 1):
        parents[number] = draw % number or None
    found = rows(parents, shown)
    children: dict[int | None, list[int]] = {}
    for number, parent in parents.items():
        children.setdefault(parent, []).append(number)
    ways = {number for siblings in children.values() if len(siblings) > 1 for number in siblings}
    assert sorted(row.branch.message_id for row in found) == sorted(ways)
    for row in found:
        siblings = children[row.branch.parent_id]
        assert (row.place, row.among) == (siblings.index(row.branch.message_id) + 1, len(siblings))
    assert sum(row.begins for row in found) == sum(len(siblings) > 1 for siblings in children.values())


def test_a_thousand_forks_below_each_other_are_one_straight_line() -> None:
    parents: dict[int, int | None] = {1: None}
    last = 1
    for number in range(2, 4_002, 2):
        parents[number] = parents[number + 1] = last
        last = number + 1
    found = rows(parents, last)
    assert len(found) == 4_000
    assert {row.indent for row in found} == {0}
    # ... and the other way round they are as deep as they are many, which must not be a burden either.
    assert max(row.indent for row in rows(dict(parents), 2)) == 1
