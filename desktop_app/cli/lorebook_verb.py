"""The command about the lorebook of a persona."""

import argparse
from dataclasses import replace

from desktop_app.cli.output import Document, say
from desktop_app.cli.persona_verbs import called, path_of
from desktop_app.domain.errors import UserError
from desktop_app.domain.hidden_characters import shown_plainly
from desktop_app.domain.lorebooks import Lorebook, LoreEntry
from desktop_app.domain.personas import Persona
from desktop_app.services.card_files import lorebook_in_file, put_lorebook
from desktop_app.services.services import Services


async def lorebook(arguments: argparse.Namespace, services: Services) -> Document:
    """Show a persona's lorebook, take one from a file, write it to one, or have none."""
    personas = services.personas
    persona = personas.get(called(arguments.persona, personas.list_personas()))
    if arguments.source is not None:
        book = await lorebook_in_file(path_of(arguments.source))
        persona = await personas.update(persona.id, replace(persona, lorebook=book))
    elif arguments.remove:
        persona = await personas.update(persona.id, replace(persona, lorebook=None, lorebook_lost=False))
    elif arguments.target is not None:
        if persona.lorebook_lost:
            raise UserError("lorebook_lost", name=persona.name)
        await put_lorebook(path_of(arguments.target), persona.lorebook or Lorebook())
    if not arguments.json:
        _tell(arguments, persona)
    found = persona.lorebook or Lorebook()
    return {
        "success": True,
        "id": persona.id,
        "version": persona.version,
        "name": found.name,
        "scan_depth": found.scan_depth,
        "token_budget": found.token_budget,
        "recursive": found.recursive,
        "entries": [_document(entry) for entry in found.entries],
        "count": len(found.entries),
    }


def _tell(arguments: argparse.Namespace, persona: Persona) -> None:
    name, book = persona.name, persona.lorebook
    if persona.lorebook_lost:
        say(UserError("lorebook_lost", name=name).message)
        return
    if book is None:
        say(f"{name} has no lorebook.")
        return
    if arguments.target is not None:
        say(f"Wrote {path_of(arguments.target)}")
    count = len(book.entries)
    say(f"{name} has {'1 entry' if count == 1 else f'{count} entries'}.")
    for entry in book.entries:
        keys = "always" if entry.constant else ", ".join(entry.keys)
        off = "" if entry.enabled else "  (off)"
        say(shown_plainly(f"{keys}: {' '.join(entry.text.split())[:100]}{off}"))


def _document(entry: LoreEntry) -> Document:
    return {
        "keys": list(entry.keys),
        "secondary_keys": list(entry.secondary_keys),
        "content": entry.content,
        "enabled": entry.enabled,
        "constant": entry.constant,
        "order": entry.order,
        "position": entry.position,
    }
