"""Hostile cards: refused in a sentence, or read without what is hostile in them."""

import json
import stat
import struct
import tracemalloc
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.cards import Card, card_with, persona_of
from desktop_app.domain.errors import UserError
from desktop_app.formats.cards.charx import write_charx
from desktop_app.formats.cards.lorebook_files import read_lorebook
from desktop_app.formats.cards.png_chunks import SIGNATURE, made_chunk, text_chunk
from desktop_app.formats.cards.reading import MAX_FILE, read_card
from desktop_app.formats.cards.writing import write_json
from desktop_app.formats.persona_files import read_persona_file
from tests.support.card_files import card_chunk, png_with
from tests.support.images import gif, png, png_bomb
from tests.support.often import often

CARD: dict[str, Any] = {"spec": "chara_card_v2", "data": {"name": "Bramble", "description": "A badger."}}
NEWER: dict[str, Any] = {"spec": "chara_card_v3", "data": {"name": "Newer", "description": "A badger."}}
MOST_MEMORY = 64 * 2**20


def refused(data: bytes) -> UserError:
    tracemalloc.start()
    try:
        with pytest.raises(UserError) as caught:
            read_card("x.png", data)
        assert tracemalloc.get_traced_memory()[1] < MOST_MEMORY
    finally:
        tracemalloc.stop()
    assert "x.png" in caught.value.message
    return caught.value


def archive(*files: tuple[str | zipfile.ZipInfo, bytes], document: Any = CARD) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as writing:
        for name, content in files:
            writing.writestr(name, content)
        writing.writestr("card.json", json.dumps(document))
    return made.getvalue()


def test_a_wrong_check_sum_is_seen() -> None:
    data = png_with(card_chunk(CARD))
    place = data.index(b"tEXtchara") + 30
    assert "check sum" in refused(data[:place] + b"A" + data[place + 1 :]).message


def test_a_chunk_that_says_it_is_longer_than_the_file_ends_it() -> None:
    data = png_with(card_chunk(CARD))
    place = data.index(b"tEXtchara") - 4
    for length in (0xFFFFFFFF, 0x7FFFFFFF, len(data)):
        refused(data[:place] + struct.pack(">I", length) + data[place + 4 :])


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt"])
def test_a_text_that_grows_without_end_is_not_unpacked(kind: bytes) -> None:
    packed = zlib.compress(bytes(300 * 2**20), 9)
    body = b"chara\0\0" + packed if kind == b"zTXt" else b"chara\0\1\0\0\0" + packed
    assert "unpacked" in refused(png_with(*[made_chunk(kind, body)] * 6)).message


@pytest.mark.parametrize(
    "text", [b"", b"!!!", b"AAA=A", b64encode(b"\xff\xfe\x00"), b64encode(b"[1]"), b64encode(b"7")]
)
def test_text_that_is_no_card_is_refused(text: bytes) -> None:
    refused(png_with(text_chunk("chara", text)))


def test_of_two_cards_the_one_that_can_be_read_is_taken() -> None:
    bad = text_chunk("ccv3", b"!!!")
    assert persona_of(read_card("x", png_with(bad, card_chunk(CARD)))).name == "Bramble"
    both = png_with(card_chunk(CARD), card_chunk(NEWER, "ccv3"))
    assert persona_of(read_card("x", both)).name == "Newer"
    assert persona_of(read_card("x", png_with(card_chunk(CARD), card_chunk(NEWER)))).name == "Bramble"


def test_what_stands_behind_the_end_of_a_picture_is_no_card() -> None:
    inside = png_with(card_chunk(CARD))
    assert "only a picture" in refused(png() + inside[len(png()) - 12 :]).message


def test_a_picture_of_too_many_pixels_is_not_taken_with_its_card() -> None:
    huge = png_bomb(100_000, 100_000)
    end = len(huge) - 12
    chunk = card_chunk(CARD)
    inside = huge[:end] + struct.pack(">I", len(chunk.body)) + chunk.kind + chunk.body + chunk.crc + huge[end:]
    card = read_card("x", inside)
    assert card.picture is None
    assert persona_of(card).picture is None


def test_a_picture_of_a_million_empty_chunks_is_refused() -> None:
    empty = struct.pack(">I", 0) + b"tEXt" + struct.pack(">I", zlib.crc32(b"tEXt"))
    assert "too many parts" in refused(SIGNATURE + empty * 1_000_000).message


@pytest.mark.parametrize(
    "picture", [gif(), b"\xff\xd8\xff" + bytes(100), b"RIFF\0\0\0\0WEBP", b"\0\1\2", b"MZ" + bytes(60)]
)
def test_other_kinds_of_files_hold_no_card(picture: bytes) -> None:
    assert refused(picture).code in ("not_a_card", "bad_persona_file")


def test_no_file_of_an_archive_has_a_path_that_leads_elsewhere() -> None:
    link = zipfile.ZipInfo("link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    bad = (
        "../up.png",
        "/etc/passwd",
        "a/../../b",
        "C:\\x.png",
        "a\\b.png",
        "c:x",
        "a//b",
        "./a",
        "x\n.png",
        "\u202egnp",
        "a/",
    )
    data = archive(*((name, b"x") for name in bad), (link, b"/etc/passwd"), ("assets/fine.png", b"x"))
    card = read_card("x", data)
    assert [asset.name for asset in card.assets] == ["assets/fine.png"]


def test_of_two_files_with_one_name_the_first_counts() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = archive(("card.json", json.dumps(NEWER).encode()))
    assert persona_of(read_card("x", data)).name == "Newer"


def test_an_archive_that_grows_too_large_is_refused() -> None:
    zeros = bytes(15 * 2**20)
    assert "when unpacked" in refused(archive(*((f"{number}.bin", zeros) for number in range(3)))).message


def test_a_file_that_lies_about_its_size_is_left_out() -> None:
    card = read_card("x", _lying(archive(("a.bin", bytes(60 * 2**20)), ("b.bin", b"x"))))
    assert [asset.name for asset in card.assets] == ["b.bin"]


def test_an_archive_of_very_many_files_is_refused() -> None:
    assert "files" in refused(archive(*((f"{number}", b"") for number in range(3_000)))).message
    assert "files" in refused(archive(*((f"{number}", b"") for number in range(20_000)))).message


def test_an_archive_within_an_archive_stays_packed() -> None:
    inner = archive(("a.bin", bytes(2**20)))
    assert read_card("x", archive(("inner.zip", inner))).assets[0].data == inner


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-10],
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"card.json", b"care.json"),
        lambda data: b"PK\3\4" + bytes(100),
        lambda data: b"PK\3\4" + data[-22:],
        lambda data: data[:-22] + b"PK\6\7" + bytes(16) + data[-22:],
    ],
)
def test_a_broken_archive_is_refused(spoil: Callable[[bytes], bytes]) -> None:
    refused(spoil(archive()))


def test_an_archive_behind_a_picture_is_read() -> None:
    front = b"\xff\xd8\xff\xe0" + bytes(20)
    assert persona_of(read_card("x", front + archive())).name == "Bramble"


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"name":' + b"[" * 90 + b"]" * 90 + b"}",
        b'{"name": "x", "description": "y"',
        b'{"name": ' + b"9" * 5_000 + b"}",
        b'{"name": "x"}',
        b'{"spec": "lorebook_v3", "data": {"entries": []}}',
        b"[1, 2]",
        b'{"a": [' + b"[]," * 500_000 + b"[]]}",
        b'{"name": "x", "description": "' + b"y" * 300_000 + b'"}',
        b"{" + b" " * MAX_FILE + b"}",
    ],
)
def test_json_that_is_no_card_or_too_much_of_one_is_refused(text: bytes) -> None:
    refused(text)


def test_values_that_cannot_be_kept_are_mended() -> None:
    said = (
        b'{"name": "A\\u0000\\ud800\\ud83e\\udd94", "description": "a\nb", "x": NaN, "y": 1e999, "\\ud800": [Infinity]}'
    )
    card = read_card("x", said)
    assert card.fields == {
        "name": "A\ufffd\ufffd🦔",
        "description": "a\nb",
        "x": None,
        "y": None,
        "\ufffd": [None],
    }
    assert json.loads(write_json(card)) == card.fields


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_whatever_way_it_was_written(encoding: str) -> None:
    said = '{"name": "Bräm", "description": "x"}'
    assert persona_of(read_card("x", said.encode(encoding))).name == "Bräm"


def test_foreign_text_stays_as_it_was_typed() -> None:
    text = "<script>alert(1)</script> {{user}} %s {0} {{7*7}} $(id) ![x](http://127.0.0.1/x)"
    card = read_card("x", json.dumps({"name": "x", "description": text, "first_mes": text}).encode())
    assert persona_of(card).system_prompt == persona_of(card).greeting == text


def test_a_name_made_to_deceive_is_one_plain_line() -> None:
    card = read_card("x", json.dumps({"name": "A\u202eB\n" + "C" * 500, "first_mes": ""}).encode())
    name = persona_of(card).name
    assert name.isprintable()
    assert len(name) == 60
    assert persona_of(read_card("x", b'{"name": " ", "first_mes": ""}')).name == "Unnamed"


def test_pictures_on_other_computers_are_not_fetched() -> None:
    icon = {"type": "icon", "name": "main", "uri": "http://127.0.0.1:9/x.png", "ext": "png"}
    document = {**NEWER, "data": {**NEWER["data"], "assets": [icon]}}
    card = read_card("x", json.dumps(document).encode())
    assert card.picture is None
    again = read_card("x", write_charx(replace(card, picture=png())))
    assert again.picture == png()
    assert {**icon, "name": "other"} in again.fields["data"]["assets"]


def test_a_card_cannot_choose_what_this_computer_answers_with() -> None:
    corner = {"engine": {"name": "openai", "base_url": "http://evil"}, "parameters": {"gpu_layers": 99, "top_k": 3}}
    document = {**CARD, "data": {**CARD["data"], "extensions": {"parley": corner}}}
    persona = persona_of(read_card("x", json.dumps(document).encode()))
    assert persona.engine is None
    assert persona.parameters is not None
    assert (persona.parameters.gpu_layers, persona.parameters.top_k) == (None, 3)


def test_nothing_is_written_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    card: Card = read_card("x", archive(("../a", b"x"), ("a/b", b"x")))
    write_charx(card_with(card, replace(persona_of(card), greeting="New")))
    assert sorted(tmp_path.rglob("*")) == before


@given(
    st.sampled_from([SIGNATURE, b"PK\3\4", b"\xff\xd8\xffPK\5\6", b'{"name":"x","description":', b"name: x\n", b""]),
    st.binary(),
)
@settings(max_examples=often(200))
def test_any_bytes_are_read_or_refused(front: bytes, rest: bytes) -> None:
    for read in (read_card, read_lorebook, read_persona_file):
        try:
            read("x", front + rest)
        except UserError as error:
            assert error.message


def _lying(data: bytes) -> bytes:
    """An archive whose first file says that it is small."""
    directory = data.index(b"PK\1\2")
    return data[: directory + 24] + struct.pack("<I", 5) + data[directory + 28 :]
