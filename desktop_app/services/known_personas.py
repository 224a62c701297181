"""The personas that can answer: those shipped, and those that the user made, kept in memory."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

from desktop_app.domain.clock import Clock
from desktop_app.domain.engines import SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.lorebooks import Lorebook
from desktop_app.domain.persona_documents import LOREBOOK, lorebook_in, persona_from
from desktop_app.domain.personas import DEFAULT_PERSONA, MAX_NAME, Persona
from desktop_app.domain.users import shown_user
from desktop_app.store.persona_rows import StoredPersona
from desktop_app.store.personas import PersonaStore


class KnownPersonas:
    """Who can answer one user; `load` takes in what others have changed."""

    def __init__(self, shipped: Iterable[Persona], store: PersonaStore, user_id: str, clock: Clock) -> None:
        self._shipped = {persona.id: persona for persona in shipped}
        self._own: dict[str, Persona] = {}
        self._gone: dict[str, Persona] = {}
        self._stored: dict[str, StoredPersona] = {}
        self._kept: frozenset[str] = frozenset()
        self._names: Mapping[str | None, str] = {}
        self._lorebooks: dict[str, Lorebook] = {}
        self._store = store
        self._clock = clock
        self._loading = asyncio.Lock()
        self.user_id = user_id

    async def load(self) -> None:
        """Read the user's own personas; one that makes no sense any more is passed over, and the doctor tells of it."""
        async with self._loading:  # what was read earlier must not take the place of what was read later
            await self._load()

    async def _load(self) -> None:
        stored = {each.id: each for each in await self._store.all_of(self.user_id)}
        found = [await self._read(each) for each in stored.values()]
        by_name = sorted(filter(None, found), key=lambda persona: (persona.name.casefold(), persona.id))
        self._own = {each.id: each for each in by_name if stored[each.id].deleted_at is None}
        self._gone = {each.id: each for each in by_name if stored[each.id].deleted_at is not None}
        self._stored = stored
        self._kept = await self._store.kept()
        await self.read_names()

    async def read_names(self) -> None:
        """Take in what the user is called by now."""
        self._names = await self._store.names_of_user(self.user_id, self._clock.now())

    def name_for(self, persona_id: str) -> str:
        """Return what a persona calls the user, nothing where nobody said a name."""
        return self._names.get(persona_id) or self._names.get(None) or shown_user(self.user_id)

    async def put_back(self, user_id: str, persona_id: str, name: str) -> None:
        """Bring back a persona that was deleted; raise `UserError` where it is gone for good."""
        try:
            await self._store.put_back(user_id, persona_id)
        except UserError as error:
            if error.code != "unknown_persona":
                raise
            raise UserError("undo_impossible", reason=f"“{name}” was deleted for good") from error
        await self.load()

    def all(self) -> list[Persona]:
        """Return all in the order in which they are offered: those shipped, then the user's own by name."""
        return list((self._shipped | self._own).values())

    def find(self, persona_id: str, user_id: str | None = None) -> Persona | None:
        """Return the persona of that id, None where there is none; another user has only those shipped."""
        own = self._own.get(persona_id) if user_id in (None, self.user_id) else None
        return own or self._shipped.get(persona_id)

    def stand_in(self, persona_id: str, user_id: str | None = None) -> Persona:
        """Return the persona of that id, or where it is gone the default one under its id, so that sessions go on."""
        gone = self._gone.get(persona_id) if user_id in (None, self.user_id) else None
        name = persona_id if gone is None else f"{gone.name[: MAX_NAME - 10]} (deleted)"
        return self.find(persona_id, user_id) or replace(self._shipped[DEFAULT_PERSONA], id=persona_id, name=name)

    def deleted(self) -> list[Persona]:
        """Return the user's personas that were deleted and can still come back, by name."""
        return list(self._gone.values())

    def engine_of(self, persona_id: str, user_id: str) -> SessionEngine:
        """Return what answers as a persona, as far as that was chosen for it."""
        found = self.find(persona_id, user_id)
        return SessionEngine() if found is None else found.own_engine

    def is_shipped(self, persona_id: str) -> bool:
        """Tell whether a persona came with Parley."""
        return persona_id in self._shipped and persona_id not in self._own

    def kept(self) -> frozenset[str]:
        """Return the ids of personas whose sessions never expire, those of other users too."""
        return self._kept | {persona.id for persona in self._shipped.values() if persona.keep}

    def unknown(self, persona_id: str) -> UserError:
        """Return what to say where there is no persona of that id."""
        return UserError("unknown_persona", persona=persona_id, known=", ".join(each.id for each in self.all()))

    async def _read(self, stored: StoredPersona) -> Persona | None:
        known = self._own.get(stored.id) or self._gone.get(stored.id)
        if self._stored.get(stored.id) == stored and (known is None or not known.lorebook_lost):
            return known
        lorebook = await self._lorebook(stored)
        with suppress(ValueError):
            persona = persona_from(stored.id, stored.document, stored.version, lorebook)
            # One that cannot be read is not the same as none: saving must not take it away.
            return replace(persona, lorebook_lost=lorebook is None and LOREBOOK in stored.document)
        return None

    async def _lorebook(self, stored: StoredPersona) -> Lorebook | None:
        name = stored.document.get(LOREBOOK)
        if not isinstance(name, str):
            return None
        if name not in self._lorebooks:
            data = await self._store.asset(self.user_id, stored.id, name)
            with suppress(ValueError):
                if data is not None:
                    self._lorebooks[name] = lorebook_in(data)
        return self._lorebooks.get(name)
