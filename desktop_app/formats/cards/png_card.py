"""Cards in PNG files: found among the chunks of text, and written there with all else kept as it is."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from desktop_app.domain.card_documents import Spec, as_spec, data_of
from desktop_app.domain.cards import Card, CardAsset, card_from
from desktop_app.domain.errors import UserError
from desktop_app.domain.loose_values import text
from desktop_app.formats.cards.assets import (
    IN_PNG,
    ending_of,
    from_base64,
    icon_picture,
    is_picture,
    readdressed,
    with_icon,
)
from desktop_app.formats.cards.json_document import MAX_JSON, read_object
from desktop_app.formats.cards.plain_picture import PLAIN, plain_picture
from desktop_app.formats.cards.png_chunks import SIGNATURE, Chunk, PngFile, taken_apart, text_chunk, text_of, with_texts

_KEYWORDS: Final = ("ccv3", "chara")
"""Where a card may stand; the first of them wins."""
_ASSET: Final = "chara-ext-asset_:"
_LONGEST_PATH: Final = 79 - len(_ASSET)
_LONGEST_TEXT: Final = MAX_JSON * 4 // 3 + 4
_MOST_TRIED: Final = 2
_MOST_ASSETS: Final = 2_000
_MAX_UNPACKED: Final = 32 * 2**20


def read_png(name: str, data: bytes) -> Card:
    """Return the card in a PNG file; raise `UserError` where there is none that can be read."""
    file = taken_apart(data)
    if file is None:
        raise UserError("card_too_large", name=name, problem="too many parts")
    problems: list[UserError] = []
    for keyword in _KEYWORDS:
        for chunk in _called(file, keyword)[:_MOST_TRIED]:
            try:
                document = _document(name, chunk)
            except UserError as error:
                problems.append(error)
                continue
            card = card_from(document, tuple(_assets(file)))
            if card is not None:
                return replace(card, picture=_picture(file, data, card))
            problems.append(UserError("not_a_card", name=name, problem="it says nothing of a character"))
    raise problems[0] if problems else UserError("not_a_card", name=name, problem="there is only a picture in it")


def write_png(card: Card, spec: Spec | None = None) -> bytes:
    """Return the card as a PNG file, in the picture that it has, or in a plain one where it has none.

    As V3 it stands there as V2 as well, for programs that know no other. What did not change stays to the byte.
    """
    document = as_spec(card.fields, spec or card.spec)
    paths = dict(_png_paths(card.assets))
    file = _png_of(card.picture)
    if file is None:
        file = taken_apart(plain_picture(text(data_of(document).get("name")))) or PngFile((), b"", complete=True)
        if card.picture is not None and icon_picture(document, card.assets) != card.picture:
            document = as_spec(document, "v2") if card.spec == "v1" else document
            path = _new_path(ending_of(card.picture), paths)
            paths[path] = path
            with_icon(document, IN_PNG + path, ending_of(card.picture))
            card = replace(card, assets=(*card.assets, CardAsset(path, card.picture)))
    document = readdressed(document, lambda path: IN_PNG + paths[path] if path in paths else None)
    gone, new = _card_chunks(file, document)
    assets_gone, assets_new = _asset_chunks(file, card.assets, paths)
    return with_texts(file, (*gone, *assets_gone), (*new, *assets_new))


def without_card(picture: bytes) -> bytes:
    """Return a picture without the card that may stand in it."""
    file = _png_of(picture)
    if file is None:
        return picture
    return with_texts(file, [chunk for chunk in file.chunks if _is_ours(chunk)], ())


def _document(name: str, chunk: Chunk) -> dict[str, Any]:
    if not chunk.is_whole:
        raise UserError("card_damaged", name=name, problem="its check sum is wrong")
    said = text_of(chunk, _LONGEST_TEXT)
    if said is None:
        raise UserError("card_damaged", name=name, problem="it cannot be unpacked, or is too large")
    plain = said if said.lstrip()[:1] == b"{" else from_base64(said)
    if plain is None:
        raise UserError("card_damaged", name=name, problem="it is not in base64")
    return read_object(name, plain)


def _called(file: PngFile, keyword: str) -> list[Chunk]:
    return [chunk for chunk in file.chunks if chunk.keyword == keyword]


def _is_ours(chunk: Chunk) -> bool:
    return chunk.keyword in _KEYWORDS or chunk.keyword.startswith(_ASSET)


def _picture(file: PngFile, data: bytes, card: Card) -> bytes | None:
    """Return the file itself, unless it is broken or but a plain picture that Parley made."""
    if file.complete and is_picture(data) and not _called(file, PLAIN):
        return data
    return icon_picture(card.fields, card.assets)


def _assets(file: PngFile) -> Iterator[CardAsset]:
    left, seen = _MAX_UNPACKED, set[str]()
    for chunk in [chunk for chunk in file.chunks if chunk.keyword.startswith(_ASSET)][:_MOST_ASSETS]:
        path = chunk.exact_keyword[len(_ASSET) :]
        said = text_of(chunk, _LONGEST_TEXT) if chunk.is_whole and path not in seen else None
        content = from_base64(said) if said is not None else None
        if content is not None and len(content) <= left:
            seen.add(path)
            left -= len(content)
            yield CardAsset(path, content)


def _png_of(picture: bytes | None) -> PngFile | None:
    """Return the chunks of a picture that is a whole PNG file."""
    file = taken_apart(picture) if picture is not None and picture.startswith(SIGNATURE) else None
    return file if file is not None and file.complete else None


def _png_paths(assets: tuple[CardAsset, ...]) -> Iterator[tuple[str, str]]:
    """Return what the files are called in a PNG, which takes short names in western letters alone."""
    for number, asset in enumerate(assets):
        fits = asset.name.isprintable() and all(ord(letter) < 256 for letter in asset.name)
        yield asset.name, asset.name if fits and len(asset.name) <= _LONGEST_PATH else str(number)


def _new_path(ending: str, taken: Mapping[str, str]) -> str:
    number = 0
    while (path := f"main{number or ''}.{ending}") in taken or path in taken.values():
        number += 1
    return path


def _card_chunks(file: PngFile, document: Mapping[str, Any]) -> tuple[list[Chunk], list[Chunk]]:
    """Return the chunks with a card that must go, and those that come."""
    is_v3 = document.get("spec") not in (None, "chara_card_v2") and "data" in document
    there = [chunk for keyword in _KEYWORDS for chunk in _called(file, keyword)]
    winner, older = ("ccv3", "chara") if is_v3 else ("chara", "ccv3")
    before = _readable(file, winner)
    if before == document and (is_v3 or not _called(file, older)):
        return [], []
    wanted = [(winner, document)]
    if is_v3:
        wanted.insert(0, (older, _for_older_programs(document, _readable(file, older))))
    return there, [text_chunk(keyword, b64encode(_compact(said))) for keyword, said in wanted]


def _for_older_programs(document: Mapping[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a V3 document as V2, with what only the earlier V2 document knew."""
    now = as_spec(document, "v2")
    data = before.get("data") if before is not None else None
    if before is None or not isinstance(data, Mapping):
        return now
    return {**before, **now, "data": {**data, **now["data"]}}


def _readable(file: PngFile, keyword: str) -> dict[str, Any] | None:
    for chunk in _called(file, keyword)[:_MOST_TRIED]:
        try:
            return _document("", chunk)
        except UserError:
            continue
    return None


def _asset_chunks(
    file: PngFile, assets: tuple[CardAsset, ...], paths: Mapping[str, str]
) -> tuple[list[Chunk], list[Chunk]]:
    if tuple(_assets(file)) == assets:
        return [], []
    gone = [chunk for chunk in file.chunks if chunk.keyword.startswith(_ASSET)]
    return gone, [text_chunk(_ASSET + paths[asset.name], b64encode(asset.data)) for asset in assets]


def _compact(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
