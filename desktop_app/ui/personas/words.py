"""Personas in words."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QLocale

from desktop_app.domain.budget import words_tokens
from desktop_app.domain.persona_prompts import instructing, speaking_with, welcoming
from desktop_app.domain.personas import Persona
from desktop_app.domain.users import shown_user
from desktop_app.ui.engine_menu.words import engine_name, parameter_summary

_said = partial(QCoreApplication.translate, "Personas")


class Told(NamedTuple):
    """What is shown and sent of a persona, with names in the places that are kept for them."""

    greeting: str
    openers: tuple[str, ...]
    prompt: str
    """What a model is told before all turns, to the letter."""
    last: str
    """What it is told after them."""
    tokens: float
    """About what both take."""


def told_of(persona: Persona, user_id: str, greeting: str | None = None, session_id: str = "") -> Told:
    """Return what is shown and sent of a persona where it talks to a user, beginning with one of its greetings."""
    speaking = speaking_with(persona, shown_user(user_id), datetime.now(UTC), session_id, seed="preview")
    if greeting is not None:
        persona = replace(persona, greeting=greeting, alternate_greetings=())
    welcome, told = welcoming(persona, speaking), instructing(persona, speaking)
    tokens = words_tokens(told.system_prompt) + words_tokens(told.after_history)
    return Told(welcome.greeting, welcome.openers, told.system_prompt, told.after_history, tokens)


def facts_of(persona: Persona) -> Iterable[tuple[str, str]]:
    """Return in short what a persona has besides its words."""
    return (
        (
            _said("Answers by"),
            _said("what the session chooses") if persona.engine is None else engine_name(persona.engine),
        ),
        (_said("Parameters"), "" if persona.parameters is None else parameter_summary(persona.parameters)),
        (_said("Voice"), persona.style.replace("_", " ").capitalize()),
        (_said("Affinity"), _said("grows with each answer") if persona.affinity else _said("switched off")),
        (_said("Sessions"), _said("never expire") if persona.keep else _said("expire as usual")),
        (_said("Greetings"), counted(1 + len(persona.alternate_greetings)) if persona.alternate_greetings else ""),
        (_said("Lorebook"), lorebook_in_words(persona)),
        (_said("Tags"), ", ".join(persona.tags)),
        (_said("Notes"), persona.creator_notes),
    )


def lorebook_in_words(persona: Persona) -> str:
    """Return how much there is in the lorebook, nothing where there is none."""
    if persona.lorebook_lost and persona.lorebook is None:
        return _said("cannot be read, is kept as it is")
    if persona.lorebook is None or not persona.lorebook.entries:
        return ""
    entries = persona.lorebook.entries
    off = sum(not entry.enabled for entry in entries)
    words = _said("1 entry") if len(entries) == 1 else _said("{n} entries").replace("{n}", counted(len(entries)))
    return (
        words
        if not off
        else _said("{entries}, {off} of them off").replace("{entries}", words).replace("{off}", counted(off))
    )


def counted(number: int) -> str:
    """Return a number as one writes it here."""
    return QLocale().toString(number)


def changed_in_words(old: Persona, new: Persona) -> str:
    """Return the names of what differs between two versions, with commas between them."""
    names = {
        "name": _said("name"),
        "nickname": _said("what it is called"),
        "glyph": _said("glyph"),
        "picture": _said("picture"),
        "description": _said("description"),
        "system_prompt": _said("system prompt"),
        "scenario": _said("scenario"),
        "examples": _said("example dialogue"),
        "after_history": _said("last words"),
        "greeting": _said("greeting"),
        "alternate_greetings": _said("other greetings"),
        "openers": _said("openers"),
        "engine": _said("engine"),
        "parameters": _said("parameters"),
        "style": _said("voice"),
        "affinity": _said("affinity"),
        "keep": _said("keeping of sessions"),
        "tags": _said("tags"),
        "creator_notes": _said("notes"),
    }
    return ", ".join(words for name, words in names.items() if getattr(old, name) != getattr(new, name))
