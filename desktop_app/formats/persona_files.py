"""Personas in files of every kind that Parley knows: its own YAML, and the character cards of other programs."""

from dataclasses import dataclass
from typing import Final, Literal

from desktop_app.domain.cards import Card, persona_of
from desktop_app.domain.image_headers import image_kind
from desktop_app.domain.personas import Persona
from desktop_app.formats.cards.charx import write_charx
from desktop_app.formats.cards.png_card import write_png
from desktop_app.formats.cards.reading import looks_like_json, read_card
from desktop_app.formats.cards.writing import write_json
from desktop_app.formats.cards.zip_files import is_zip
from desktop_app.formats.persona_yaml import SIZE, persona_in
from desktop_app.formats.persona_yaml_writing import write_persona
from desktop_app.formats.yaml_source import AnyNode, MapNode, read_yaml

PersonaFormat = Literal["yaml", "json", "json2", "png", "charx"]
"""What a persona can be written as; `json` is a card of V3, `json2` one of V2."""
ENDINGS: Final = {"yaml": ".yaml", "json": ".json", "json2": ".json", "png": ".png", "charx": ".charx"}


@dataclass(frozen=True, slots=True)
class PersonaFile:
    """What a file says: the persona, without an id, and the card that it was read from, None for Parley's own YAML."""

    persona: Persona
    card: Card | None = None


def read_persona_file(name: str, data: bytes) -> PersonaFile:
    """Return the persona in a file; raise `UserError`, calling the file `name`, for what is none.

    The bytes decide what kind of file it is, never its name.
    """
    root = _own_yaml(name, data)
    if root is not None:
        return PersonaFile(persona_in(root, ""))
    card = read_card(name, data)
    return PersonaFile(persona_of(card), card)


def write_persona_file(persona: Persona, card: Card, kind: PersonaFormat) -> bytes:
    """Return a persona as a file; `card` says the same as a card, with its picture and all else that it brought.

    Raises `UserError` where the file would be too large to be read again.
    """
    if kind == "yaml":
        return write_persona(persona)
    if kind == "png":
        return write_png(card, "v2" if card.spec == "v1" else None)
    return write_charx(card) if kind == "charx" else write_json(card, "v2" if kind == "json2" else "v3")


def _own_yaml(name: str, data: bytes) -> AnyNode | None:
    """Return the YAML document in a file, None for one of another kind or as text-generation-webui writes it.

    That has what a model is told as the “context”.
    """
    if image_kind(data) is not None or is_zip(data) or looks_like_json(data) or b"\0" in data:
        return None
    root = read_yaml(data, name, times=SIZE)
    return None if isinstance(root, MapNode) and "context" in root.entries else root
