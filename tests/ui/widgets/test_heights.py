from hypothesis import given
from hypothesis import strategies as st

from desktop_app.ui.widgets.heights import Heights

GUESS = 100


@given(st.integers(0, 80), st.data())
def test_sums_and_rows_are_those_of_a_plain_list(count: int, data: st.DataObject) -> None:
    plain, heights = [GUESS] * count, Heights(count, GUESS)
    for _ in range(12):
        step = data.draw(st.sampled_from(("set", "insert", "append", "remove", "forget")))
        row = data.draw(st.integers(0, max(len(plain) - 1, 0)))
        many = data.draw(st.integers(1, 40))
        if step == "set" and plain:
            heights[row] = plain[row] = data.draw(st.integers(0, 900))
        elif step == "insert":
            plain[row:row] = [GUESS] * many
            heights.insert(row, many)
        elif step == "append":
            plain += [GUESS] * many
            heights.insert(len(heights), many)
        elif step == "remove":
            many = min(many, len(plain) - row)
            del plain[row : row + many]
            heights.remove(row, many)
        elif step == "forget":
            plain[row:] = [GUESS] * len(plain[row:])
            heights.forget(row)
    assert [heights[row] for row in range(len(heights))] == plain
    assert [heights.top(row) for row in range(len(plain) + 1)] == [sum(plain[:row]) for row in range(len(plain) + 1)]
    assert heights.total() == sum(plain)
    if plain:
        y = data.draw(st.integers(-10, sum(plain) + 10))
        covering = (row for row in range(len(plain)) if sum(plain[: row + 1]) > y)
        assert heights.row_at(y) == next(covering, len(plain) - 1)


def test_a_hundred_thousand_rows_that_nobody_saw_take_no_room() -> None:
    heights = Heights(100_000, 150)
    heights[99_999] = 40
    assert heights.total() == 150 * 99_999 + 40
    assert len(heights._tree) < 40
