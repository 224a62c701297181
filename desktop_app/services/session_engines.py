"""What each session chose to answer in it, and presets: such choices by name."""

from collections.abc import Mapping
from dataclasses import replace

from desktop_app.domain.actions import EngineChanged
from desktop_app.domain.choosing import choice_over
from desktop_app.domain.clock import Clock
from desktop_app.domain.engines import EngineChoice, SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.domain.parameters import checked_parameters, left_open, parameters_from
from desktop_app.domain.presets import Preset, preset_name
from desktop_app.domain.sessions import Session
from desktop_app.domain.texts import is_well_formed
from desktop_app.services.engines import EngineService
from desktop_app.services.undo import UndoService
from desktop_app.store.database import Database
from desktop_app.store.presets import PresetStore
from desktop_app.store.sessions import SessionStore
from desktop_app.store.uninterrupted import uninterrupted


@uninterrupted
class SessionEngineService:
    """Keeps choices; they take effect with the next question, in their own session and no other."""

    def __init__(self, database: Database, engines: EngineService, undo: UndoService, clock: Clock) -> None:
        self._sessions = SessionStore(database)
        self._presets = PresetStore(database)
        self._engines = engines
        self._undo = undo
        self._clock = clock

    async def get(self, user_id: str, session_id: str) -> SessionEngine | None:
        """Return what a session chose, None where it chose nothing."""
        return (await self._sessions.get(user_id, session_id)).engine

    async def set(self, user_id: str, session_id: str, engine: SessionEngine | None) -> Session:
        """Let a session choose, with None nothing any more; can be undone.

        Raises `UserError` for an engine that there is not and for parameters that are none.
        """
        chosen = None if engine is None or engine == SessionEngine() else self._checked(engine)
        before, after = await self._sessions.set_engine(user_id, session_id, chosen)
        self._undo.record(user_id, EngineChanged.between((before, after)))
        return after

    async def change(
        self, user_id: str, session_id: str, choice: EngineChoice, words: Mapping[str, str] | None = None
    ) -> Session:
        """Let a session choose what `choice` says and the parameters that a person wrote; the rest stays as it is.

        A parameter without a value is left open again.
        """
        own = await self.get(user_id, session_id) or SessionEngine()
        opened = {name: left_open(name) for name, word in (words or {}).items() if not word}
        written = parameters_from({name: word for name, word in (words or {}).items() if word})
        parameters = replace(written.over(own.parameters), **opened)
        chosen = choice_over(choice, own.choice) if choice != EngineChoice() else own.choice
        return await self.set(user_id, session_id, SessionEngine(chosen, parameters))

    async def presets(self, user_id: str) -> list[Preset]:
        """Return the user's presets by name."""
        return await self._presets.all_of(user_id)

    async def save_preset(self, user_id: str, name: str, engine: SessionEngine) -> bool:
        """Keep a choice by name, in the place of the one of that name; tell whether the name is new."""
        return await self._presets.save(user_id, Preset(preset_name(name), self._checked(engine)), self._clock.now())

    async def rename_preset(self, user_id: str, name: str, new: str) -> None:
        """Give a preset another name."""
        await self._presets.rename(user_id, preset_name(name), preset_name(new), self._clock.now())

    async def delete_preset(self, user_id: str, name: str) -> None:
        """Delete a preset; sessions that took it keep what they have."""
        await self._presets.delete(user_id, preset_name(name))

    async def apply_preset(self, user_id: str, session_id: str, name: str) -> Session:
        """Let a session choose what a preset says; what the preset leaves open is open in the session then."""
        preset = await self._presets.get(user_id, preset_name(name))
        return await self.set(user_id, session_id, preset.engine)

    def _checked(self, engine: SessionEngine) -> SessionEngine:
        choice = engine.choice
        self._engines.check_name(choice.name)
        checked_parameters(engine.parameters)
        texts = (choice.base_url, choice.model, engine.parameters.grammar, engine.parameters.json_schema)
        if not all(map(is_well_formed, (*texts, *engine.parameters.stop))):
            raise UserError("not_storable")
        return engine
