"""Search: anything ever said, found by what a person types."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.found import FoundSession, MessageHit, SessionHit
from desktop_app.domain.messages import Said
from desktop_app.domain.search import SearchQuery, parse_query
from desktop_app.domain.sessions import Session
from desktop_app.services.personas import PersonaService
from desktop_app.store.database import Database
from desktop_app.store.said import SaidStore
from desktop_app.store.search import SearchStore

DEFAULT_LIMIT = 50
MAX_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found, and how many seconds that took."""

    messages: Sequence[MessageHit]
    sessions: Sequence[SessionHit]
    elapsed: float
    complete: bool = True
    """Whether everything could be looked through; not while the search index is being rebuilt."""


class SearchService:
    """Finds messages and sessions; no text that a person types is an error."""

    def __init__(self, database: Database, personas: PersonaService) -> None:
        self._store = SearchStore(database)
        self._said = SaidStore(database)
        self._personas = personas

    async def search(
        self, user_id: str, text: str, limit: int = DEFAULT_LIMIT, *, ranked: bool = False
    ) -> SearchResult:
        """Return the user's newest messages that `text` asks for, or those that fit best, and sessions by name."""
        began = time.perf_counter()
        query = self._with_persona(parse_query(text))
        found = await self._store.find(user_id, query, min(limit, MAX_LIMIT), ranked=ranked)
        return SearchResult(found.messages, found.sessions, time.perf_counter() - began, found.complete)

    async def said(self, session: Session) -> list[Said]:
        """Return what was said on the shown branch of a session, for words to be found in it."""
        return await self._said.on_branch(session)

    async def session_of(self, user_id: str, message_id: int) -> FoundSession | None:
        """Return the user's session in which a message was said; None where there is none outside the trash."""
        return await self._said.session_of(user_id, message_id)

    def _with_persona(self, query: SearchQuery) -> SearchQuery:
        """Take a persona's name, or its beginning, for the persona."""
        if not query.persona:
            return query
        wanted = query.persona.casefold()
        personas = self._personas.list_personas()
        for persona in personas:
            if wanted in {persona.id.casefold(), persona.name.casefold()}:
                return replace(query, persona=persona.id)
        for persona in personas:
            if persona.name.casefold().startswith(wanted) or persona.id.casefold().startswith(wanted):
                return replace(query, persona=persona.id)
        return query
