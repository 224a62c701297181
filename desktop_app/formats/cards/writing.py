"""Writes a character card as JSON; the kinds of file that hold pictures have modules of their own."""

from desktop_app.domain.card_documents import Spec, as_spec
from desktop_app.domain.cards import Card
from desktop_app.domain.errors import UserError
from desktop_app.formats.cards.assets import as_data, ending_of, picture_is_new, readdressed, with_icon
from desktop_app.formats.cards.json_document import MAX_JSON, written
from desktop_app.formats.cards.png_card import without_card


def write_json(card: Card, spec: Spec | None = None) -> bytes:
    """Return the card as a JSON document of that version, its own where none is given.

    Files that came with it stand in the document itself; so does the picture in V3, while V2 has no place for one.
    Raises `UserError` where that would be too large for others to read.
    """
    document = as_spec(card.fields, spec or card.spec)
    held = {asset.name: asset.data for asset in card.assets}
    document = readdressed(document, lambda path: as_data(held[path]) if path in held else None)
    if card.picture is not None and picture_is_new(card, card.fields) and document.get("spec") == "chara_card_v3":
        with_icon(document, as_data(without_card(card.picture)), ending_of(card.picture))
    data = written(document)
    if len(data) > MAX_JSON:
        problem = f"over {MAX_JSON // 2**20} MB with its pictures"
        raise UserError("card_too_large_to_write", problem=problem, instead="PNG or CHARX")
    return data
