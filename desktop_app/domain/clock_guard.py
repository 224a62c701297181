"""When the computer's clock is not to be believed, and what is mended once it is again.

A clock that is wrong makes sessions look expired. While it may be wrong nothing is moved and nothing deleted. An error
of at most `LONGEST_ABSENCE` can go unseen while Parley is not running; since the trash is kept as long, such an error
alone deletes nothing before its time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from desktop_app.domain.clock import Reading
from desktop_app.domain.retention import span

LARGEST_DRIFT = timedelta(minutes=5)
"""How far the wall clock may move away from the steady one; daylight saving and leap seconds do not move it at all."""
LONGEST_ABSENCE = timedelta(days=14)
SHORTEST_ABSENCE = timedelta(days=1)


class Doubt(StrEnum):
    """Why the clock is not believed."""

    JUMPED = "jumped"
    """The wall clock was set while Parley was running."""
    ABSENT = "absent"
    """By the wall clock, Parley last ran in the future or very long ago."""

    @classmethod
    def of(cls, word: object) -> "Doubt":
        """Return the doubt called so; for any other word the one that time can settle."""
        return cls.JUMPED if word == cls.JUMPED else cls.ABSENT


@dataclass(frozen=True, slots=True)
class Stamps:
    """The moments in a session that a wrong clock spoils."""

    created_at: datetime
    last_activity_at: datetime
    restored_at: datetime | None = None
    trashed_at: datetime | None = None


_NEVER = datetime.max.replace(tzinfo=UTC)
_NOTHING = Stamps(_NEVER, _NEVER)
"""Stamps that no session has."""


def drift(trusted: Reading, now: Reading) -> timedelta:
    """Return how far the wall clock has moved against the steady one since `trusted`."""
    return (now.wall - trusted.wall) - (now.steady - trusted.steady)


def longest_absence(trash_days: float) -> timedelta:
    """Return the longest absence that is believed without asking: no longer than what expires waits in the trash.

    Under a day it would ask every morning.
    """
    kept = span(timedelta(days=1), trash_days)
    return LONGEST_ABSENCE if kept is None else min(max(kept, SHORTEST_ABSENCE), LONGEST_ABSENCE)


def doubt(trusted: Reading | None, last_seen: datetime | None, now: Reading, absence: timedelta) -> Doubt | None:
    """Return why the clock cannot be believed now, None when it can.

    `trusted` is a moment of this run at which it could; `last_seen` is when Parley last ran, which counts without.
    """
    if trusted is not None:
        return Doubt.JUMPED if abs(drift(trusted, now)) > LARGEST_DRIFT else None
    if last_seen is None or -LARGEST_DRIFT <= now.wall - last_seen <= absence:
        return None
    return Doubt.ABSENT


def has_slept(before: Reading, now: Reading, expected: timedelta) -> bool:
    """Tell whether more time has passed than was waited for: the computer slept, or the process was halted."""
    return now.steady - before.steady > expected + LARGEST_DRIFT


def mended(stamps: Stamps, before: Stamps | None, right_since: datetime | None, now: datetime) -> Stamps:
    """Return `stamps` without what a wrong clock left in them, now that `now` is known to be right.

    A moment in the future is wrong. So may be one from before the clock was `right_since`, where it was stamped since
    the clock was doubted, that is, where it is not as it was `before`. Such a session was used meanwhile: its time
    begins anew.
    """

    def right(moment: datetime | None, was: datetime | None) -> datetime | None:
        if moment is None:
            return None
        stale = moment != was and right_since is not None and moment < right_since
        return now if stale or moment > now else moment

    old = before or _NOTHING
    return Stamps(
        right(stamps.created_at, old.created_at) or now,
        right(stamps.last_activity_at, old.last_activity_at) or now,
        right(stamps.restored_at, old.restored_at),
        right(stamps.trashed_at, old.trashed_at),
    )
