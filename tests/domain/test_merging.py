from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.merging import Turn, placed, same_turns
from tests.support.values import MOMENT


def _turn(number: int, parent: int | None = None, words: str = "a", second: int = 0, **values: bool) -> Turn:
    return Turn(number, parent, "user", words.encode(), MOMENT + timedelta(seconds=second), **values)


@st.composite
def trees(draw: st.DrawFn, first: int = 1) -> list[Turn]:
    """Trees with few words and times, so that many siblings are alike."""
    count = draw(st.integers(0, 12))
    found: list[Turn] = []
    for number in range(first, first + count):
        parent = draw(st.sampled_from([None, *(turn.id for turn in found)]))
        found.append(_turn(number, parent, draw(st.sampled_from("ab")), draw(st.integers(0, 1))))
    return found


def _merged(ours: list[Turn], theirs: list[Turn]) -> list[Turn]:
    """Add to `ours` what it lacks of `theirs`."""
    same = same_turns(placed(theirs), ours)
    result = list(ours)
    for turn in placed(theirs):
        if turn.id not in same:
            same[turn.id] = 1_000 + len(result)
            parent = None if turn.parent_id is None else same[turn.parent_id]
            result.append(replace(turn, id=same[turn.id], parent_id=parent))
    return result


def _paths(turns: list[Turn]) -> list[list[bytes]]:
    """What is said, and when, from the root to each turn; sorted."""
    words: dict[int | None, list[bytes]] = {None: []}
    for turn in placed(turns):
        words[turn.id] = [*words[turn.parent_id], turn.digest + str(turn.created_at).encode()]
    return sorted(path for number, path in words.items() if number is not None)


@given(trees(), trees(first=100))
def test_merging_adds_what_is_missing_and_touches_nothing(ours: list[Turn], theirs: list[Turn]) -> None:
    merged = _merged(ours, theirs)
    assert merged[: len(ours)] == ours
    assert _merged(merged, theirs) == merged, "twice is once"
    for tree in (ours, theirs):
        rest = _paths(merged)
        for path in _paths(tree):
            rest.remove(path)  # raises where it is there too seldom


@given(trees(), st.data())
def test_what_was_lost_comes_back_exactly(alike: list[Turn], data: st.DataObject) -> None:
    # No two siblings are said in the same microsecond.
    whole = [replace(turn, created_at=MOMENT + timedelta(microseconds=turn.id)) for turn in alike]
    kept: list[Turn] = []
    for turn in whole:
        reachable = turn.parent_id is None or any(each.id == turn.parent_id for each in kept)
        if reachable and data.draw(st.booleans()):
            kept.append(turn)
    merged = _merged(kept, whole)
    assert len(merged) == len(whole)
    assert _paths(merged) == _paths(whole)
    assert sorted(turn.created_at for turn in merged) == sorted(turn.created_at for turn in whole)


@given(trees(), trees(first=100))
def test_each_is_paired_once_and_with_its_like(ours: list[Turn], theirs: list[Turn]) -> None:
    same = same_turns(placed(theirs), ours)
    assert len(set(same.values())) == len(same)
    mine, yours = ({turn.id: turn for turn in tree} for tree in (ours, theirs))
    for their_id, our_id in same.items():
        assert replace(yours[their_id], id=0, parent_id=None) == replace(mine[our_id], id=0, parent_id=None)
        parent = yours[their_id].parent_id
        assert mine[our_id].parent_id == (None if parent is None else same[parent])


def test_an_answer_that_was_being_written_is_the_one_that_was_finished_since() -> None:
    ours = [_turn(1), _turn(2, 1, "the whole answer", 5)]
    assert same_turns([_turn(7), _turn(8, 7, "the wh", 5, unfinished=True)], ours) == {7: 1, 8: 2}
    assert same_turns([_turn(7), _turn(8, 7, "the wh", 5)], ours) == {7: 1}, "a finished one of its own"


def test_what_does_not_hang_together_is_left_out() -> None:
    assert placed([_turn(1), _turn(2, 3), _turn(3, 2), _turn(4, 4), _turn(5, 99), _turn(6, 1)]) == [
        _turn(1),
        _turn(6, 1),
    ]
