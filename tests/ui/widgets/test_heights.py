from hypothesis import given
from hypothesis import strategies as st

from desktop_app.ui.widgets.heights import Heights

sizes = st.lists(st.integers(1, 500), max_size=80)


@given(sizes, sizes, st.data())
def test_sums_and_rows_are_those_of_a_plain_list(first: list[int], added: list[int], data: st.DataObject) -> None:
    plain = [*first, *added]
    heights = Heights(first)
    for height in added:
        heights.append(height)
    for _ in range(5 if plain else 0):
        row = data.draw(st.integers(0, len(plain) - 1))
        plain[row] = data.draw(st.integers(0, 900))
        heights[row] = plain[row]
    assert [heights.top(row) for row in range(len(plain) + 1)] == [sum(plain[:row]) for row in range(len(plain) + 1)]
    assert heights.total() == sum(plain)
    if plain:
        y = data.draw(st.integers(-10, sum(plain) + 10))
        covering = (row for row in range(len(plain)) if sum(plain[: row + 1]) > y)
        assert heights.row_at(y) == next(covering, len(plain) - 1)
