"""The engines' part of the composition root: how each is made, when it is first asked for."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.engines import EngineChoice, EngineState
from desktop_app.domain.model_files import FitVerdict
from desktop_app.domain.network import Purpose
from desktop_app.engines.protocol import Engine
from desktop_app.paths import part, resource
from desktop_app.services.access import Access
from desktop_app.services.engines import EngineMaker
from desktop_app.store.database import Database

if TYPE_CHECKING:
    from desktop_app.engines.llama.residents import Residents

# What an engine needs is imported by the one who makes it: most starts use one of them.


def engine_makers(
    access: Access, database: Database | None = None, report: Callable[[EngineState], None] = lambda _state: None
) -> dict[str, EngineMaker]:
    """Return how to make each engine, by the names that settings use; servers are asked as `access` permits.

    Without a `database` there is nothing to remember. Engines `report` how they fare.
    """

    def builtin(_choice: EngineChoice) -> Engine:
        from desktop_app.engines.builtin import BuiltinEngine
        from desktop_app.services.recollection import Recollection
        from desktop_app.services.resources import load_responder_rules

        history = Recollection(database, access.settings.user) if database is not None else None
        return BuiltinEngine(load_responder_rules(resource("responder")), history)

    def openai(choice: EngineChoice) -> Engine:
        from desktop_app.engines.openai.client import OpenAIEngine

        return OpenAIEngine(
            choice.base_url,
            api_key=access.key_for(choice.base_url),
            allowed_hosts=access.hosts,
            expect=access.guard.expecting(Purpose.MODEL_SERVER),
        )

    llama = _llama_maker(access, report)
    return {"builtin": builtin, "llama": llama, "openai": openai, "scripted": _scripted}


def _llama_maker(access: Access, report: Callable[[EngineState], None]) -> EngineMaker:
    """Return how to make the engine of a model file; all share the computer's memory."""
    residents: Residents | None = None

    def llama(choice: EngineChoice) -> Engine:
        from desktop_app.engines.llama.engine import LlamaEngine
        from desktop_app.engines.llama.residents import Residents

        nonlocal residents
        residents = residents or Residents(partial(_is_room_for, access.paths.model_notes))
        return LlamaEngine(
            part("llama"),
            access.paths.llama_log,
            report,
            model=choice.model,
            context_tokens=int(access.settings.engine.context_tokens),
            rest_minutes=access.settings.engine.unload_after_minutes,
            residents=residents,
            projector_of=partial(_projector_of, access.paths.model_notes),
            expect=access.guard.expecting(Purpose.MODEL_FILE),
        )

    return llama


async def _projector_of(notes: Path, model: Path) -> Path | None:
    """Return the file with which a model sees, None where none is found."""
    from desktop_app.services.model_reading import ModelReader
    from desktop_app.store.model_notes import ModelNotes

    return await asyncio.to_thread(ModelReader(ModelNotes(notes)).projector_of, model)


async def _is_room_for(notes: Path, model: Path, context_tokens: int) -> bool:
    """Tell whether a model fits beside those in memory, by the rule that the list of models goes by."""
    from desktop_app.services.model_reading import ModelReader
    from desktop_app.store.model_notes import ModelNotes

    verdict = await asyncio.to_thread(ModelReader(ModelNotes(notes)).verdict_of, model, context_tokens)
    return verdict is FitVerdict.FITS


def _scripted(_choice: EngineChoice) -> Engine:
    from desktop_app.engines.scripted import ScriptedEngine

    return ScriptedEngine.echo()
