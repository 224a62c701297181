from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.clock import Reading, SystemClock, read
from desktop_app.domain.clock_guard import (
    LARGEST_DRIFT,
    Doubt,
    Stamps,
    doubt,
    drift,
    has_slept,
    longest_absence,
    mended,
)
from tests.support.values import MOMENT

moments = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(0), timedelta(days=4000))
START = Reading(MOMENT, timedelta(hours=5))
TWO_WEEKS = timedelta(days=14)


def later(passed: timedelta, jump: timedelta = timedelta(0)) -> Reading:
    return Reading(START.wall + passed + jump, START.steady + passed)


@given(spans)
def test_time_that_passes_is_never_doubted_however_long_the_computer_slept(passed: timedelta) -> None:
    assert doubt(START, None, later(passed), TWO_WEEKS) is None


@given(spans, st.timedeltas(timedelta(days=-20_000), timedelta(days=20_000)))
def test_a_jump_is_doubted_when_it_is_over_five_minutes(passed: timedelta, jump: timedelta) -> None:
    found = doubt(START, START.wall, later(passed, jump), TWO_WEEKS)
    assert found == (Doubt.JUMPED if abs(jump) > timedelta(minutes=5) else None)
    assert drift(START, later(passed, jump)) == jump


@pytest.mark.parametrize(
    ("days", "found"),
    [(0, None), (13.9, None), (14.1, Doubt.ABSENT), (3650, Doubt.ABSENT), (-1, Doubt.ABSENT), (-0.001, None)],
)
def test_a_long_or_negative_absence_is_doubted(days: float, found: Doubt | None) -> None:
    seen = START.wall - timedelta(days=days)
    assert doubt(None, seen, START, TWO_WEEKS) is found


def test_the_first_start_is_believed() -> None:
    assert doubt(None, None, START, TWO_WEEKS) is None


@pytest.mark.parametrize(("trash_days", "absence"), [(14, 14), (3, 3), (0.001, 1), (0, 14), (60, 14), (1e300, 14)])
def test_no_absence_is_believed_that_could_empty_the_trash(trash_days: float, absence: float) -> None:
    assert longest_absence(trash_days) == timedelta(days=absence)


@given(spans, spans)
def test_sleep_shows_in_the_steady_clock(expected: timedelta, passed: timedelta) -> None:
    assert has_slept(START, later(passed), expected) is (passed > expected + LARGEST_DRIFT)


@given(moments, moments, moments, st.one_of(st.none(), moments))
def test_what_is_mended_is_never_in_the_future_and_right_stamps_stay(
    stamp: datetime, seen: datetime, now: datetime, old: datetime | None
) -> None:
    before = None if old is None else Stamps(old, old)
    found = mended(Stamps(stamp, stamp, stamp, stamp), before, seen, now)
    assert max(found.last_activity_at, found.restored_at or now, found.trashed_at or now) <= now
    if stamp <= now and (stamp == old or stamp >= seen):
        assert found.last_activity_at == stamp
    elif stamp != old and stamp < seen:
        assert found.last_activity_at == now
    assert mended(found, found, seen, now) == found


def test_the_systems_clocks_go_on_together() -> None:
    clock = SystemClock()
    first, second = read(clock), read(clock)
    assert timedelta(0) <= second.steady - first.steady
    assert abs(drift(first, second)) < LARGEST_DRIFT
