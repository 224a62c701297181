"""Files with personas in them: looked into before anything is stored, and written."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from desktop_app.domain.errors import UserError
from desktop_app.domain.lore_patterns import is_written_as_pattern
from desktop_app.domain.lorebooks import LoreEntry
from desktop_app.domain.persona_checks import tidy
from desktop_app.domain.personas import Persona
from desktop_app.domain.texts import well_formed
from desktop_app.services.card_files import card_bytes

# What reads and writes files is imported in functions: archives, pictures and YAML take a while, and are seldom wanted.
if TYPE_CHECKING:
    from desktop_app.domain.cards import Card
    from desktop_app.formats.persona_files import PersonaFormat

ExportKind = Literal["yaml", "json", "json-v2", "json-v3", "png", "charx"]
"""What a persona can be written as; `json` is a card of the version that it was read from."""
KINDS: Final[Mapping[str, ExportKind]] = MappingProxyType(
    {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".png": "png", ".charx": "charx"}
)
"""What is written, by how the name of a file ends."""
_MOST_NAMES, _NAME = 6, 40
"""Of what is kept: so many are named, each cut to so many letters."""
_FORMATS: Final[Mapping[str, "PersonaFormat"]] = MappingProxyType(
    {"yaml": "yaml", "json-v2": "json2", "json-v3": "json", "png": "png", "charx": "charx"}
)


@dataclass(frozen=True, slots=True)
class CardPreview:
    """A persona in a file, of which nothing is stored yet."""

    file: Path
    persona: Persona
    picture: bytes | None = field(repr=False)
    source: str
    """What kind of file it is, in words."""
    warnings: tuple[str, ...]
    """What should be known before it is taken in."""
    card: bytes | None = field(repr=False)
    """The file itself, where it says more than the persona."""
    known: str | None = None
    """The id of the persona that was read from the same file before, where there is one."""


async def read_preview(path: Path) -> CardPreview:
    """Return the persona in a file; raise `UserError` where there is none that can be read."""
    data = await asyncio.to_thread(card_bytes, path)
    return await asyncio.to_thread(_previewed, path, data)


async def written(kind: ExportKind, persona: Persona, picture: bytes | None, file: tuple[str, bytes] | None) -> bytes:
    """Return a persona as a file of that kind, with all else that was in the `file` it came from."""
    return await asyncio.to_thread(_written, kind, persona, picture, file)


def kind_of(path: Path) -> ExportKind:
    """Return what to write into a file of that name; raise `UserError` where the name does not tell."""
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise UserError("persona_kind_unknown", file=path, known=", ".join(KINDS))
    return kind


def kept_card(file: tuple[str, bytes] | None) -> "Card | None":
    """Return the card in a file that was kept, None where there was none."""
    from desktop_app.formats.cards.reading import read_card

    return None if file is None else read_card(*file)


def _previewed(path: Path, data: bytes) -> CardPreview:
    from desktop_app.formats.persona_files import read_persona_file

    try:
        found = read_persona_file(path.name, data)
    except UserError as error:
        if error.code == "not_a_card" and _is_lorebook(path.name, data):
            raise UserError("card_is_lorebook", name=path.name) from error
        raise
    if found.card is None:
        persona = replace(found.persona, own=True)
        return CardPreview(path, persona, None, "A persona as YAML", tuple(_warnings(persona)), None)
    persona = tidy(found.persona)
    source = f"A character card, {found.card.spec.upper()}"
    warnings = (*_warnings(persona), *_kept(found.card))
    return CardPreview(path, persona, found.card.picture, source, warnings, data)


def _is_lorebook(name: str, data: bytes) -> bool:
    from desktop_app.formats.cards.lorebook_files import read_lorebook

    try:
        return bool(read_lorebook(name, data).entries)
    except UserError:
        return False


def _warnings(persona: Persona) -> list[str]:
    said = []
    if persona.after_history.strip():
        said.append("It adds words of its own below each of your questions.")
    if persona.lorebook is not None and persona.lorebook.entries:
        count = len(persona.lorebook.entries)
        entries = "1 entry" if count == 1 else f"{count:,} entries"
        said.append(f"Its lorebook has {entries}, which join the prompt when their words are spoken of.")
        patterns = sum(map(_has_pattern, persona.lorebook.entries))
        if patterns:
            whose = "1 entry has" if patterns == 1 else f"{patterns:,} entries have"
            said.append(f"{whose} regular expressions as keys; what could take long in them is never run.")
    if persona.engine is not None:
        said.append("It chooses what answers in its sessions.")
    return said


def _has_pattern(entry: LoreEntry) -> bool:
    return entry.use_regex or any(map(is_written_as_pattern, (*entry.keys, *entry.secondary_keys)))


def _kept(card: "Card") -> list[str]:
    """Return what of a card is of no use here, and kept for when it is written again."""
    from desktop_app.domain.card_extras import OWN_EXTENSION

    data = card.fields.get("data", card.fields)
    extensions = data.get("extensions") if isinstance(data, Mapping) else None
    names = sorted({*map(str, extensions)} - {OWN_EXTENSION}) if isinstance(extensions, Mapping) else []
    said = []
    if names:
        shown = ", ".join(well_formed(name)[:_NAME] for name in names[:_MOST_NAMES])
        more = f" and {len(names) - _MOST_NAMES:,} more" if len(names) > _MOST_NAMES else ""
        said.append(f"Kept for other programs, and of no use here: {shown}{more}.")
    if card.assets:
        files = "1 other file" if len(card.assets) == 1 else f"{len(card.assets):,} other files"
        said.append(f"{files} came with it, kept for when it is exported.")
    return said


def _written(kind: ExportKind, persona: Persona, picture: bytes | None, file: tuple[str, bytes] | None) -> bytes:
    from desktop_app.domain.cards import card_with
    from desktop_app.formats.persona_files import write_persona_file

    card = replace(card_with(kept_card(file), persona), picture=picture)
    as_it_was: PersonaFormat = "json" if card.spec == "v3" else "json2"
    return write_persona_file(persona, card, as_it_was if kind == "json" else _FORMATS[kind])
