"""The time of day, injected so that tests can move it."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reading:
    """What both clocks show at one moment: the wall clock, which can be set, and the steady one, which cannot."""

    wall: datetime
    steady: timedelta


class Clock(Protocol):
    """Something that can be asked for the present moment."""

    def now(self) -> datetime:
        """Return the present moment, timezone-aware, in UTC."""
        ...

    def steady(self) -> timedelta:
        """Return the time since some fixed moment, sleep of the computer included, whatever the wall clock does."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)

    def steady(self) -> timedelta:
        """Return the time since the computer started."""
        return timedelta(microseconds=_steady_nanoseconds() // 1_000)


def read(clock: Clock) -> Reading:
    """Return what both clocks show now."""
    return Reading(clock.now(), clock.steady())


def _steady_nanoseconds() -> int:
    """Ask the clock that goes on while the computer sleeps: each system has one, under a name of its own."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        # Linux has the first; macOS lacks that and lets the second go on; Windows has neither, and a third that does.
        number = getattr(time, name, None)
        if number is not None:
            return time.clock_gettime_ns(number)
    return time.monotonic_ns()
