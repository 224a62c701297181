import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.ui.markdown.blocks import Block, MarkdownReader
from desktop_app.ui.markdown.highlighting import code_html
from desktop_app.ui.markdown.html import Colours, plain_html
from tests.support.often import often

COLOURS = Colours("#0000ff", "#eeeeee", "#cccccc", "#777777")
ALLOWED = {"p", "b", "i", "s", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "br", "hr", "span", "a"}
ALLOWED |= {"pre", "img"}
nasty = st.text(alphabet="ab 12\n\t*_~`#>-+|[]()!<>&\"'\\:/.={}^$é字🙂\u200b\u202e", max_size=300)


class _Letters(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: set[str] = set()
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.text += dict(attributes).get("alt") or ""
        self.sources += [value or "" for name, value in attributes if name == "src"]

    def handle_data(self, data: str) -> None:
        self.text += data


def read(text: str) -> list[Block]:
    return MarkdownReader().blocks(text, COLOURS)


def shown(blocks: list[Block]) -> _Letters:
    letters = _Letters()
    for block in blocks:
        letters.text += block.text + block.language
        letters.feed(block.html + "".join(block.rows))
    return letters


@given(nasty)
@settings(max_examples=often(400))
def test_nothing_raises_and_only_our_own_tags_come_out(text: str) -> None:
    letters = shown(read(text))
    assert letters.tags <= ALLOWED
    assert all(
        re.fullmatch(r"formula:(line|display)|box:(open|done)|attachment:\d+", source) for source in letters.sources
    )


@given(nasty)
@settings(max_examples=often(400))
def test_every_letter_and_digit_is_shown(text: str) -> None:
    if re.search(r"[\[\]<&\\]|^\s*\d", text, re.MULTILINE):
        return  # addresses, entities and the numbers of lists are shown in other ways
    wanted = [letter for letter in text if letter.isalnum()]
    there = shown(read(text)).text
    for letter in set(wanted):
        assert there.count(letter) >= wanted.count(letter)


def test_blocks_of_each_kind() -> None:
    blocks = read("text\n\n```py title\nx\n```\n\n> quote\n\n# more\n\n    indented")
    assert [block.kind for block in blocks] == ["text", "code", "text", "text", "code"]
    assert (blocks[1].language, blocks[1].text) == ("py", "x")


def test_an_unclosed_fence_is_code_already() -> None:
    assert [block.kind for block in read("before\n```python\nx = 1")] == ["text", "code"]


def test_only_the_last_block_changes_while_an_answer_grows() -> None:
    first = read("one\n\n```\ncode\n```\n\ntwo")
    second = read("one\n\n```\ncode\n```\n\ntwo and three")
    assert first[:-1] == second[:-1]


@pytest.mark.parametrize(
    "text",
    [
        "x" * 60_001,
        "[" * 50_000,
        "> " * 150 + "deep",
        "- " * 150 + "deep",
        "`a` " * 800,
        "[\\frac{~~" * 400,
        "$x$ > " * 400,
    ],
    ids=["long", "brackets", "quotes", "lists", "code in one paragraph", "links in one", "formulas in one"],
)
def test_what_cannot_be_read_is_shown_as_it_is(text: str) -> None:
    assert read(text) == [Block("plain", text=text)]


def test_marks_count_by_the_paragraph_that_they_stand_in() -> None:
    listed = read("- `a` `b` [c](d)\n" * 500)
    assert "plain" not in {block.kind for block in listed}


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "vbscript:x", "data:text/html,x"])
def test_dangerous_addresses_are_no_links(address: str) -> None:
    assert "href" not in read(f"[words]({address})")[0].html


def test_only_whole_addresses_of_messages_are_links() -> None:
    assert "<a href='parley:message/12'" in read("[then](parley:message/12)")[0].html
    for address in (
        "parley:message/",
        "parley:message/1x",
        "parley:delete/1",
        "parley:message/1?x",
        "parley://message/1",
    ):
        assert "href" not in read(f"[then]({address})")[0].html


def test_images_are_told_and_not_shown() -> None:
    html = read("![a cat](https://example.org/cat.png)")[0].html
    assert "image not loaded: a cat https://example.org/cat.png" in html
    assert "<img" not in html


def test_html_comes_out_as_letters() -> None:
    assert "&lt;script&gt;" in read("<script>alert(1)</script>")[0].html


def test_words_without_end_can_be_broken() -> None:
    assert "\u200b" in plain_html("x" * 1_000)


@pytest.mark.parametrize("dark", [False, True])
def test_code_is_coloured_letter_by_letter(dark: bool) -> None:
    text = "def f(x):\n    return '<&>'  # é\n\n\n"
    letters = _Letters()
    letters.feed(code_html(text, "python", dark=dark))
    assert letters.text == text
    letters = _Letters()
    letters.feed(code_html(text, "no such language", dark=dark))
    assert letters.text == text
