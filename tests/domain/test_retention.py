from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.retention import Agreement, Lifetimes, expires_at, is_many, span
from desktop_app.domain.settings import SessionSettings
from tests.support.values import MOMENT, a_session

hours = st.one_of(st.just(0.0), st.floats(0.001, 10_000))
lifetimes = st.builds(Lifetimes, hours, hours)
LONG, SHORT = Lifetimes(90 * 24, 1), Lifetimes(24, 1)


def life(value: float) -> float:
    return value or float("inf")


@pytest.mark.parametrize(
    ("expired", "live", "asks"),
    [(1, 1, False), (2, 2, False), (9, 9, False), (10, 10, True), (10, 20, False), (11, 21, True), (100, 1000, False),
     (101, 1000, True), (0, 0, False)],
)  # fmt: skip
def test_a_large_clean_up_asks_first(expired: int, live: int, asks: bool) -> None:
    assert is_many(expired, live) is asks


def test_a_lowered_timeout_holds_for_what_is_used_from_then_on() -> None:
    lowered_at = MOMENT + timedelta(days=10)
    agreement = Agreement(LONG, LONG, MOMENT).under(SHORT, lowered_at)
    settings = SessionSettings(timeout_hours=24)
    old, new = a_session(), a_session(last_activity_at=lowered_at)
    assert expires_at(old, settings, agreement=agreement) == MOMENT + timedelta(days=90)
    assert expires_at(new, settings, agreement=agreement) == lowered_at + timedelta(days=1)
    back = a_session(restored_at=lowered_at)
    assert expires_at(back, settings, agreement=agreement) == lowered_at + timedelta(days=1)


def test_a_raised_timeout_holds_at_once() -> None:
    agreement = Agreement(SHORT, SHORT, MOMENT).under(LONG, MOMENT + timedelta(days=1))
    assert expires_at(a_session(), SessionSettings(), agreement=agreement) == MOMENT + timedelta(days=90)
    assert agreement.since == MOMENT


def test_never_is_the_longest_life() -> None:
    assert Lifetimes(0, 5).or_longer(Lifetimes(7, 0)) == Lifetimes(0, 0)


@given(st.lists(lifetimes, min_size=1, max_size=6))
def test_no_change_of_the_settings_shortens_a_life_that_has_begun(settings: list[Lifetimes]) -> None:
    """Whatever the settings become, a session keeps the longest life that it ever had while they were in force."""
    agreement = Agreement(settings[0], settings[0], MOMENT)
    session = a_session()
    longest = life(settings[0].lasting)
    for day, current in enumerate(settings[1:], 1):
        agreement = agreement.under(current, MOMENT + timedelta(days=day))
        longest = max(longest, life(current.lasting))
        assert life(agreement.hours(session)) >= life(settings[0].lasting)
        assert life(agreement.hours(session)) <= longest
        assert agreement.hours(a_session(last_activity_at=MOMENT + timedelta(days=day))) == current.lasting


@given(st.floats(min_value=0, allow_infinity=False, allow_nan=False))
def test_a_span_is_never_negative_and_never_fails(count: float) -> None:
    found = span(timedelta(days=1), count)
    assert found is None or found >= timedelta(0)


def test_a_life_that_outlasts_the_calendar_never_ends() -> None:
    late = a_session(last_activity_at=datetime(9999, 12, 20, tzinfo=UTC))
    assert expires_at(late, SessionSettings()) is None
