"""Drafts of personas: what is written in the editor outlives the window, whether it can be saved or not."""

from desktop_app.domain.clock import Clock
from desktop_app.domain.persona_drafts import NEW, PersonaDraft, draft_document, draft_from
from desktop_app.services.known_personas import KnownPersonas
from desktop_app.store.persona_drafts import PersonaDraftStore
from desktop_app.store.uninterrupted import uninterrupted


@uninterrupted
class PersonaDraftService:
    """At most one draft for each persona and one for a new one, under the id of what is changed or under `NEW`."""

    def __init__(self, known: KnownPersonas, store: PersonaDraftStore, clock: Clock) -> None:
        self._known = known
        self._store = store
        self._clock = clock

    async def read(self, key: str) -> PersonaDraft | None:
        """Return a draft, None where there is none or none that makes sense any more."""
        found = await self._store.read(self._known.user_id, key)
        if found is None:
            return None
        document, picture = found
        try:
            return PersonaDraft(draft_from(document), picture)
        except ValueError:
            return None

    async def keep(self, key: str, draft: PersonaDraft | None) -> None:
        """Keep a draft in the place of the one before; None where nothing is to be kept any more."""
        if draft is None:
            await self._store.discard(self._known.user_id, key)
        else:
            document = draft_document(draft.persona)
            await self._store.save(self._known.user_id, key, document, draft.picture, self._clock.now())

    async def waiting(self) -> list[str]:
        """Return what drafts are kept under that somebody can still go on with, the newest first."""
        found = await self._store.waiting(self._known.user_id)
        return [key for key in found if key == NEW or self._known.find(key) is not None]
