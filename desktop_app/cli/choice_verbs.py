"""The commands about what answers in a session, and about presets."""

import argparse
from dataclasses import replace
from typing import Any

from desktop_app.cli.choice_words import asked_choice, parameter_words, told_of_model
from desktop_app.cli.output import Document, say
from desktop_app.domain.choosing import Chosen, ChosenBy, Climb, choice_over
from desktop_app.domain.choosing_sentences import tried_words
from desktop_app.domain.engines import EngineChoice, SessionEngine
from desktop_app.domain.parameters import parameters_document, parameters_from, session_engine_document
from desktop_app.domain.presets import Preset
from desktop_app.services.ladder import shown
from desktop_app.services.services import Services


async def session_engine(arguments: argparse.Namespace, services: Services) -> Document:
    """Show or choose what answers in one session."""
    user_id, session_id, engines = services.user_id, arguments.session, services.session_engines
    words, choice = parameter_words(arguments), await asked_choice(arguments, services)
    if arguments.reset:
        await engines.set(user_id, session_id, None)
    if arguments.preset is not None:
        await engines.apply_preset(user_id, session_id, arguments.preset)
    if words or choice != EngineChoice():
        await engines.change(user_id, session_id, choice, words)
    session = await services.sessions.show(user_id, session_id)
    own = session.engine
    chosen = await services.choosing.chosen(user_id, own, persona=session.persona)
    document = {
        "success": True,
        "session_id": session_id,
        "engine": own_document(own),
        "chosen": chosen_document(chosen),
        "warnings": told_of_model(chosen.choice) if own is not None else [],
    }
    if not arguments.json:
        say(f"Chosen for this session: {_line(own)}." if own is not None else "Nothing is chosen for this session.")
        say(f"Answers come from {_shown(chosen)}.")
    return document


async def list_presets(arguments: argparse.Namespace, services: Services) -> Document:
    """List the presets."""
    found = await services.session_engines.presets(services.user_id)
    if not arguments.json:
        for preset in found:
            say(f"{preset.name}  {_line(preset.engine)}")
        if not found:
            say("No presets.")
    return {"success": True, "presets": [_preset_document(each) for each in found], "count": len(found)}


async def save_preset(arguments: argparse.Namespace, services: Services) -> Document:
    """Keep a choice by name."""
    below = SessionEngine()
    if arguments.session is not None:
        session = await services.sessions.called(services.user_id, arguments.session)
        below = session.engine or below
    choice = choice_over(await asked_choice(arguments, services), below.choice)
    parameters = parameters_from(parameter_words(arguments)).over(below.parameters)
    preset = Preset(arguments.preset, replace(below, choice=choice, parameters=parameters))
    new = await services.session_engines.save_preset(services.user_id, preset.name, preset.engine)
    if not arguments.json:
        say(f"{'Kept' if new else 'Replaced'} {preset.name}.")
    warnings = told_of_model(preset.engine.choice)
    return {"success": True, "created": new, **_preset_document(preset), "warnings": warnings}


async def rename_preset(arguments: argparse.Namespace, services: Services) -> Document:
    """Give a preset another name."""
    await services.session_engines.rename_preset(services.user_id, arguments.preset, arguments.new_name)
    return {"success": True, "name": arguments.new_name}


async def delete_preset(arguments: argparse.Namespace, services: Services) -> Document:
    """Delete a preset."""
    await services.session_engines.delete_preset(services.user_id, arguments.preset)
    return {"success": True, "name": arguments.preset}


def own_document(engine: SessionEngine | None) -> Document | None:
    """Return what a session chose, None where it chose nothing."""
    return None if engine is None else session_engine_document(engine)


def chosen_document(chosen: Chosen) -> Document:
    """Return what answers, who chose it, and what was tried where nobody did."""
    choice = chosen.choice
    document: Document = {
        "name": choice.name,
        "base_url": choice.base_url or None,
        "model": choice.model or None,
        "parameters": parameters_document(chosen.parameters),
        "chosen_by": chosen.by.value,
    }
    return document if chosen.climb is None else document | {"tried": climb_document(chosen.climb)}


def climb_document(climb: Climb) -> list[dict[str, Any]]:
    """Return what was tried, step by step."""
    return [
        {"step": step.rung.value, "about": step.about, "taken": step.taken, "reason": step.reason or None}
        for step in climb.steps
    ]


def _preset_document(preset: Preset) -> Document:
    return {"name": preset.name, "engine": session_engine_document(preset.engine)}


def _line(engine: SessionEngine) -> str:
    choice = engine.choice
    parts = [choice.name, choice.base_url, choice.model]
    for name, value in parameters_document(engine.parameters).items():
        parts.append(f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}")
    return " ".join(filter(None, parts)) or "nothing"


def _shown(chosen: Chosen) -> str:
    """Return what answers, and who chose it: what a session leaves open may still be found by looking."""
    about = shown(chosen.choice)
    if chosen.by is ChosenBy.SETTINGS:
        return f"{about}, which the settings choose"
    if chosen.climb is None:
        return about
    tried = tried_words(chosen.climb)
    found = about if chosen.by is ChosenBy.SESSION else f"{about}, which was found: no engine is chosen"
    return found + (f" ({tried})" if tried else "")
