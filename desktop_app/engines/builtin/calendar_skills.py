"""Skills that know the calendar."""

from collections.abc import Mapping
from datetime import date

from desktop_app.engines.builtin.dates import (
    AmbiguousDateError,
    Day,
    DayReader,
    ImpossibleDateError,
    date_text,
    shifted,
    weekday_text,
    years_between,
)
from desktop_app.engines.builtin.figures import whole_number
from desktop_app.engines.builtin.reading import Clause
from desktop_app.engines.builtin.situation import Outcome, RuleMatch, Situation, Skill


def _today(situation: Situation) -> date:
    return situation.request.now.date()


def _read_day(situation: Situation, text: str) -> Day | None:
    reader = DayReader(_today(situation), situation.rules.holidays)
    return reader.read(_remembered(situation, text) or text)


def _remembered(situation: Situation, text: str) -> str | None:
    """Return when “my exam” is, as far as that was told."""
    thing = text.casefold().removeprefix("my ")
    return situation.memory.latest(thing) if thing != text.casefold() else None


def _careful(skill: Skill) -> Skill:
    """Give dates that are ambiguous or impossible their own outcomes."""

    def careful(situation: Situation, match: RuleMatch) -> Outcome | None:
        try:
            return skill(situation, match)
        except AmbiguousDateError:
            return Outcome("ambiguous")
        except (ImpossibleDateError, OverflowError):
            return Outcome("impossible")

    return careful


def _said(slots: Mapping[str, Clause], name: str) -> str:
    return slots[name].said if name in slots else ""


def weekday(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Tell the weekday of the `date` that was named."""
    day = _read_day(situation, _said(match.slots, "date"))
    if day is None:
        return None
    today = _today(situation)
    tense = "was" if day.date < today else "is" if day.date == today else "will be"
    return Outcome(gaps={"date": date_text(day.date), "weekday": weekday_text(day.date), "is_or_was": tense})


def date_shift(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Go a `number` of `unit`s from a `date`, else from today: ahead, or back with the argument `earlier`."""
    amount = whole_number(_said(match.slots, "number").casefold())
    unit = _said(match.slots, "unit").casefold().removesuffix("s")
    start = _read_day(situation, _said(match.slots, "date") or "today")
    if amount is None or start is None:
        return None
    day = shifted(start.date, -amount if match.owner.argument == "earlier" else amount, unit)
    shown = f"{amount} {unit}" + ("" if amount == 1 else "s")
    return Outcome(gaps={"amount": shown, "date": date_text(day), "weekday": weekday_text(day)})


def days_between(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Count the days to or since a `date`, or between it and another (`since`)."""
    asked = _said(match.slots, "date")
    if asked.casefold().startswith("my ") and not _remembered(situation, asked):
        return Outcome("unknown")
    day = _read_day(situation, _said(match.slots, "date"))
    start = _read_day(situation, _said(match.slots, "since")) if "since" in match.slots else Day(_today(situation))
    if day is None or start is None:
        return None
    days = (day.date - start.date).days
    counted = f"{abs(days):,} day" + ("" if abs(days) == 1 else "s")
    gaps = {"days": counted, "date": date_text(day.date), "weekday": weekday_text(day.date)}
    if "since" in match.slots:
        return Outcome("between", {**gaps, "since": date_text(start.date)})
    return Outcome("today" if days == 0 else "future" if days > 0 else "past", gaps)


def age(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Reckon an age from the `date` of birth, else from what was told."""
    told = situation.memory.latest("date of birth")
    text = _said(match.slots, "date") or told
    if not text:
        years = situation.memory.latest("age")
        return Outcome("told", {"years": years}) if years else Outcome("unknown")
    if text.isdigit() and len(text) == 4:
        years_old = _today(situation).year - int(text)
        return Outcome("future") if years_old < 0 else Outcome("year", {"years": str(years_old)})
    birth = _read_day(situation, text)
    if birth is None or birth.yearly:
        return None
    if birth.date > _today(situation):
        return Outcome("future")
    days = f"{(_today(situation) - birth.date).days:,}"
    years = str(years_between(birth.date, _today(situation)))
    return Outcome(gaps={"years": years, "date": date_text(birth.date), "days": days})


def leap_year(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Tell whether a year has 29 February."""
    text = _said(match.slots, "year_asked") or str(_today(situation).year)
    if not text.isdigit() or len(text) > 9 or int(text) == 0:
        return None
    year = int(text)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return Outcome("yes" if leap else "no", {"year_asked": text})


CALENDAR_SKILLS: Mapping[str, Skill] = {
    "weekday": _careful(weekday),
    "date_shift": _careful(date_shift),
    "days_between": _careful(days_between),
    "age": _careful(age),
    "leap_year": leap_year,
}
