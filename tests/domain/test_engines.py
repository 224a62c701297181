"""Parameters that leave something open, and how fast an answer came."""

from desktop_app.domain.engines import Parameters, Timings


def test_what_is_left_open_comes_from_others() -> None:
    mine = Parameters(temperature=0.0, stop=("END",))
    others = Parameters(temperature=1.0, seed=7, stop=("no",), grammar="root ::= “a”")
    assert mine.over(others) == Parameters(temperature=0.0, seed=7, stop=("END",), grammar="root ::= “a”")


def test_speed_is_of_the_writing_alone() -> None:
    assert Timings(first_token=1.0, total=3.0, tokens=21).tokens_per_second == 10.0
    assert Timings(first_token=1.0, total=1.0, tokens=21).tokens_per_second == 0.0
    assert Timings(first_token=1.0, total=3.0, tokens=1).tokens_per_second == 0.0
