"""The places that were found, counted and walked through."""

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.ui.find.found import Found, Hit

COUNTS = st.lists(st.integers(1, 4), max_size=6).map(lambda counts: [(10 * n, count) for n, count in enumerate(counts)])


@given(COUNTS)
def test_walking_comes_to_every_place_in_order_and_round_again(counts: list[tuple[int, int]]) -> None:
    found = Found(counts)
    every = [Hit(message, number) for message, count in counts for number in range(count)]
    assert found.count == len(every)
    hit = None
    for expected in [*every, *every[:1]]:
        hit = found.beside(hit, 1)
        assert hit == expected
        assert found.position(hit) == every.index(expected) + 1
    hit = None
    for expected in [*every[::-1], *every[-1:]]:
        hit = found.beside(hit, -1)
        assert hit == expected


def test_a_search_begins_where_one_is_and_goes_on_from_the_beginning() -> None:
    found, order = Found([(20, 2), (40, 1)]), {20: 1, 40: 3}.__getitem__
    assert found.next_to(None, 0, order) == Hit(20, 0)
    assert found.next_to(None, 2, order) == Hit(40, 0)
    assert found.next_to(None, 4, order) == Hit(20, 0)
    assert found.next_to(Hit(20, 5), 4, order) == Hit(20, 1)
    assert Found(()).next_to(Hit(20, 5), 4, order) is None
    assert found.position(Hit(30, 0)) == found.position(None) == 0
