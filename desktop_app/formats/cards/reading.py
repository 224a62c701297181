"""Reads a character card, whatever kind of file it is in: told by the bytes, never by the name."""

from typing import Any, Final

from desktop_app.domain.cards import Card, card_from, persona_of
from desktop_app.domain.errors import UserError
from desktop_app.domain.image_headers import image_kind
from desktop_app.domain.personas import Persona
from desktop_app.formats.cards.assets import icon_picture
from desktop_app.formats.cards.charx import read_charx
from desktop_app.formats.cards.json_document import MAX_TEXT, read_object
from desktop_app.formats.cards.png_card import read_png
from desktop_app.formats.cards.png_chunks import SIGNATURE
from desktop_app.formats.cards.zip_files import is_zip
from desktop_app.formats.yaml_source import AnyNode, ListNode, TextNode, read_yaml

MAX_FILE: Final = 20 * 2**20


def read_card(name: str, data: bytes) -> Card:
    """Return the card in a file; raise `UserError`, calling the file `name`, for what is none or cannot be read."""
    if len(data) > MAX_FILE:
        raise UserError("card_too_large", name=name, problem=f"over {MAX_FILE // 2**20} MB")
    card = _card_in(name, data)
    longest = max(map(len, _texts_of(persona_of(card))))
    if longest > MAX_TEXT:
        raise UserError("card_too_large", name=name, problem=f"a text of over {MAX_TEXT:,} characters")
    return card


def looks_like_json(data: bytes) -> bool:
    """Tell whether a text begins as JSON with fields or a list does."""
    start = data[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start[:1] in (b"{", b"[")


def _card_in(name: str, data: bytes) -> Card:
    if data.startswith(SIGNATURE):
        return read_png(name, data)
    if is_zip(data):
        return read_charx(name, data)
    if image_kind(data) is not None:
        raise UserError("not_a_card", name=name, problem="of pictures, only PNG can hold one")
    document = read_object(name, data) if looks_like_json(data) else _from_yaml(name, data)
    card = card_from(document)
    if card is None:
        raise UserError("not_a_card", name=name, problem="it says nothing of a character")
    return Card(card.spec, card.fields, card.lorebook, (), icon_picture(card.fields, ()))


def _from_yaml(name: str, data: bytes) -> dict[str, Any]:
    if b"\0" in data:
        raise UserError("not_a_card", name=name, problem="it is neither a picture nor a text")
    document = _plain(read_yaml(data, name))
    if not isinstance(document, dict):
        raise UserError("not_a_card", name=name, problem="it is a text without fields")
    return document


def _plain(node: AnyNode) -> Any:  # noqa: ANN401  values of every kind
    """Return a YAML document as one of JSON; each scalar is the text that was written."""
    if isinstance(node, TextNode):
        return node.text
    if isinstance(node, ListNode):
        return [_plain(item) for item in node.items]
    return {key: _plain(value) for key, value in node.entries.items()}


def _texts_of(persona: Persona) -> list[str]:
    entries = persona.lorebook.entries if persona.lorebook is not None else ()
    return [
        *(persona.system_prompt, persona.greeting, persona.examples, persona.scenario),
        *(persona.after_history, persona.creator_notes, *persona.alternate_greetings, *persona.tags),
        *(entry.content for entry in entries),
    ]
