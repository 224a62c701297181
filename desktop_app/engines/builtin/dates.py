"""Understands dates as people write them, and writes them back."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905

_MONTH_NUMBERS = {name[:length].lower(): at for at, name in enumerate(MONTHS, 1) for length in (3, 4, len(name))}
_WEEKDAY_NUMBERS = {name[:length].lower(): at for at, name in enumerate(WEEKDAYS) for length in (3, 4, len(name))}
_RELATIVE = {
    "today": 0,
    "now": 0,
    "tomorrow": 1,
    "yesterday": -1,
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
    "the day before yesterday": -2,
    "day before yesterday": -2,
}
_NUMBERED = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WRITTEN = {
    "year first": r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
    "day first": r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
    "either": r"(?P<day>\d{1,2})[/-](?P<month>\d{1,2})[/-](?P<year>\d{4})",
    "day and name": rf"(?:the )?{_NUMBERED} (?:of )?(?P<name>[a-z]{{3,9}})\.?(?: (?:of )?(?P<year>\d{{4}}))?",
    "name and day": rf"(?P<name>[a-z]{{3,9}})\.? (?:the )?{_NUMBERED}(?: (?:of )?(?P<year>\d{{4}}))?",
    "weekday": r"(?:(?:on|this|next|coming|last) )?(?P<name>[a-z]{3,9})",
}
"""How people write days, by what tells the ways apart."""


def _found(way: str, words: str) -> re.Match[str] | None:
    return re.fullmatch(_WRITTEN[way], words)


class AmbiguousDateError(ValueError):
    """A date such as 4/5/2026, which is one day to some and another to others."""


class ImpossibleDateError(ValueError):
    """A date that no calendar has, or that is too far away."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day; `yearly` when no year was given, so that its next or last coming is meant."""

    date: date
    yearly: bool = False


class DayReader:
    """Reads days, seen from one day called today."""

    def __init__(self, today: date, holidays: Mapping[str, tuple[int, int]]) -> None:
        self._today = today
        self._holidays = holidays

    def read(self, text: str) -> Day | None:
        """Return the day that `text` names; None where it names none.

        Raises `AmbiguousDateError` or `ImpossibleDateError` for what looks like a date and is not one.
        """
        words = " ".join(text.casefold().replace(",", " ").split()).strip(" .?!")
        words = words.removeprefix("on ").removeprefix("the date ")
        if words in _RELATIVE:
            return Day(self._today + timedelta(days=_RELATIVE[words]))
        return self._numeric(words) or self._named_month(words) or self._weekday(words) or self._holiday(words)

    def _numeric(self, words: str) -> Day | None:
        for way in ("year first", "day first", "either"):
            if found := _found(way, words):
                day, month, year = int(found["day"]), int(found["month"]), int(found["year"])
                if way == "either" and day <= 12 and month <= 12 and day != month:
                    raise AmbiguousDateError(words)
                return _day(year, day, month) if way == "either" and month > 12 else _day(year, month, day)
        return None

    def _named_month(self, words: str) -> Day | None:
        found = _found("day and name", words) or _found("name and day", words)
        month = _MONTH_NUMBERS.get(found["name"]) if found else None
        if found is None or month is None:
            return None
        return (
            _day(int(found["year"]), month, int(found["day"]))
            if found["year"]
            else self._coming(month, int(found["day"]))
        )

    def _weekday(self, words: str) -> Day | None:
        found = _found("weekday", words)
        wanted = _WEEKDAY_NUMBERS.get(found["name"]) if found else None
        if wanted is None:
            return None
        ahead = (wanted - self._today.weekday() - 1) % 7 + 1
        if words.startswith("last "):
            ahead -= 7 + 7 * (ahead == 7)
        return Day(self._today + timedelta(days=ahead))

    def _holiday(self, words: str) -> Day | None:
        name, _, year = words.partition(" ")
        if not (year.isdigit() and len(year) == 4):
            name, year = words.removesuffix(" day").removeprefix("the "), ""
        if name == "easter":
            easter = easter_sunday(int(year) if year else self._today.year)
            return Day(easter if year or easter >= self._today else easter_sunday(self._today.year + 1))
        if name not in self._holidays:
            return None
        month, day = self._holidays[name]
        return _day(int(year), month, day) if year else self._coming(month, day)

    def _coming(self, month: int, day: int) -> Day:
        """Return the next day of that name, today included; 29 February waits for a leap year."""
        for year in range(self._today.year, self._today.year + 9):
            if year <= date.max.year and 1 <= day <= monthrange(year, month)[1]:
                coming = date(year, month, day)
                if coming >= self._today:
                    return Day(coming, yearly=True)
        raise ImpossibleDateError


def _day(year: int, month: int, day: int) -> Day:
    try:
        return Day(date(year, month, day))
    except ValueError as error:
        raise ImpossibleDateError from error


def shifted(day: date, amount: int, unit: str) -> date:
    """Return the date `amount` units later; the end of a shorter month where it has no such day."""
    try:
        if unit in ("day", "week"):
            return day + timedelta(days=amount * (7 if unit == "week" else 1))
        months = day.year * 12 + day.month - 1 + amount * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError) as error:
        raise ImpossibleDateError from error


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar, by the reckoning of Gauss as Butcher completed it."""
    if not 1583 <= year <= 9999:
        raise ImpossibleDateError
    golden = year % 19
    century, rest = divmod(year, 100)
    leap = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - leap + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    correction = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def years_between(birth: date, today: date) -> int:
    """Return how many birthdays someone born on `birth` has had."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def date_text(day: date) -> str:
    """Return “21 November 2026”."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def weekday_text(day: date) -> str:
    """Return “Saturday”."""
    return WEEKDAYS[day.weekday()]
