"""Retention: when a session expires, and which ones are never touched."""

from collections.abc import Collection
from datetime import datetime, timedelta

from desktop_app.domain.sessions import Session
from desktop_app.domain.settings import SessionSettings


def expires_at(session: Session, settings: SessionSettings, kept_personas: Collection[str] = ()) -> datetime | None:
    """Return the moment at which `session` expires, None when it never does."""
    if session.pinned or session.has_draft or session.persona in kept_personas:
        return None
    hours = settings.temporary_timeout_hours if session.temporary else settings.timeout_hours
    if hours <= 0:
        return None
    start = max(session.last_activity_at, session.restored_at or session.last_activity_at)
    try:
        return start + timedelta(hours=hours)
    except OverflowError:  # a setting of a million years is a way to say never
        return None


def is_expired(session: Session, settings: SessionSettings, now: datetime, kept_personas: Collection[str] = ()) -> bool:
    """Tell whether `session` is past its time and may go to the trash."""
    moment = expires_at(session, settings, kept_personas)
    return moment is not None and moment <= now


def purged_at(session: Session, settings: SessionSettings) -> datetime | None:
    """Return the moment at which a session in the trash is deleted for good, None when it never is by itself."""
    if session.trashed_at is None or settings.trash_days <= 0:
        return None
    try:
        return session.trashed_at + timedelta(days=settings.trash_days)
    except OverflowError:
        return None
