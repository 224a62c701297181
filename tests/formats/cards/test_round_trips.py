"""Every sample card and lorebook: read as expected, and written again without loss of any field."""

import json
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.card_documents import Spec, data_of
from desktop_app.domain.cards import Card, CardAsset, card_with, persona_of
from desktop_app.domain.errors import UserError
from desktop_app.domain.lorebook_documents import lorebook_from
from desktop_app.formats.cards.charx import read_charx, write_charx
from desktop_app.formats.cards.json_document import MAX_JSON
from desktop_app.formats.cards.lorebook_files import read_lorebook, write_lorebook
from desktop_app.formats.cards.png_card import read_png, write_png
from desktop_app.formats.cards.png_chunks import taken_apart, text_chunk, text_of, with_texts
from desktop_app.formats.cards.reading import read_card
from desktop_app.formats.cards.writing import write_json
from tests.support.card_files import png_with, text_in_chunk
from tests.support.images import jpeg_head

SAMPLES = Path(__file__).parent / "samples"
CARDS = sorted(file.name for file in SAMPLES.glob("bramble*") if not file.name.endswith(".expected.json"))
BOOKS = ("burrow.lorebook.json", "world_info.json")


def sample(name: str) -> Card:
    return read_card(name, (SAMPLES / name).read_bytes())


def expected(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / f"{name}.expected.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_read_as_expected(name: str) -> None:
    card = sample(name)
    (wanted,) = expected(name)["personas"]
    data = data_of(card.fields)
    for key, value in wanted.items():
        theirs = {"first_message": "first_mes", "example_messages": "mes_example"}.get(key, key)
        if key == "lorebook_entries":
            assert len(card.lorebook.entries if card.lorebook else ()) == value
        elif key == "avatar":
            assert card.picture is not None
        elif value or theirs in data:
            said = data.get(theirs)
            assert (said.strip() if isinstance(said, str) else said) == value, key
    persona = persona_of(card)
    assert persona.name == wanted["name"]
    assert persona.greeting == wanted["first_message"]
    assert wanted["description"] in persona.system_prompt
    assert wanted.get("personality", "") in persona.system_prompt
    assert persona.nickname == wanted.get("nickname", "")
    assert (persona.picture is not None) == ("avatar" in wanted)


def test_the_newer_of_two_cards_in_a_picture_wins() -> None:
    assert sample("bramble_v3.png").spec == "v3"


@pytest.mark.parametrize("name", CARDS)
def test_nothing_is_lost_in_the_same_kind_of_file(name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    card = sample(name)
    same = card_with(card, persona_of(card))
    assert same is card
    if name.endswith(".png"):
        assert write_png(same) == data
    elif name.endswith(".charx"):
        with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(BytesIO(write_charx(same))) as after:
            assert before.namelist() == after.namelist()
            for file in before.namelist()[1:]:
                assert before.read(file) == after.read(file)
            assert json.loads(before.read("card.json")) == json.loads(after.read("card.json"))
    elif name.endswith(".json"):
        assert json.loads(write_json(same)) == json.loads(data)
    else:
        assert json.loads(write_json(same)) == dict(card.fields)


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize("kind", ["json v2", "json v3", "png v2", "png v3", "charx"])
def test_every_field_comes_through_every_kind_of_file(name: str, kind: str) -> None:
    card = sample(name)
    wanted: Spec = "v2" if kind.endswith("v2") else "v3"
    if kind.startswith("json"):
        again = read_card("x", write_json(card, wanted))
    elif kind.startswith("png"):
        again = read_card("x", write_png(card, wanted))
    else:
        again = read_card("x", write_charx(card))
    before, after = dict(data_of(card.fields)), dict(data_of(again.fields))
    assets_before, assets_after = before.pop("assets", []), after.pop("assets", [])
    assert after | before == after
    assert len(assets_after) - len(assets_before) in (0, 1)
    assert replace(persona_of(again), picture=None) == replace(persona_of(card), picture=None)
    assert again.spec == wanted
    if not kind.startswith("json"):
        held = {asset.data for asset in again.assets}
        assert {asset.data for asset in card.assets} <= held
        if card.picture and name.endswith(".charx"):
            assert again.picture is not None


@pytest.mark.parametrize("name", CARDS)
def test_a_change_is_read_again_and_nothing_else_changed(name: str) -> None:
    card = sample(name)
    wanted = replace(persona_of(card), greeting="New {{user}}", glyph="🦡", openers=("Any maps?",), tags=("x", "y"))
    for again in (
        read_card("x", write_png(card_with(card, wanted))),
        read_card("x", write_charx(card_with(card, wanted))),
        read_card("x", write_json(card_with(card, wanted))),
    ):
        assert replace(persona_of(again), picture=None) == replace(wanted, picture=None)
        before, after = data_of(card.fields), data_of(again.fields)
        for key in before.keys() - {"first_mes", "tags", "extensions", "assets"}:
            assert after[key] == before[key]
        for key, value in before.get("extensions", {}).items():
            assert after["extensions"][key] == value


def test_other_chunks_of_a_picture_stay_where_they_are() -> None:
    data = (SAMPLES / "bramble_v3.png").read_bytes()
    file = taken_apart(data)
    assert file is not None
    data = with_texts(file, (), (text_chunk("Author", b"Ada"),)) + b"behind the end"
    card = read_png("x", data)
    changed = write_png(card_with(card, replace(persona_of(card), greeting="New")))
    before, after = taken_apart(data), taken_apart(changed)
    assert before is not None
    assert after is not None
    assert [each for each in after.chunks if each.keyword not in ("chara", "ccv3")] == [
        each for each in before.chunks if each.keyword not in ("chara", "ccv3")
    ]
    assert after.rest == b"behind the end"
    assert all(chunk.is_whole for chunk in after.chunks)
    assert [each.keyword for each in after.chunks if each.keyword in ("chara", "ccv3")] == ["chara", "ccv3"]


def test_what_only_the_older_card_knew_stays_in_it() -> None:
    card = sample("bramble_v3.png")
    file = taken_apart(card.picture or b"")
    assert file is not None
    old = {"spec": "chara_card_v2", "legacy": 1, "data": {"name": "Bramble", "first_mes": "Old", "only_here": 2}}
    gone = [chunk for chunk in file.chunks if chunk.keyword == "chara"]
    mixed = with_texts(file, gone, (text_chunk("chara", json.dumps(old).encode()),))
    written = write_png(card_with(read_png("x", mixed), replace(persona_of(card), greeting="New")))
    after = taken_apart(written)
    assert after is not None
    gone = [chunk for chunk in after.chunks if chunk.keyword == "ccv3"]
    older = read_png("x", with_texts(after, gone, ()))
    assert older.spec == "v2"
    assert older.fields["legacy"] == 1
    assert older.fields["data"]["only_here"] == 2
    assert older.fields["data"]["first_mes"] == "New"


def test_a_card_without_a_picture_gets_a_plain_one_that_is_no_picture_of_it() -> None:
    card = sample("bramble_v2.json")
    picture = write_png(card)
    assert picture == write_png(card)
    again = read_card("x", picture)
    assert again.picture is None
    assert again.fields == card.fields
    assert persona_of(again) == persona_of(card)


@pytest.mark.parametrize("kind", ["png", "charx", "json"])
def test_a_picture_that_is_no_png_goes_with_the_card(kind: str) -> None:
    picture = jpeg_head(8, 6)
    card = replace(sample("bramble_v3.charx"), picture=picture)
    data = {"png": write_png, "charx": write_charx, "json": write_json}[kind](card)
    again = read_card("x", data)
    assert again.picture == picture
    assert len(again.fields["data"]["assets"]) == 3
    icons = [each["name"] for each in again.fields["data"]["assets"] if each["type"] == "icon"]
    assert sorted(icons) == ["main", "other"]


def test_files_with_names_that_a_picture_cannot_hold_are_still_found() -> None:
    card = sample("bramble_v3.charx")
    assets = [{"type": "x_a", "uri": f"embeded://{name}", "name": name, "ext": "x"} for name in ("字.x", "y" * 100)]
    document = dict(card.fields) | {"data": {**card.fields["data"], "assets": assets}}
    card = replace(card, fields=document, assets=(CardAsset("字.x", b"1"), CardAsset("y" * 100, b"2")), picture=None)
    again = read_png("x", write_png(card))
    by_name = {asset.name: asset.data for asset in again.assets}
    uris = [entry["uri"] for entry in again.fields["data"]["assets"]]
    assert [by_name[uri.removeprefix("__asset:")] for uri in uris] == [b"1", b"2"]
    archive = read_charx("x", write_charx(again))
    assert {asset.data for asset in archive.assets} == {b"1", b"2"}


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"packed iTXt", b"raw tEXt", b"TEXT in capitals"])
def test_a_card_is_found_in_each_kind_of_text(kind: bytes) -> None:
    document = json.loads((SAMPLES / "bramble_v2.json").read_bytes())
    card = read_png("x", png_with(text_in_chunk(kind, document)))
    assert card.fields == document


def test_a_card_too_large_for_json_says_what_can_hold_it() -> None:
    big = CardAsset("assets/icon/images/main.png", bytes(MAX_JSON))
    with pytest.raises(UserError) as caught:
        write_json(replace(sample("bramble_v3.charx"), assets=(big,)))
    assert "choose PNG or CHARX" in caught.value.message


@pytest.mark.parametrize("name", BOOKS)
def test_a_lorebook_is_read_as_expected_and_written_without_loss(name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    book = read_lorebook(name, data)
    (wanted,) = expected(name)["lorebooks"]
    assert book.name == wanted["name"]
    for entry, said in zip(book.entries, wanted["entries"], strict=True):
        assert list(entry.keys) == said["keys"]
        assert list(entry.secondary_keys) == said.get("secondary_keys", [])
        assert (entry.content, entry.enabled, entry.order) == (
            said["content"],
            said["enabled"],
            said["insertion_order"],
        )
    before, after = json.loads(data), json.loads(write_lorebook(book))
    assert after | before == after
    assert before["entries" if "entries" in before else "data"] == after["entries" if "entries" in after else "data"]


def test_a_book_out_of_a_card_becomes_a_file_of_its_own() -> None:
    book = sample("bramble_v2.json").lorebook
    assert book is not None
    again = read_lorebook("x", write_lorebook(book))
    assert again.form == "lorebook_v3"
    assert again.entries == book.entries == lorebook_from(book.document).entries


def test_text_of_a_chunk_is_bounded() -> None:
    assert text_of(text_chunk("chara", b"12345"), 4) is None
    assert text_of(text_chunk("chara", b"1234"), 4) == b"1234"
