"""Dates, spans and sizes in words."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale

from desktop_app.ui.manage_sessions.words import (
    counted,
    exact_moment,
    moment_in_words,
    size_in_words,
    time_left_in_words,
)

HERE = datetime(2026, 5, 20, 14, 20, 5).astimezone()
NOW = HERE.astimezone(UTC)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(), "Today 14:20"),
        (timedelta(hours=14, minutes=20), "Today 00:00"),
        (timedelta(hours=14, minutes=21), "Yesterday 23:59"),
        (timedelta(days=1), "Yesterday 14:20"),
        (timedelta(days=2), "Monday 14:20"),
        (timedelta(days=6), "Thursday 14:20"),
        (timedelta(days=7), "13 May"),
        (timedelta(days=400), "15 Apr 2025"),
        (timedelta(days=-3), "23 May"),
    ],
)
def test_past_moments(ago: timedelta, words: str) -> None:
    assert moment_in_words(NOW - ago, NOW) == words


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=-1), "at any moment"),
        (timedelta(seconds=5), "at any moment"),
        (timedelta(seconds=45), "in a minute"),
        (timedelta(minutes=12), "in 12 minutes"),
        (timedelta(minutes=59, seconds=40), "in an hour"),
        (timedelta(hours=5, minutes=10), "in 5 hours"),
        (timedelta(hours=22), "in 22 hours"),
        (timedelta(hours=24), "in a day"),
        (timedelta(days=3, hours=2), "in 3 days"),
        (timedelta(days=1200), "in 1,200 days"),
    ],
)
def test_time_left(left: timedelta, words: str) -> None:
    assert time_left_in_words(NOW + left, NOW) == words


def test_exact_moments_sizes_and_counts() -> None:
    assert exact_moment(NOW) == "Wednesday, 20 May 2026, 14:20:05"
    assert [size_in_words(size) for size in (0, 999, 1_200, 5_400_000)] == ["0 bytes", "999 bytes", "1.2 kB", "5.4 MB"]
    assert [counted(count, "one", "{n} of them") for count in (0, 1, 2)] == ["0 of them", "one", "2 of them"]
