"""Which rows stand under a tab, and in which order."""

from datetime import timedelta

import pytest

from desktop_app.ui.manage_sessions.arrangement import NEWEST_FIRST, Choice, Order, arranged, counts
from desktop_app.ui.manage_sessions.rows import Column, Tab
from tests.ui.manage_sessions.made_up import NOW, a_row

ROWS = [
    a_row("émile", hours=1, persona="Sakura", messages=10, goes_at=None, pinned=True),
    a_row("Zoo", hours=2, messages=2, goes_at=NOW + timedelta(hours=3)),
    a_row("eve", hours=3, messages=7, created=NOW - timedelta(days=9)),
    a_row("put away", hours=4, home=Tab.ARCHIVED, goes_at=NOW + timedelta(hours=20)),
    a_row("thrown away", hours=5, home=Tab.TRASH, goes_at=NOW + timedelta(hours=1)),
]
SIZES = {"Zoo": 900, "eve": 20, "émile": 5_000}


def shown(choice: Choice) -> list[str]:
    return [row.id for row in arranged(ROWS, choice, SIZES, NOW)]


@pytest.mark.parametrize(
    ("tab", "expected"),
    [
        (Tab.ACTIVE, ["émile", "Zoo", "eve"]),
        (Tab.ARCHIVED, ["put away"]),
        (Tab.TRASH, ["thrown away"]),
        (Tab.EXPIRING, ["Zoo", "put away"]),
    ],
)
def test_tabs(tab: Tab, expected: list[str]) -> None:
    assert shown(Choice(tab)) == expected
    assert counts(ROWS, NOW)[tab] == len(expected)


@pytest.mark.parametrize(
    ("column", "ascending"),
    [
        (Column.NAME, ["émile", "eve", "Zoo"]),
        (Column.PERSONA, ["Zoo", "eve", "émile"]),
        (Column.CREATED, ["eve", "Zoo", "émile"]),
        (Column.ACTIVITY, ["eve", "Zoo", "émile"]),
        (Column.MESSAGES, ["Zoo", "eve", "émile"]),
        (Column.SIZE, ["eve", "Zoo", "émile"]),
    ],
)
def test_every_column_sorts_by_what_it_means(column: Column, ascending: list[str]) -> None:
    rows = [row for row in ROWS if row.home is Tab.ACTIVE]
    up, down = (
        [row.id for row in arranged(rows, Choice(order=Order(column, descending)), SIZES, NOW)]
        for descending in (False, True)
    )
    assert up == ascending
    if column is not Column.PERSONA:
        assert down == ascending[::-1]


def test_what_never_expires_comes_last_either_way() -> None:
    assert shown(Choice(order=Order(Column.EXPIRES, descending=False))) == ["Zoo", "eve", "émile"]
    assert shown(Choice(order=Order(Column.EXPIRES, descending=True))) == ["eve", "Zoo", "émile"]


def test_equals_stay_with_the_last_used_first() -> None:
    rows = [a_row("b", hours=1), a_row("a", hours=2), a_row("c", hours=3)]
    for descending in (False, True):
        order = Order(Column.MESSAGES, descending)
        assert [row.id for row in arranged(rows, Choice(order=order), {}, NOW)] == ["b", "a", "c"]


def test_the_filter_wants_every_word_in_any_case_and_order() -> None:
    assert shown(Choice(words="ZO assis")) == ["Zoo"]
    assert shown(Choice(words="assistant zoo")) == ["Zoo"]
    assert shown(Choice(words="sakura")) == ["émile"]
    assert shown(Choice(words="  ")) == ["émile", "Zoo", "eve"]
    assert shown(Choice(words="away")) == []
    assert shown(Choice(Tab.TRASH, "away", NEWEST_FIRST)) == ["thrown away"]
