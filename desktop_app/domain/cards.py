"""Character cards: personas as other programs exchange them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from desktop_app.domain.card_documents import Spec, as_spec, data_of, new_document, spec_of
from desktop_app.domain.card_extras import extras_from, extras_of, put_extras, short_description
from desktop_app.domain.card_prompts import joined_prompt, parted_prompt
from desktop_app.domain.glyphs import glyph_for
from desktop_app.domain.loose_values import text, texts
from desktop_app.domain.lorebook_documents import lorebook_document, lorebook_from
from desktop_app.domain.lorebooks import Lorebook
from desktop_app.domain.personas import MAX_NAME, Persona
from desktop_app.domain.texts import one_line

CARD_PICTURE: Final = "picture"
"""What a persona that came from a card calls its picture."""
_STYLE: Final = "plain"
_TEXTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": "name",
        "nickname": "nickname",
        "greeting": "first_mes",
        "examples": "mes_example",
        "scenario": "scenario",
        "after_history": "post_history_instructions",
        "creator_notes": "creator_notes",
    }
)
_LISTS: Final = ("alternate_greetings", "tags")


@dataclass(frozen=True, slots=True)
class CardAsset:
    """A file that came with a card; `name` is its path in the archive, or what the card calls it."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Card:
    """A character card.

    `fields` is its whole document as it was read, with all that Parley does not know, so that it can be written again
    without loss. `lorebook` is the book in it. `picture` is the picture that shows the character, with everything else
    in that file; `assets` are the other files.
    """

    spec: Spec
    fields: Mapping[str, Any] = field(hash=False)
    lorebook: Lorebook | None = None
    assets: tuple[CardAsset, ...] = ()
    picture: bytes | None = field(default=None, repr=False)


def card_from(
    document: Mapping[str, Any], assets: tuple[CardAsset, ...] = (), picture: bytes | None = None
) -> Card | None:
    """Return the card that a JSON document is, None where it is none."""
    spec = spec_of(document)
    if spec is None:
        return None
    book = data_of(document).get("character_book")
    lorebook = lorebook_from(book) if isinstance(book, Mapping) else None
    return Card(spec, document, lorebook, assets, picture)


def persona_of(card: Card) -> Persona:
    """Return the persona that a card describes, its texts as they are written there; it has no id yet."""
    data = data_of(card.fields)
    name = one_line(text(data.get("name")), MAX_NAME) or "Unnamed"
    nickname = one_line(text(data.get("nickname")), MAX_NAME)
    persona = Persona(
        id="",
        name=name,
        nickname=nickname,
        description=short_description(data, nickname or name),
        glyph=glyph_for(name),
        system_prompt=joined_prompt(data),
        greeting=text(data.get("first_mes")),
        style=_STYLE,
        picture=CARD_PICTURE if card.picture is not None else None,
        examples=text(data.get("mes_example")),
        alternate_greetings=texts(data.get("alternate_greetings")),
        scenario=text(data.get("scenario")),
        after_history=text(data.get("post_history_instructions")),
        tags=texts(data.get("tags")),
        creator_notes=text(data.get("creator_notes")),
        lorebook=card.lorebook,
        own=True,
    )
    return replace(persona, **extras_from(data))


def card_with(card: Card | None, persona: Persona) -> Card:
    """Return `card` saying what the persona is now; all that did not change stays as it is written there.

    Without a card, one is made. Which engine answers is not written: that is a matter of this computer alone.
    """
    new = card is None
    card = card_from(new_document()) if card is None else card
    if card is None:
        raise ValueError("a new document is a card")
    before = persona_of(card)
    if _told(persona) == _told(before):
        return card
    document = as_spec(card.fields, "v2" if card.spec == "v1" else card.spec)
    data = document["data"]
    for ours, theirs in _TEXTS.items():
        if new or getattr(persona, ours) != getattr(before, ours):
            _put(data, theirs, getattr(persona, ours))
    for name in _LISTS:
        if getattr(persona, name) != getattr(before, name):
            data[name] = list(getattr(persona, name))
    if persona.system_prompt != before.system_prompt:
        data.update(parted_prompt(data, persona.system_prompt))
    if persona.lorebook != before.lorebook:
        _put(data, "character_book", lorebook_document(persona.lorebook, "book") if persona.lorebook else None)
    changed = card_from(document, card.assets, card.picture)
    if changed is None:
        raise ValueError("a card stays one")
    put_extras(data, extras_of(persona), extras_of(persona_of(changed)))
    return changed


def _told(persona: Persona) -> tuple[Persona, dict[str, Any]]:
    """Return what of a persona a card can tell."""
    own = replace(persona, id="", engine=None, parameters=None, own=True, version=1, picture=None)
    return own, extras_of(persona)


def _put(data: dict[str, Any], key: str, value: object) -> None:
    if value or key in data:
        data[key] = value
    if data.get(key) is None:
        data.pop(key, None)
