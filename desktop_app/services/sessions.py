"""Sessions: the default one, made ones, found ones, changed ones."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop_app.domain.actions import (
    Archived,
    Cause,
    Change,
    PersonaChanged,
    Pinned,
    Renamed,
    Restored,
    Trashed,
)
from desktop_app.domain.clock import Clock
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message
from desktop_app.domain.metadata import checked_metadata
from desktop_app.domain.personas import DEFAULT_PERSONA
from desktop_app.domain.retention import Listed
from desktop_app.domain.sessions import Session, checked_name, checked_session_id, name_key, new_session_id
from desktop_app.domain.settings import SessionSettings
from desktop_app.domain.texts import well_formed
from desktop_app.domain.users import checked_user
from desktop_app.services.lifetimes import LifetimeService
from desktop_app.services.personas import PersonaService
from desktop_app.services.shown_leaves import ShownLeaves
from desktop_app.services.undo import UndoService
from desktop_app.store.drafts import DraftStore
from desktop_app.store.messages import MessageStore
from desktop_app.store.sessions import BeforeAndAfter, SessionStore, Shelf
from desktop_app.store.uninterrupted import uninterrupted

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ensured:
    """A session that exists now, and whether it had to be made."""

    session: Session
    created: bool
    moved: tuple[Session, ...] = ()
    """Older sessions that went to the trash to keep to the limit of the settings."""


@uninterrupted
class SessionService:
    """What can be done with sessions; every method raises `UserError` for what a user can meet."""

    def __init__(
        self,
        sessions: SessionStore,
        messages: MessageStore,
        drafts: DraftStore,
        personas: PersonaService,
        undo: UndoService,
        lifetimes: LifetimeService,
        shown: ShownLeaves,
        settings: SessionSettings,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._messages = messages
        self._drafts = drafts
        self._personas = personas
        self._undo = undo
        self._lifetimes = lifetimes
        self._shown = shown
        self._settings = settings
        self._clock = clock

    async def ensure_default(
        self, user_id: str, persona: str | None = None, origin: str = "window", *, temporary: bool = False
    ) -> Ensured:
        """Return the user's most recent live session (with `persona`, where one is named), made where there is none.

        Any number of callers in any number of processes make exactly one. A temporary one is always made anew.
        """
        fresh = self._fresh(user_id, None, persona, origin, temporary=temporary)
        if temporary:
            made, _ = await self._sessions.create(fresh)
            return await self.within_limit(made, created=True)
        found, created = await self._sessions.ensure_default(fresh, any_persona=persona is None)
        return await self.within_limit(found, created=created)

    async def ensure(
        self,
        session_id: str,
        user_id: str,
        persona: str | None = None,
        origin: str = "window",
        *,
        temporary: bool = False,
    ) -> Ensured:
        """Return the session with that id, made where it is unknown, brought back where it is in the trash."""
        fresh = self._fresh(user_id, checked_session_id(session_id), persona, origin, temporary=temporary)
        session, created = await self._sessions.ensure(fresh)
        if persona is not None and session.persona != persona:
            session = await self.set_persona(user_id, session_id, persona)
        return await self.within_limit(session, created=created)

    async def create(
        self,
        user_id: str,
        *,
        session_id: str | None = None,
        name: str | None = None,
        persona: str | None = None,
        temporary: bool = False,
        metadata: Mapping[str, Any] | None = None,
        origin: str = "window",
    ) -> Ensured:
        """Make a session; one with that id or name of the same user is updated instead, not doubled."""
        checked_id = None if session_id is None else checked_session_id(session_id)
        fresh = self._fresh(
            user_id, checked_id, persona, origin, name=checked_name(name), temporary=temporary, metadata=metadata
        )
        session, before = await self._sessions.create(fresh, keep_persona=persona is None)
        if before is not None:
            for action in (Renamed, PersonaChanged):
                self._noted(action, (before, session))
        return await self.within_limit(session, created=before is None)

    async def list_sessions(self, user_id: str, shelf: Shelf = "live") -> list[Session]:
        """Return the user's sessions on one shelf: pinned ones first, then the most recently used."""
        return await self._sessions.on_shelf(user_id, shelf)

    async def list_expiring(self, user_id: str, within_hours: float = 24) -> list[Session]:
        """Return the user's sessions that expire within that time, the soonest first."""
        now = self._clock.now()
        soon = []
        for session in [*await self.list_sessions(user_id), *await self.list_sessions(user_id, "archived")]:
            moment = self.expires_at(session)
            if moment is not None and (moment - now).total_seconds() <= within_hours * 3600:
                soon.append((moment, session))
        return [session for _moment, session in sorted(soon, key=lambda pair: pair[0])]

    def expires_at(self, session: Listed) -> datetime | None:
        """Return the moment at which a session expires, None when it never does."""
        return self._lifetimes.expires_at(session)

    async def show(self, user_id: str, session_id: str) -> Session:
        """Return one session, wherever it is."""
        return await self._sessions.get(user_id, checked_session_id(session_id))

    async def called(self, user_id: str, word: str) -> Session:
        """Return the session that a person means by its id, its name or the first letters of its id."""
        found = await self._sessions.called(user_id, checked_session_id(word))
        if len(found) > 1:
            raise UserError("session_ambiguous", word=word, count=len(found))
        if not found:
            raise UserError("session_not_found", session_id=word)
        return found[0]

    async def addressed(self, user_id: str, word: str) -> str:
        """Return the id of the session that a message to `word` is for, which there need not be yet.

        It is the session of that id or, where there is none, the one of exactly that name outside the trash.
        """
        found = await self._sessions.called(user_id, checked_session_id(word))
        named = (each.id for each in found if each.name is not None and name_key(each.name) == name_key(word))
        return word if any(each.id == word for each in found) else next(named, word)

    async def history(
        self, user_id: str, session_id: str, *, all_branches: bool = False, last: int | None = None
    ) -> list[Message]:
        """Return the messages of the shown branch (its `last` ones), or of all branches in the order of storing."""
        session = await self.show(user_id, session_id)
        if all_branches:
            return await self._messages.all_of(session.id)
        return await self._messages.branch(session, last)

    async def shown_ids(self, user_id: str, session_id: str) -> Sequence[int]:
        """Return the ids of the shown branch from its beginning: cheaply, however long it is."""
        return await self._messages.branch_ids(await self.show(user_id, session_id))

    async def messages(self, user_id: str, session_id: str, ids: Sequence[int]) -> list[Message]:
        """Return a session's messages with those ids, some hundreds at most, in that order; those gone are left out."""
        session = await self.show(user_id, session_id)
        return [message for message in await self._messages.by_ids(ids) if message.session_id == session.id]

    async def show_branch(self, user_id: str, session_id: str, message_id: int) -> Session:
        """Show the branch that a message is in, to the end that was shown below it last, else to the newest.

        It is a look at what is there, and so nothing to be undone.
        """
        left = self._shown.of(session_id)
        before, after = await self._sessions.show_branch(user_id, session_id, message_id, left)
        if before.active_leaf_id != after.active_leaf_id:
            self._shown.remember(session_id, before.active_leaf_id)
        return after

    async def rename(self, user_id: str, session_id: str, name: str | None) -> Session:
        """Give a session a name of its own; an empty one lets its title show again."""
        return self._noted(Renamed, await self._sessions.rename(user_id, session_id, checked_name(name)))

    async def set_persona(self, user_id: str, session_id: str, persona: str) -> Session:
        """Let another persona answer from now on; who said what until then stays with each message."""
        chosen = self._personas.get(persona, user_id).id
        return self._noted(PersonaChanged, await self._sessions.set_persona(user_id, session_id, chosen))

    async def set_pinned(self, user_id: str, session_id: str, *, pinned: bool) -> Session:
        """Pin a session, which then stays on top and never expires, or unpin it."""
        return self._noted(Pinned, await self._sessions.set_pinned(user_id, session_id, pinned=pinned))

    async def archive(self, user_id: str, session_id: str) -> Session:
        """Put a session away, out of the list."""
        return self._noted(Archived, await self._sessions.set_archived(user_id, session_id, self._clock.now()))

    async def unarchive(self, user_id: str, session_id: str) -> Session:
        """Put an archived session back into the list."""
        return self._noted(Archived, await self._sessions.set_archived(user_id, session_id, None))

    async def trash(self, user_id: str, session_id: str) -> Session:
        """Move a session to the trash."""
        return self._noted(Trashed, await self._sessions.trash(user_id, session_id, self._clock.now()))

    async def restore(self, user_id: str, session_ids: Sequence[str]) -> list[Session]:
        """Bring sessions back from the trash; their time to live starts anew."""
        changes = await self._sessions.restore(user_id, session_ids, self._clock.now())
        self._undo.record(user_id, Restored.between(*changes))
        return [after for _before, after in changes]

    async def read_draft(self, session_id: str) -> str:
        """Return what was written in a session and not sent."""
        return await self._drafts.read(session_id)

    async def save_draft(self, session_id: str, text: str) -> None:
        """Keep what was written and not sent."""
        await self._drafts.save(session_id, well_formed(text), self._clock.now())

    async def within_limit(self, session: Session, *, created: bool) -> Ensured:
        """Return a session, and what had to go to the trash for one that was just made."""
        limit = int(self._settings.max_sessions_per_user)
        if not created:
            return Ensured(session, created)
        _log.info("Session %s made", session.id)
        if limit <= 0:
            return Ensured(session, created)
        now = self._clock.now()
        moved = await self._sessions.trash_oldest(session.user_id, limit, session.id, now)
        self._undo.record(session.user_id, Trashed.at(now, moved, Cause.LIMIT))
        return Ensured(session, created, tuple(moved))

    def _noted(self, action: type[Change], change: BeforeAndAfter) -> Session:
        """Let a change be taken back; return the session as it is now."""
        self._undo.record(change[1].user_id, action.between(change))
        return change[1]

    def _fresh(
        self,
        user_id: str,
        session_id: str | None,
        persona: str | None,
        origin: str,
        *,
        name: str | None = None,
        temporary: bool = False,
        metadata: Mapping[str, Any] | None = None,
    ) -> Session:
        now = self._clock.now()
        return Session(
            id=session_id or new_session_id(),
            user_id=checked_user(user_id),
            persona=self._personas.get(persona or DEFAULT_PERSONA, user_id).id,
            created_at=now,
            last_activity_at=now,
            name=name,
            origin=origin,
            temporary=temporary,
            metadata=checked_metadata(metadata),
        )
