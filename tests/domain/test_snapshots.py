from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.snapshots import (
    KEPT_FOR,
    Reason,
    Snapshot,
    held_until,
    is_due,
    snapshot_named,
    superfluous,
)
from tests.support.values import MOMENT

DAY = timedelta(days=1)
reasons = st.sampled_from(Reason)
ages = st.timedeltas(timedelta(days=-30), timedelta(days=900))
snapshots = st.lists(
    st.builds(lambda age, reason: Snapshot(MOMENT - age, "0002", reason), ages, reasons), max_size=25, unique=True
)


def _daily(moment: datetime, reason: Reason = Reason.DAILY) -> Snapshot:
    return Snapshot(moment, "0002", reason)


@given(ages, reasons, st.sampled_from(["parley", "my chats-2", "a.b"]))
def test_a_name_says_what_its_snapshot_is(age: timedelta, reason: Reason, stem: str) -> None:
    snapshot = Snapshot(MOMENT - age, "0002", reason)
    assert snapshot_named(stem, snapshot.file_name(stem)) == snapshot
    assert snapshot_named("other", snapshot.file_name(stem)) is None
    assert snapshot_named(stem, f"{snapshot.file_name(stem)}.part") is None


def test_other_names_are_no_snapshots() -> None:
    good = _daily(MOMENT).file_name("parley")
    for name in ("parley.db", "lock", good.replace("daily", "later"), good.replace("20260504", "20261304"), ""):
        assert snapshot_named("parley", name) is None, name


@given(snapshots, st.timedeltas(timedelta(days=-400), timedelta(days=4_000)))
def test_thinning_keeps_what_it_promises(taken: list[Snapshot], later: timedelta) -> None:
    now = MOMENT + later
    gone = superfluous(taken, now)
    kept = [each for each in taken if each not in gone]
    assert len(gone) + len(kept) == len(taken)
    if not taken:
        return
    newest = max(taken, key=lambda each: each.made_at)
    assert newest in kept
    assert all(each in kept for each in taken if now - each.made_at < DAY)
    for span, period in (
        (timedelta(days=14), lambda each: each.made_at.date()),
        (timedelta(weeks=8), lambda each: each.made_at.isocalendar()[:2]),
        (timedelta(days=365), lambda each: (each.made_at.year, each.made_at.month)),
    ):
        recent = {period(each) for each in taken if timedelta() <= now - each.made_at < span}
        assert recent <= {period(each) for each in kept}
    assert superfluous(kept, now) == [], "thinning twice is thinning once"


@given(snapshots)
def test_the_last_before_a_migration_stays_for_a_year(taken: list[Snapshot]) -> None:
    gone = superfluous(taken, MOMENT)
    migrations = [each for each in taken if each.reason is Reason.MIGRATION]
    if migrations:
        last = max(migrations, key=lambda each: each.made_at)
        assert last not in gone or MOMENT - last.made_at >= timedelta(days=365)


def test_a_daily_snapshot_for_three_years_keeps_few_and_none_beyond_the_promise() -> None:
    kept: list[Snapshot] = []
    for day in range(3 * 365):
        now = MOMENT + day * DAY
        kept.append(_daily(now, Reason.MIGRATION if day == 100 else Reason.DAILY))
        kept = [each for each in kept if each not in superfluous(kept, now)]
        assert len(kept) <= 14 + 8 + 12 + 1
        assert all(now < each.made_at + KEPT_FOR for each in kept)
        # No gap between two of them is longer than a month, so that every time of the last year can be gone back to.
        times = sorted(each.made_at for each in kept)
        assert all(after - before <= 31 * DAY for before, after in pairwise(times))


def test_a_clock_that_jumps_ahead_for_hours_costs_no_snapshot() -> None:
    taken = [_daily(MOMENT - day * DAY) for day in range(13)]
    jumped = MOMENT + 3650 * DAY
    for hours in range(24):
        now = jumped + timedelta(hours=hours)
        taken.append(_daily(now))
        assert superfluous(taken, now) == []
    assert not superfluous(taken, MOMENT), "the clock is right again"
    lived = jumped + 2 * DAY
    assert len(superfluous([*taken, _daily(lived)], lived)) >= 13, "a time that lasts is believed"


def test_the_daily_one_is_due_once_a_day_whatever_the_clock_did() -> None:
    assert is_due([], MOMENT)
    assert not is_due([_daily(MOMENT - timedelta(hours=2))], MOMENT)
    assert is_due([_daily(MOMENT - timedelta(hours=23))], MOMENT)
    assert is_due([_daily(MOMENT + 100 * DAY)], MOMENT), "made when the clock was wrong"


@given(snapshots)
def test_what_is_deleted_is_held_for_a_year_after_the_newest_snapshot(taken: list[Snapshot]) -> None:
    until = held_until(taken)
    assert (until is None) == (not taken)
    assert until is None or all(each.made_at + timedelta(days=365) < until for each in taken)
