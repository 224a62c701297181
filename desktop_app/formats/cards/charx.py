"""Cards in CHARX files: archives of a document and the files that belong to it."""

import json
from typing import Any, Final

from desktop_app.domain.card_documents import as_spec
from desktop_app.domain.cards import Card, CardAsset, card_from
from desktop_app.domain.errors import UserError
from desktop_app.formats.cards.assets import (
    IN_ARCHIVE,
    ending_of,
    icon_picture,
    is_picture,
    picture_is_new,
    readdressed,
    with_icon,
)
from desktop_app.formats.cards.json_document import read_object
from desktop_app.formats.cards.png_card import without_card
from desktop_app.formats.cards.zip_files import before_archive, is_plain_path, read_files, write_files

_DOCUMENT: Final = "card.json"


def read_charx(name: str, data: bytes) -> Card:
    """Return the card in a CHARX file; raise `UserError` where there is none that can be read."""
    files = read_files(name, data)
    document = files.pop(_DOCUMENT, None)
    if document is None:
        raise UserError("not_a_card", name=name, problem=f"there is no {_DOCUMENT} in the archive")
    assets = tuple(CardAsset(path, content) for path, content in files.items())
    card = card_from(read_object(name, document), assets)
    if card is None:
        raise UserError("not_a_card", name=name, problem=f"its {_DOCUMENT} says nothing of a character")
    front = before_archive(data)
    picture = icon_picture(card.fields, assets) or (front if is_picture(front) else None)
    return Card(card.spec, card.fields, card.lorebook, assets, picture)


def write_charx(card: Card) -> bytes:
    """Return the card as a CHARX file, always V3, with its files and its picture."""
    document = as_spec(card.fields, "v2") if card.spec == "v1" else dict(card.fields)
    paths = {asset.name: _path_in_archive(asset.name, number) for number, asset in enumerate(card.assets)}
    document = readdressed(as_spec(document, "v3"), lambda path: IN_ARCHIVE + paths[path] if path in paths else None)
    files = {paths[asset.name]: asset.data for asset in card.assets}
    if card.picture is not None and picture_is_new(card, card.fields):
        _put_picture(document, files, without_card(card.picture))
    return write_files({_DOCUMENT: json.dumps(document, ensure_ascii=False, indent=1).encode(), **files})


def _put_picture(document: dict[str, Any], files: dict[str, bytes], picture: bytes) -> None:
    """Put the picture into a place of its own, and let the document name it."""
    ending = ending_of(picture)
    path = f"assets/icon/images/main.{ending}"
    number = 1
    while path in files:
        number += 1
        path = f"assets/icon/images/main-{number}.{ending}"
    files[path] = picture
    with_icon(document, IN_ARCHIVE + path, ending)


def _path_in_archive(name: str, number: int) -> str:
    return name if is_plain_path(name) and name != _DOCUMENT else f"assets/other/other/{number}"
