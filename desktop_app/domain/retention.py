"""Retention: when a session expires, which ones are never touched, and when a clean-up asks first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop_app.domain.sessions import Session, SessionSummary
from desktop_app.domain.settings import SessionSettings

MOST_UNASKED = 100
"""A clean-up that would move more sessions than this asks first."""
FEW = 10
"""Fewer than this are never too many: they fit into one look at the trash, and where there are only one or two
sessions, every one that expires would be more than half of all."""

Listed = Session | SessionSummary


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """Hours that a session lives after its last use, and a temporary one; 0 for ever."""

    lasting: float
    temporary: float

    @classmethod
    def of(cls, settings: SessionSettings) -> "Lifetimes":
        """Return what the settings say."""
        return cls(settings.timeout_hours, settings.temporary_timeout_hours)

    def hours(self, session: Listed) -> float:
        """Return the hours that `session` lives."""
        return self.temporary if session.temporary else self.lasting

    def or_longer(self, other: "Lifetimes") -> "Lifetimes":
        """Return the longer life of the two, for each kind of session."""
        return Lifetimes(_longer(self.lasting, other.lasting), _longer(self.temporary, other.temporary))


@dataclass(frozen=True, slots=True)
class Agreement:
    """The lifetimes under which sessions were cleaned up with the user's knowledge, and those of the settings now.

    Where the settings were lowered `since`, what was last used before that keeps its longer life until the user agrees.
    """

    agreed: Lifetimes
    current: Lifetimes
    since: datetime

    def hours(self, session: Listed) -> float:
        """Return the hours that `session` lives."""
        if starts_at(session) >= self.since:
            return self.current.hours(session)
        return self.agreed.or_longer(self.current).hours(session)

    def under(self, settings: Lifetimes, now: datetime) -> "Agreement":
        """Return what holds under new settings: longer lives at once and for all, shorter ones only from `now` on."""
        if settings == self.current:
            return self
        lowered = self.current.or_longer(settings) != settings
        return Agreement(self.agreed.or_longer(settings), settings, now if lowered else self.since)


def expires_at(
    session: Listed,
    settings: SessionSettings,
    kept_personas: Collection[str] = (),
    agreement: Agreement | None = None,
) -> datetime | None:
    """Return the moment at which `session` expires, None when it never does."""
    if session.pinned or session.has_draft or session.persona in kept_personas:
        return None
    hours = (agreement or Lifetimes.of(settings)).hours(session)
    lifetime = span(timedelta(hours=1), hours)
    try:
        return None if lifetime is None else starts_at(session) + lifetime
    except OverflowError:  # a setting of ten thousand years is a way to say never
        return None


def is_expired(
    session: Listed,
    settings: SessionSettings,
    now: datetime,
    kept_personas: Collection[str] = (),
    agreement: Agreement | None = None,
) -> bool:
    """Tell whether `session` is past its time and may go to the trash."""
    moment = expires_at(session, settings, kept_personas, agreement)
    return moment is not None and moment <= now


def purged_at(session: Session, settings: SessionSettings) -> datetime | None:
    """Return the moment at which a session in the trash is deleted for good, None when it never is by itself."""
    kept = span(timedelta(days=1), settings.trash_days)
    if session.trashed_at is None or kept is None:
        return None
    try:
        return session.trashed_at + kept
    except OverflowError:
        return None


def starts_at(session: Listed) -> datetime:
    """Return the moment from which the life of `session` is counted."""
    return max(session.last_activity_at, session.restored_at or session.last_activity_at)


def is_many(expired: int, live: int) -> bool:
    """Tell whether a clean-up of `expired` sessions out of `live` ones is so large that it asks first."""
    return expired > MOST_UNASKED or (expired >= FEW and 2 * expired > live)


def span(unit: timedelta, count: float) -> timedelta | None:
    """Return `count` units; None for 0 and for more than any calendar holds: never."""
    try:
        return unit * count if count > 0 else None
    except OverflowError:
        return None


def _longer(one: float, other: float) -> float:
    return 0.0 if 0 in (one, other) else max(one, other)
