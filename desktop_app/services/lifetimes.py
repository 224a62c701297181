"""Lifetimes: when a session expires, by the settings and by what the user has agreed to."""

from collections.abc import Mapping
from datetime import datetime

from desktop_app.domain.retention import Agreement, Lifetimes, Listed, expires_at, is_expired
from desktop_app.domain.sessions import Session
from desktop_app.domain.settings import SessionSettings
from desktop_app.services.known_personas import KnownPersonas
from desktop_app.store.marks import MarkStore

_MARK = "lifetimes"


class LifetimeService:
    """Knows the lifetimes of the settings, and those that held before the settings were lowered."""

    def __init__(self, marks: MarkStore, personas: KnownPersonas, settings: SessionSettings) -> None:
        self._marks = marks
        self._personas = personas
        self._settings = settings
        self._agreement: Agreement | None = None

    def expires_at(self, session: Listed) -> datetime | None:
        """Return the moment at which a session expires, None when it never does."""
        return expires_at(session, self._settings, self._personas.kept(), self._agreement)

    def is_expired(self, session: Session, now: datetime) -> bool:
        """Tell whether a session is past its time."""
        return is_expired(session, self._settings, now, self._personas.kept(), self._agreement)

    def would_expire(self, session: Session, now: datetime) -> bool:
        """Tell whether a session is past its time by the settings alone, whether or not the user agreed to them."""
        return is_expired(session, self._settings, now, self._personas.kept())

    async def load(self) -> None:
        """Read what the user has agreed to."""
        self._agreement = _agreement((await self._marks.read(_MARK)).get(_MARK))

    async def compare(self, now: datetime) -> None:
        """Notice whether the settings have changed since Parley last ran; what was lowered counts from `now` on."""
        if self._agreement is not None:
            changed = self._agreement.under(Lifetimes.of(self._settings), now)
            if changed != self._agreement:
                await self._keep(changed)

    async def agree(self, now: datetime, *, anew: bool = True) -> None:
        """Let the lifetimes of the settings hold for all sessions; unless `anew` only where nothing was agreed yet."""
        current = Lifetimes.of(self._settings)
        if self._agreement is None or (anew and self._agreement.agreed != current):
            await self._keep(Agreement(current, current, now))

    async def _keep(self, agreement: Agreement) -> None:
        self._agreement = agreement
        value = {
            "agreed": [agreement.agreed.lasting, agreement.agreed.temporary],
            "current": [agreement.current.lasting, agreement.current.temporary],
            "since": agreement.since.isoformat(),
        }
        await self._marks.write({_MARK: value})


def _agreement(value: object) -> Agreement | None:
    """Return what a mark tells; None for what is no agreement, which must not keep Parley from starting."""
    if not isinstance(value, Mapping):
        return None
    try:
        since = datetime.fromisoformat(value["since"])
        agreement = Agreement(Lifetimes(*map(float, value["agreed"])), Lifetimes(*map(float, value["current"])), since)
    except (KeyError, TypeError, ValueError):
        return None
    return agreement if since.tzinfo is not None else None
