"""The commands about personas: who can answer, in files and out of them, and what they were before."""

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path

from desktop_app.cli.documents import moment, shown_moment
from desktop_app.cli.output import Document, say, say_beside
from desktop_app.domain.errors import UserError
from desktop_app.domain.hidden_characters import shown_plainly
from desktop_app.domain.parameters import parameters_document, session_engine_document
from desktop_app.domain.personas import Persona
from desktop_app.services.persona_cards import CardPreview
from desktop_app.services.services import Services

_PASSAGES = (
    *("system_prompt", "greeting", "alternate_greetings", "scenario", "examples", "after_history"),
    *("openers", "tags", "creator_notes"),
)


async def list_personas(arguments: argparse.Namespace, services: Services) -> Document:
    """List who can answer, or who can come back."""
    found = await services.personas.deleted() if arguments.deleted else services.personas.list_personas()
    if not arguments.json:
        for persona in found:
            say(_line(persona))
        if not found:
            say("No personas.")
    return {"success": True, "personas": [_summary(persona) for persona in found], "count": len(found)}


async def show(arguments: argparse.Namespace, services: Services) -> Document:
    """Show one persona."""
    persona = services.personas.get(called(arguments.persona, services.personas.list_personas()))
    document = await _whole(persona, services)
    if not arguments.json:
        _print(document)
    return {"success": True, **document}


async def read(arguments: argparse.Namespace, services: Services) -> Document:
    """Read a persona from a file, or only say what is in it."""
    preview = await services.personas.preview(path_of(arguments.file))
    if arguments.dry_run:
        document = {**_described(preview.persona), **_about(preview)}
        if not arguments.json:
            _print(document)
            say("Nothing was saved.")
        return {"success": True, "imported": False, **document}
    if preview.known is not None and not arguments.again:
        raise UserError("persona_known", name=preview.persona.name, persona=preview.known)
    persona = await services.personas.import_card(preview)
    if not arguments.json:
        say(f"Saved {_line(persona)}")
        for warning in preview.warnings:
            say(f"- {warning}")
    return {"success": True, "imported": True, **await _whole(persona, services), **_about(preview)}


async def write(arguments: argparse.Namespace, services: Services) -> Document:
    """Write a persona to a file."""
    persona_id, file = called(arguments.persona, services.personas.list_personas()), path_of(arguments.file)
    kind = await services.personas.export(persona_id, file, arguments.format)
    persona = services.personas.get(persona_id)
    if not arguments.json:
        say(f"Wrote {file}")
    if persona.lorebook_lost:
        say_beside(UserError("lorebook_left_out", name=persona.name, file=file).message)
    whole = not persona.lorebook_lost
    return {"success": True, "id": persona_id, "file": str(file), "format": kind, "whole": whole}


async def duplicate(arguments: argparse.Namespace, services: Services) -> Document:
    """Copy a persona."""
    copy = await services.personas.duplicate(called(arguments.persona, services.personas.list_personas()))
    return _done("Made", copy, arguments)


async def history(arguments: argparse.Namespace, services: Services) -> Document:
    """List the states in which a persona was saved."""
    persona = services.personas.get(called(arguments.persona, services.personas.list_personas()))
    found = await services.personas.versions(persona.id)
    if not arguments.json:
        for version in found:
            now = "  (as it is now)" if version.number == persona.version else ""
            say(f"{version.number}  {shown_moment(version.saved_at)}  {version.persona.name}{now}")
        if not found:
            say(f"{persona.name} came with Parley and never changes.")
    versions = [
        {"version": each.number, "saved_at": moment(each.saved_at), **_described(each.persona)} for each in found
    ]
    return {"success": True, "id": persona.id, "version": persona.version, "versions": versions, "count": len(found)}


async def restore(arguments: argparse.Namespace, services: Services) -> Document:
    """Bring back a deleted persona, or an earlier state of one."""
    personas = services.personas
    if arguments.version is not None:
        persona_id = called(arguments.persona, personas.list_personas())
        return _done("Brought back", await personas.restore_version(persona_id, arguments.version), arguments)
    persona_id = called(arguments.persona, await personas.deleted())
    return _done("Brought back", await personas.restore(persona_id), arguments)


async def delete(arguments: argparse.Namespace, services: Services) -> Document:
    """Delete a persona of the user, with `--for-good` beyond recall."""
    if arguments.for_good:
        return await _erase(arguments, services)
    gone = await services.personas.delete(called(arguments.persona, services.personas.list_personas()))
    if not arguments.json:
        say(f"Deleted {gone.name}. Its sessions go on with the default persona.")
        say(f"Bring it back with: parley personas restore {gone.id}")
    return {"success": True, **_summary(gone)}


async def _erase(arguments: argparse.Namespace, services: Services) -> Document:
    known = [*services.personas.list_personas(), *await services.personas.deleted()]
    persona_id = called(arguments.persona, known)
    erased = await services.personas.erase(persona_id)
    if not arguments.json:
        say(f"Deleted {persona_id} for good, with {erased.versions} versions and {erased.files} files.")
    gone = {"versions": erased.versions, "files": erased.files, "erased_from_log": erased.erased}
    return {"success": True, "id": persona_id, "deleted": gone}


def called(word: str, personas: Iterable[Persona]) -> str:
    """Return the id that a person means: one that there is, or that of the only persona with that name."""
    known = list(personas)
    named = [persona.id for persona in known if persona.name.casefold() == word.casefold()]
    if len(named) != 1 or any(persona.id == word for persona in known):
        return word
    return named[0]


def path_of(words: str) -> Path:
    """Return the file that a person named."""
    return Path(words).expanduser().absolute()


def _line(persona: Persona) -> str:
    own = "" if persona.own else "  (came with Parley)"
    return f"{persona.id}  {persona.glyph} {persona.name}: {persona.description}{own}"


def _summary(persona: Persona) -> Document:
    return {
        "id": persona.id,
        "name": persona.name,
        "description": persona.description,
        "glyph": persona.glyph,
        "own": persona.own,
        "version": persona.version,
        "tags": list(persona.tags),
    }


def _described(persona: Persona) -> Document:
    """Return all that a persona says, but for what its lorebook does."""
    lists = {name: list(value) for name in _PASSAGES if isinstance(value := getattr(persona, name), tuple)}
    texts = {name: value for name in _PASSAGES if isinstance(value := getattr(persona, name), str)}
    return {
        **_summary(persona),
        "nickname": persona.nickname,
        "style": persona.style,
        **texts,
        **lists,
        "keep": persona.keep,
        "affinity": persona.affinity,
        "engine": None if persona.engine is None else session_engine_document(persona.own_engine),
        "parameters": None if persona.parameters is None else parameters_document(persona.parameters),
        "lorebook_entries": 0 if persona.lorebook is None else len(persona.lorebook.entries),
    }


async def _whole(persona: Persona, services: Services) -> Document:
    """Return what is kept of a persona: what it says, whether it has a picture, and the file that it came from."""
    picture, file = await services.personas.picture(persona.id), await services.personas.card_file(persona.id)
    return {**_described(persona), "has_picture": picture is not None, "read_from": file and file[0]}


def _about(preview: CardPreview) -> Document:
    """Return what a file is, beside the persona in it."""
    return {
        "file": str(preview.file),
        "source": preview.source,
        "has_picture": preview.picture is not None,
        "warnings": list(preview.warnings),
    }


def _print(document: Document) -> None:
    for key, value in document.items():
        if value in (None, "", [], {}, False):
            continue
        shown = shown_plainly(_in_words(value))
        words = key.replace("_", " ")
        say(f"{words}:\n  " + shown.replace("\n", "\n  ") if "\n" in shown else f"{words}: {shown}")


def _in_words(value: object) -> str:
    """Return a value of a document as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_in_words(each)}" for name, each in value.items())
    if isinstance(value, list):
        return "\n".join(map(_in_words, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _done(done: str, persona: Persona, arguments: argparse.Namespace) -> Document:
    if not arguments.json:
        say(f"{done} {_line(persona)}")
    return {"success": True, **_summary(persona)}
