"""What may be attached, told by its bytes, and what it is called."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.attachments import MAX_BYTES, Kind, display_name, kind_of, shown_size
from desktop_app.domain.errors import UserError
from desktop_app.domain.image_headers import image_kind, image_size
from desktop_app.domain.text_files import text_in
from tests.support.images import gif, jpeg_head, png, png_bomb, webp_heads


def refusal(data: bytes, name: str = "a.txt") -> str:
    with pytest.raises(UserError) as refused:
        kind_of(name, data)
    assert name in refused.value.message
    return refused.value.code


def test_pictures_are_told_by_their_bytes() -> None:
    assert kind_of("not.txt", png(8, 6)) == Kind("image/png", 8, 6)
    assert kind_of("not.exe", gif(5, 4)) == Kind("image/gif", 5, 4)
    assert kind_of("x", jpeg_head(640, 480)) == Kind("image/jpeg", 640, 480)
    for head in webp_heads(321, 123):
        assert kind_of("x", head) == Kind("image/webp", 321, 123)


def test_a_picture_s_name_does_not_make_it_one() -> None:
    assert kind_of("photo.png", b"just words") == Kind("text/plain")
    assert kind_of("drawing.svg", b"<svg onload='x()'/>") == Kind("text/plain")


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n\x01\x02", b"PK\x03\x04\x14\x00", b"\x7fELF\x02\x01\x01\0", b"BM\x8a\0\0\0", b"\0", b"text\0more"],
)
def test_what_is_neither_text_nor_picture_is_refused(data: bytes) -> None:
    assert refusal(data) == "attachment_kind"


def test_too_much_and_nothing_are_refused() -> None:
    assert refusal(b"") == "attachment_empty"
    assert refusal(b"a" * (MAX_BYTES + 1)) == "attachment_too_large"
    assert kind_of("whole.txt", b"a" * MAX_BYTES) == Kind("text/plain")


def test_a_picture_that_says_it_is_huge_is_refused_by_its_header() -> None:
    assert refusal(png_bomb()) == "attachment_many_pixels"
    assert kind_of("x", png_bomb(10_000, 10_000)) == Kind("image/png", 10_000, 10_000)
    assert refusal(jpeg_head(60_000, 60_000)) == "attachment_many_pixels"


@pytest.mark.parametrize("data", [png()[:20], b"\xff\xd8\xff\xe0", b"GIF89a\1", b"RIFF1234WEBPVP8 ", png_bomb(0, 5)])
def test_a_picture_without_a_size_is_refused(data: bytes) -> None:
    assert refusal(data) == "attachment_bad_image"


@given(st.binary(max_size=64), st.sampled_from([b"", png()[:16], b"\xff\xd8\xff", b"GIF89a", b"RIFF1234WEBPVP8X"]))
def test_no_bytes_break_the_reading(tail: bytes, head: bytes) -> None:
    size = image_size(head + tail)
    assert size is None or (min(size) > 0 and image_kind(head + tail) is not None)
    found = text_in(head + tail)
    assert found is None or "\0" not in found.text


def test_text_is_read_in_its_encoding_and_that_is_said() -> None:
    text = "Ærø, naïve: 日本 🌱\n"
    for codec, mark, shown in (
        ("utf-8", b"", "UTF-8"),
        ("utf-8", codecs.BOM_UTF8, "UTF-8"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "UTF-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "UTF-16"),
        ("utf-32-le", codecs.BOM_UTF32_LE, "UTF-32"),
    ):
        assert text_in(mark + text.encode(codec)) == (text, shown, False)
    assert text_in("Füße – “so”".encode("cp1252")) == ("Füße – “so”", "Windows-1252", True)
    assert text_in(b"caf\xe9 \x81") == ("café \x81", "Latin-1", True)
    assert text_in(b"a\r\nb\rc\n") == ("a\nb\nc\n", "UTF-8", False)
    assert text_in("plain".encode("utf-16-le")) is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("notes.txt", "notes.txt"),
        ("/home/ada/secret/notes.txt", "notes.txt"),
        ("C:\\Users\\Ada\\notes.txt", "notes.txt"),
        ("../../etc/passwd", "passwd"),
        ("..", "attachment"),
        ("", "attachment"),
        ("a\nb\tc\x00.txt", "a b c .txt"),
        ("photo\u202egnp.exe", "photo gnp.exe"),
        ("👩\u200d💻.md", "👩\u200d💻.md"),
        ("x" * 300 + ".tar.gz", "x" * 116 + "….gz"),
        ("y" * 300, "y" * 119 + "…"),
    ],
)
def test_names_are_shown_without_folders_and_tricks(name: str, shown: str) -> None:
    assert display_name(name) == shown


@given(st.text())
def test_every_name_can_be_shown(name: str) -> None:
    shown = display_name(name)
    assert 0 < len(shown) <= 120
    assert "/" not in shown
    assert display_name(shown) == shown


def test_sizes_are_said_as_people_do() -> None:
    assert [shown_size(size) for size in (1, 999, 20_481, 1_250_000, 4_683_000_000)] == [
        "1 byte",
        "999 bytes",
        "20 kB",
        "1.2 MB",
        "4.7 GB",
    ]


def test_what_no_text_has_is_found_wherever_it_is() -> None:
    for at in (0, 2**19 - 1, 2**19, 3 * 2**19 + 7):
        assert text_in(b"a" * at + b"\0" + b"b" * 100) is None
    assert text_in(b"a" * 2**21) is not None
