"""Affinity: how well a persona and a user know each other, why, and whether that is counted at all."""

from dataclasses import replace

from desktop_app.domain.actions import AffinityReset
from desktop_app.domain.affinity import (
    Affinity,
    AffinityEvent,
    AffinityRules,
    AffinityState,
    LevelWords,
    Meeting,
    Standing,
)
from desktop_app.domain.clock import Clock
from desktop_app.services.personas import PersonaService
from desktop_app.services.undo import UndoService
from desktop_app.store.affinities import AffinityStore
from desktop_app.store.database import Database

_LATEST = 50


class AffinityService:
    """The points of users with personas; what changes them is stored with the end of each answer."""

    def __init__(
        self, database: Database, rules: AffinityRules, personas: PersonaService, undo: UndoService, clock: Clock
    ) -> None:
        self._store = AffinityStore(database)
        self._rules = rules
        self._personas = personas
        self._undo = undo
        self._clock = clock

    async def of(self, user_id: str, persona: str) -> Affinity:
        """Return how well the two know each other now."""
        return self._affinity(persona, await self._store.standing(user_id, persona))

    async def all_of(self, user_id: str) -> dict[str, Affinity]:
        """Return how well a user knows each persona that was ever met, by its id."""
        found = await self._store.all_of(user_id)
        return {persona: self._affinity(persona, standing) for persona, standing in found.items()}

    def _affinity(self, persona: str, standing: Standing) -> Affinity:
        points = standing.points - self._rules.faded(standing, self._clock.now())
        level = self._rules.level_for(points)
        counts = self._personas.stand_in(persona).affinity
        return Affinity(
            points,
            level,
            standing.state if counts else AffinityState.NONE,
            self.words(level).title,
            self._rules.next_level(points),
        )

    @property
    def lowest(self) -> str:
        """The level of those who do not know each other, or of whom nobody counts how well."""
        return self._rules.levels[0].name

    def meeting(self, persona: str, said: str) -> Meeting | None:
        """Return what an exchange, once it is complete, is to be judged by; None for a persona without points."""
        return Meeting(self._rules, said) if self._personas.stand_in(persona).affinity else None

    def words(self, level: str) -> LevelWords:
        """Return how a level sounds."""
        words = self._rules.words_of(level)
        return words if words.title else replace(words, title=level.replace("_", " ").capitalize())

    def greeted(self, affinity: Affinity | None, greeting: str) -> str:
        """Return a persona's greeting, after the words of the level that those two have reached."""
        words = self.words(affinity.level).greeting if affinity is not None and affinity.is_shown else ""
        return f"{words} {greeting}" if words else greeting

    async def events(self, user_id: str, persona: str, limit: int = _LATEST) -> list[AffinityEvent]:
        """Return the latest changes with their reasons, the newest first."""
        return [
            AffinityEvent(
                event.points,
                event.reason,
                self._rules.reason_words(event.reason),
                event.message_id,
                event.session_id,
                event.created_at,
            )
            for event in await self._store.events(user_id, persona, limit)
        ]

    async def freeze(self, user_id: str, persona: str) -> Affinity:
        """Let the points stay as they are."""
        return await self._set(user_id, persona, AffinityState.FROZEN)

    async def thaw(self, user_id: str, persona: str) -> Affinity:
        """Let frozen points change again."""
        return await self._set(user_id, persona, AffinityState.ON)

    async def switch_off(self, user_id: str, persona: str) -> Affinity:
        """Neither count, show nor tell points; those that there are stay for later."""
        return await self._set(user_id, persona, AffinityState.OFF)

    async def switch_on(self, user_id: str, persona: str) -> Affinity:
        """Count points again, from those that there were."""
        return await self._set(user_id, persona, AffinityState.ON)

    async def reset(self, user_id: str, persona: str) -> Affinity:
        """Begin anew with no points, which stays among the changes; that can be undone."""
        taken = await self._store.reset(user_id, persona, self._clock.now())
        if taken is not None:
            self._undo.record(user_id, AffinityReset(persona, self._personas.stand_in(persona).name, *taken))
        return await self.of(user_id, persona)

    async def _set(self, user_id: str, persona: str, state: AffinityState) -> Affinity:
        await self._store.set_state(user_id, persona, state, self._clock.now())
        return await self.of(user_id, persona)
