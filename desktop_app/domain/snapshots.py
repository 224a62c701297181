"""Snapshots of the chat file: their names, and which ones are no longer worth their room."""

import re
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

_DAY = timedelta(days=1)
KEPT_FOR = timedelta(days=366)
"""How long after it was made a snapshot is gone at the latest, while Parley is in use."""
DUE_AFTER = timedelta(hours=20)
"""Age of the newest snapshot at which the daily one is due; under a day, so that it does not move into the night."""
_MOMENT = "%Y%m%dT%H%M%S-%f"
_NAME = re.compile(r"(?P<made_at>\d{8}T\d{6}-\d{6})Z-(?P<schema>[0-9a-z]+)-(?P<reason>[a-z]+)\.db")


class Reason(StrEnum):
    """Why a snapshot was made."""

    DAILY = "daily"
    DEMAND = "demand"
    MIGRATION = "migration"
    """Before the tables were changed by a newer version."""
    RESTORE = "restore"
    """Before another snapshot was merged into the store."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A complete copy of the chat file as it was at one moment, in tables of the version `schema`."""

    made_at: datetime
    schema: str
    reason: Reason

    def file_name(self, stem: str) -> str:
        """Return the name of its file, for a chat file called `stem`."""
        return f"{stem}-{self.made_at.astimezone(UTC):{_MOMENT}}Z-{self.schema}-{self.reason}.db"


@dataclass(frozen=True, slots=True)
class ListedSnapshot:
    """A snapshot as a list shows it.

    `verified` says that it was verified when it was made and can be opened now; a bare look at it does not tell more.
    """

    snapshot: Snapshot
    file: Path
    size: int
    sessions: int
    messages: int
    verified: bool


def snapshot_named(stem: str, name: str) -> Snapshot | None:
    """Return what the name of a snapshot's file says, None for the name of another file."""
    found = _NAME.fullmatch(name.removeprefix(f"{stem}-")) if name.startswith(f"{stem}-") else None
    if found is None:
        return None
    try:
        made_at = datetime.strptime(found["made_at"], _MOMENT).replace(tzinfo=UTC)
        return Snapshot(made_at, found["schema"], Reason(found["reason"]))
    except ValueError:
        return None


def is_due(snapshots: Collection[Snapshot], now: datetime) -> bool:
    """Tell whether it is time for the daily snapshot; one from the future does not count, the clock was wrong then."""
    return not any(now - DUE_AFTER < snapshot.made_at <= now for snapshot in snapshots)


def superfluous(snapshots: Collection[Snapshot], now: datetime) -> list[Snapshot]:
    """Return those that can go: all of the last day stay, then the last of each day, week and month for a while.

    The newest one always stays, and so does the last before a migration while it is not a year old.
    """
    newest_first = sorted(snapshots, key=lambda each: each.made_at, reverse=True)
    today = _believed(newest_first, now)
    kept = set(newest_first[:1])
    migrations = [each for each in newest_first if each.reason is Reason.MIGRATION]
    kept.update(_within(migrations[:1], today, timedelta(days=365)))
    kept.update(_within(newest_first, today, _DAY))
    for period, span in _PERIODS:
        last: dict[Hashable, Snapshot] = {}
        for each in _within(newest_first, today, span):
            last.setdefault(period(each.made_at), each)
        kept.update(last.values())
    return [each for each in newest_first if each not in kept]


def held_until(snapshots: Collection[Snapshot]) -> datetime | None:
    """Return the moment until which what is deleted now may still be in a snapshot, None when there are none."""
    return max(each.made_at for each in snapshots) + KEPT_FOR if snapshots else None


def _believed(newest_first: Collection[Snapshot], now: datetime) -> datetime:
    """Return the time by which ages are judged: at most a day after the newest snapshot that is a day old.

    A clock that jumped ahead for a while makes all snapshots look old at once. So a new time is believed only when a
    snapshot has lived under it for a day.
    """
    try:
        return min(now, next(each.made_at for each in newest_first if now - each.made_at >= _DAY) + _DAY)
    except StopIteration:
        return now


def _within(newest_first: Collection[Snapshot], today: datetime, span: timedelta) -> list[Snapshot]:
    return [each for each in newest_first if today - each.made_at < span]


def _day(moment: datetime) -> Hashable:
    return moment.date()


def _week(moment: datetime) -> Hashable:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> Hashable:
    return moment.year, moment.month


_PERIODS: tuple[tuple[Callable[[datetime], Hashable], timedelta], ...] = (
    (_day, timedelta(days=14)),
    (_week, timedelta(weeks=8)),
    (_month, timedelta(days=365)),
)
