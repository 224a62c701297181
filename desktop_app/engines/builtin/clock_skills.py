"""Skills that know the clock: hours ahead and back, the time between, durations, other places."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desktop_app.engines.builtin.dates import date_text, weekday_text
from desktop_app.engines.builtin.figures import whole_number
from desktop_app.engines.builtin.situation import Outcome, RuleMatch, Situation, Skill

_CLOCK: Final = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s?(am|pm|a\.m\.?|p\.m\.?|o'clock|h)?")
_NAMED: Final = {"noon": 12, "midday": 12, "midnight": 0}
_MINUTES: Final = {
    "second": 1 / 60, "sec": 1 / 60, "minute": 1, "min": 1, "hour": 60, "hr": 60, "h": 60, "day": 1440, "week": 10_080,
}  # fmt: skip
_DURATION: Final = re.compile(
    r"(?P<sign>plus|minus|less|and|\+|-)?\s*(?P<number>half an?|an?|[\w.]+?)\s*"
    r"(?P<unit>seconds?|secs?|minutes?|mins?|hours?|hrs?|h|days?|weeks?)\b,?\s*"
)
_AREAS: Final = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian", "Antarctica")
_PLACE: Final = re.compile(r"[A-Za-z][A-Za-z' -]{1,40}")
_LONGEST: Final = 200 * 1440


def clock_shift(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Go a `duration` from a `clock` time, else from now: ahead, or back with the argument `earlier`."""
    minutes = _minutes(match.slots["duration"].said)
    now = situation.request.now
    start = _clock(match.slots["clock"].outer, now) if "clock" in match.slots else now
    if minutes is None or start is None:
        return None
    shifted = start + timedelta(minutes=-minutes if match.owner.argument == "earlier" else minutes)
    return Outcome(gaps={"clock_time": _shown(shifted, start), "duration": _duration_text(minutes)})


def clock_between(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Tell how long it is from a `clock` time (now, where none is named) until another."""
    now = situation.request.now
    start = _clock(match.slots["clock"].outer, now) if "clock" in match.slots else now
    end = _clock(match.slots["until"].outer, now)
    if start is None or end is None:
        return None
    minutes = (end - start).total_seconds() // 60 % 1440
    return Outcome(gaps={"duration": _duration_text(minutes), "clock_time": f"{end:%H:%M}", "from": f"{start:%H:%M}"})


def durations(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Add up durations such as “3 hours 20 minutes plus 55 minutes”."""
    del situation
    text = match.slots["durations"].outer
    minutes = _minutes(text.strip(" ?!."))
    if minutes is None or len(_DURATION.findall(text.casefold())) < 2:
        return None
    return Outcome(gaps={"duration": _duration_text(abs(minutes)) if minutes >= 0 else "less than nothing"})


def zone_time(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Tell the time in a `place` that this computer's table of time zones has."""
    place = match.slots["place"].said
    zone = _zone(place) if _PLACE.fullmatch(place) else None
    if zone is None:
        return Outcome("unknown", {"place": place})
    there = situation.request.now.astimezone(zone)
    gaps = {"place": place.title() if place.islower() else place, "zone": zone.key, "clock_time": f"{there:%H:%M}"}
    return Outcome(gaps={**gaps, "weekday": weekday_text(there.date())})


def _zone(place: str) -> ZoneInfo | None:
    city = "_".join(word[:1].upper() + word[1:].lower() for word in place.split())
    for area in _AREAS:
        try:
            return ZoneInfo(f"{area}/{city}")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def _clock(text: str, day: datetime) -> datetime | None:
    """Return the time of that day that `text` writes, None where it writes none."""
    words = text.casefold().strip(" ?!.,")
    if words in ("now", "this moment"):
        return day
    if words in _NAMED:
        return day.replace(hour=_NAMED[words], minute=0, second=0, microsecond=0)
    found = _CLOCK.fullmatch(words)
    if found is None or not (found[2] or found[3]):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    half = (found[3] or "")[:1]
    if half in ("a", "p"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half == "p")
    if hour > 23 or minute > 59:
        return None
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _minutes(text: str) -> float | None:
    """Return how many minutes durations come to; None for what is none, or too long to be of use."""
    rest, total = text.casefold().strip(), 0.0
    while rest:
        found = _DURATION.match(rest)
        number = _amount(found["number"]) if found else None
        if found is None or number is None:
            return None
        unit = found["unit"] if found["unit"] in _MINUTES else found["unit"].rstrip("s")
        total += number * _MINUTES[unit] * (-1 if found["sign"] in ("minus", "less", "-") else 1)
        rest = rest[found.end() :]
    return total if text.strip() and abs(total) <= _LONGEST else None


def _amount(text: str) -> float | None:
    if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", text):
        return float(text)
    return 0.5 if text.startswith("half") else whole_number(text)


def _duration_text(minutes: float) -> str:
    seconds = round(minutes * 60)
    parts = {
        "day": seconds // 86_400,
        "hour": seconds // 3600 % 24,
        "minute": seconds // 60 % 60,
        "second": seconds % 60,
    }
    named = [f"{number} {unit}{'' if number == 1 else 's'}" for unit, number in parts.items() if number]
    return " ".join(named) or "no time at all"


def _shown(moment: datetime, start: datetime) -> str:
    if moment.date() == start.date():
        return f"{moment:%H:%M}"
    return f"{moment:%H:%M} on {weekday_text(moment.date())}, {date_text(moment.date())}"


CLOCK_SKILLS: Mapping[str, Skill] = {
    "clock_shift": clock_shift,
    "clock_between": clock_between,
    "durations": durations,
    "zone_time": zone_time,
}
