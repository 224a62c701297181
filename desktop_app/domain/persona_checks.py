"""What a persona that a user makes may be, and what it is called inside."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from desktop_app.domain.attachments import MAX_PIXELS
from desktop_app.domain.errors import UserError
from desktop_app.domain.glyphs import glyph_for, is_glyph
from desktop_app.domain.image_headers import image_size
from desktop_app.domain.parameters import checked_parameters
from desktop_app.domain.personas import MAX_DESCRIPTION, MAX_NAME, MAX_OPENER, MAX_OPENERS, Persona
from desktop_app.domain.responder import COMMON_STYLE
from desktop_app.domain.texts import is_well_formed, well_formed

LINES: Final[Mapping[str, int]] = MappingProxyType(
    {"name": MAX_NAME, "nickname": MAX_NAME, "description": MAX_DESCRIPTION}
)
"""What stands in one line, and how long it may be."""
PASSAGES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "system_prompt": 200_000,
        "greeting": 200_000,
        "examples": 200_000,
        "scenario": 200_000,
        "after_history": 200_000,
        "creator_notes": 200_000,
    }
)
"""Texts of any number of lines, and how long each may be."""
LISTS: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {"openers": (MAX_OPENERS, MAX_OPENER), "alternate_greetings": (200, 200_000), "tags": (500, 500)}
)
"""Lists of texts: how many there may be, and how long each."""
MAX_PICTURE_BYTES: Final = 20 * 2**20
MAX_CARD_BYTES: Final = 20 * 2**20
SHOWN_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "system_prompt": "system prompt",
        "examples": "example dialogue",
        "after_history": "text after the history",
        "creator_notes": "creator’s notes",
        "alternate_greetings": "alternate greetings",
    }
)
"""What a person calls a field, where that is not its own name."""
_MAX_ID = 60
_ID = re.compile(r"[a-z][a-z0-9_]*\Z")
_STYLE = _ID


def checked_persona(persona: Persona) -> Persona:
    """Return a persona as it is kept, its longer texts to the letter; raise `UserError` for one that cannot be."""
    lines = {field: " ".join(getattr(persona, field).split()) for field in LINES}
    passages = {field: getattr(persona, field) for field in PASSAGES}
    lists = {field: tuple(text for text in getattr(persona, field) if text.strip()) for field in LISTS}
    if not lines["name"]:
        raise UserError("persona_without_name")
    for field, text in (*lines.items(), *passages.items()):
        _check_text(field, text, LINES.get(field) or PASSAGES[field])
    for field, texts in lists.items():
        most, longest = LISTS[field]
        if len(texts) > most:
            raise UserError("persona_too_many", field=shown_field(field), limit=most)
        for text in texts:
            _check_text(field, text, longest)
    if persona.parameters is not None:
        checked_parameters(persona.parameters)
    if persona.engine is not None and not is_well_formed(persona.engine.base_url + persona.engine.model):
        raise UserError("bad_persona_text", field="engine")
    glyph = persona.glyph.strip() or glyph_for(lines["name"])
    if not is_glyph(glyph):
        raise UserError("bad_persona_glyph")
    style = persona.style if _STYLE.match(persona.style) and len(persona.style) <= _MAX_ID else COMMON_STYLE
    changed: dict[str, Any] = {**lines, **lists, "glyph": glyph, "style": style}
    return replace(persona, **changed)


def checked_picture(data: bytes) -> bytes:
    """Return a picture as it is; raise `UserError` for what is none that can be shown."""
    if len(data) > MAX_PICTURE_BYTES:
        raise UserError("persona_picture_too_large", limit_mb=MAX_PICTURE_BYTES // 2**20)
    size = image_size(data)
    if size is None or size[0] * size[1] > MAX_PIXELS:
        raise UserError("persona_picture_bad")
    return data


def shown_field(field: str) -> str:
    """Return what a person calls a field."""
    return SHOWN_NAMES.get(field, field)


def checked_persona_id(persona_id: str) -> str:
    """Return an id as it is; raise `UserError` for what is none."""
    if len(persona_id) > _MAX_ID or not _ID.match(persona_id):
        raise UserError("bad_persona_id", limit=_MAX_ID)
    return persona_id


def free_persona_id(name: str, taken: Collection[str]) -> str:
    """Return an id made of a name, which is not among those taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("0123456789_")
    base = words[: _MAX_ID - 6].rstrip("_") or "persona"
    numbered = (base, *(f"{base}_{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in numbered if each not in taken)


def copy_name(name: str, taken: Collection[str]) -> str:
    """Return what a copy of the persona of that name is called."""
    base = re.sub(r" \(copy(?: \d+)?\)\Z", "", name)[: LINES["name"] - 12]
    numbered = (f"{base} (copy)", *(f"{base} (copy {number})" for number in range(2, len(taken) + 3)))
    return next(each for each in numbered if each not in taken)


def tidy(persona: Persona) -> Persona:
    """Return a persona that came from elsewhere without the characters that no store can hold."""
    texts = {field: well_formed(getattr(persona, field)) for field in (*LINES, *PASSAGES)}
    lists = {field: tuple(map(well_formed, getattr(persona, field)[:most])) for field, (most, _) in LISTS.items()}
    printable = {field: "".join(each if each.isprintable() else " " for each in texts[field]) for field in LINES}
    changed: dict[str, Any] = {**texts, **printable, **lists}
    return replace(persona, **changed)


def _check_text(field: str, text: str, limit: int) -> None:
    if len(text) > limit:
        raise UserError("persona_text_too_long", field=shown_field(field), limit=f"{limit:,}")
    if not is_well_formed(text) or (field in LINES and not text.isprintable()):
        raise UserError("bad_persona_text", field=shown_field(field))
