"""Text from servers, made fit to keep and to show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.texts import TextMender, well_formed
from desktop_app.engines.openai.texts import plain_detail


def mended(*pieces: str) -> str:
    mender = TextMender()
    return "".join([*map(mender.feed, pieces), mender.end()])


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (("\ud83d", "\ude00"), "😀"),
        (("a\ud83d", "", "\ude00b"), "a😀b"),
        (("\ud83d", "x"), "\ufffdx"),
        (("\ud83d", "\ud83d", "\ude00"), "\ufffd😀"),
        (("\ude00",), "\ufffd"),
        (("a", "\ud83d"), "a\ufffd"),
        (("a\0b",), "a\ufffdb"),
        (("😀\ud83d\ude00",), "😀😀"),
    ],
)
def test_halves_of_characters(pieces: tuple[str, ...], text: str) -> None:
    assert mended(*pieces) == text


@given(st.lists(st.text(st.characters(codec=None, categories=None)) | st.text("\ud83d\ude00x\0")))
def test_pieces_make_the_same_text_as_the_whole(pieces: list[str]) -> None:
    text = mended(*pieces)
    assert text == well_formed("".join(pieces))
    assert "\0" not in text
    assert text.encode().decode() == text


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("  model\n not\tfound. ", "model not found"),
        ("<p>model <b>x</b></p><script>alert(1)</script>", "model x"),
        ("<head><title>t</title></head>&lt;img src=x&gt;a &amp; b < c", "a & b < c"),
        ("<style>never closed", ""),
        ("a\u202eb\x1b[31m\u2028c", "a b [31m c"),
        ("<br" * 5000, "<br" * 66 + "<…"),
    ],
)
def test_details_are_one_plain_line(words: str, line: str) -> None:
    assert plain_detail(words) == line


def test_details_are_short() -> None:
    assert len(plain_detail("word " * 100_000)) <= 200


def test_details_do_not_quote_the_key() -> None:
    assert plain_detail("x" * 190 + " key sk-very-secret here", "sk-very-secret").endswith(" key •••…")
    assert plain_detail("wrong key sk-very-secret!", "sk-very-secret") == "wrong key •••!"
    assert plain_detail("no model", "n") == "no model"
