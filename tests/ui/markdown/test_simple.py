"""What is read without the parser is what the parser reads."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop_app.domain.finding import wanted
from desktop_app.ui.markdown.blocks import MarkdownReader
from desktop_app.ui.markdown.simple import simple_lines
from desktop_app.ui.markdown.visible import parsed_lines
from tests.support.often import often

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.md"))
_WORDS = ("word", "Two words", "**bold**", "`code`", "ö", "日", "😀", "http://a.b/c", "1", "€")
_MARKS = ("**", "`", "- ", "-", "# ", "## ", "1. ", ".", ")", "(", '"', "'", ":", "!", "#", "=", "===", ">", "+", "/")
_GAPS = (" ", "  ", "\n", "\n\n", "\u00a0", "\u200b")
PIECES = st.sampled_from([*_WORDS, *_MARKS, *_GAPS])


def as_compared(lines: list[str]) -> list[str]:
    return [line for line in map(wanted, lines) if line]


@settings(max_examples=often(400), deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
@example("Title\n===")
@example("- a\nb\n\nc **d.** `e*f`, **g**!")
@example("**word.**\u200b")
def test_any_text_that_it_reads_is_read_as_the_parser_reads_it(text: str) -> None:
    lines = simple_lines(text)
    if lines is not None:
        assert as_compared(lines) == as_compared(parsed_lines(MarkdownReader(), text))


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_real_answers_too(file: Path) -> None:
    for part in file.read_text("utf-8").split("\n\n"):
        lines = simple_lines(part)
        if lines is not None:
            assert as_compared(lines) == as_compared(parsed_lines(MarkdownReader(), part))


def test_it_reads_what_most_answers_are_made_of() -> None:
    text = "# Title\n\nSome **bold** words, and `code()`:\nmore.\n\n- one **two**\n- three"
    assert simple_lines(text) == ["Title", "Some bold words, and code():\u2028more.", "one two", "three"]
    for other in ("1. one", "a [b](c)", "_a_", "```\nx\n```", "  indented", "a & b", "x | y", "* star"):
        assert simple_lines(other) is None


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Kind regards\nThe shop", ["Kind regards\u2028The shop"]),
        (f"{'word ' * 12}and\nthe rest", [f"{'word ' * 12}and the rest"]),
        (f"{'word ' * 10}and\n**something**", [f"{'word ' * 10}and something"]),
        (f"{'字' * 70}\n字", ["字" * 71]),
    ],
)
def test_lines_run_on_where_they_may_have_been_wrapped(text: str, lines: list[str]) -> None:
    assert simple_lines(text) == lines
    assert as_compared(parsed_lines(MarkdownReader(), text)) == as_compared(lines)
