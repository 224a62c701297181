"""A text that grows ends in the same blocks as one that is read all at once, however it is cut."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it.token import Token

from desktop_app.ui.markdown.blocks import Block, MarkdownReader, joined
from desktop_app.ui.markdown.groups import Group, GroupParser
from desktop_app.ui.markdown.html import Colours
from desktop_app.ui.markdown.reading import LONGEST_BLOCK, MOST_LINES

COLOURS = Colours("#0000ff", "#eeeeee", "#cccccc", "#777777")
CORPUS = sorted(Path(__file__).with_name("corpus").glob("*.md"))
LINES = [
    "a",
    "text [a] more",
    "[a]: http://x/y",
    "[a]:",
    '/url "t',
    't"',
    "# h",
    "===",
    "---",
    "- a",
    "  - b",
    "1. x",
    "2) y",
    "   c",
    "    d",
    "> q",
    ">",
    "```",
    "```py",
    "~~~",
    "  ```",
    "````",
    "|a|b|",
    "|-|-|",
    "|[a]|`x|y`|",
    "***",
    "[b]: <u>",
    "*e",
    "`c",
    "<div>",
    "-",
    "+",
    "'title",
    "![i][a]",
    "[A",
    "a]",
    "$$",
    "$$ x $$",
    "\\[",
    "\\]",
    "$x$ and $5",
    "\\(y\\)",
    "[^1]: note",
    "[^1]",
    "[^n]:",
    ": meaning",
    "Term",
    "- [ ] do",
    "- [x] done",
    "<think>",
    "</think>",
    "</think> and <thinking>",
    "  <think>",
    "</thinking>",
    "- - * +",
    "> - ```",
    "   ```",
]
lines = st.sampled_from([*LINES, *[""] * 8, "  ", "\t"])
texts = st.builds(
    lambda end, parts: end.join(parts), st.sampled_from(["\n", "\n", "\r\n"]), st.lists(lines, max_size=14)
)
nasty = st.text(alphabet="ab 12\n\n\t*_~`#>-+|[]()!<:=$\\^\r\0", max_size=120)
cuts = st.lists(st.integers(0, 120), max_size=8)


def at_once(text: str) -> list[Block]:
    """Read a whole text, section by section between thoughts, each with the addresses of all of them."""
    parser = GroupParser()
    rest = re.sub(r"\r\n?", "\n", text).replace("\0", "\ufffd")
    references: dict[str, Any] = {}
    found: list[list[Token] | Group] = []
    while rest:
        tokens, references = parser.split(rest, references)
        thought = tokens.pop()[0] if tokens and tokens[-1][0].type == "thought" else None
        found += tokens
        if thought is None or thought.map is None:
            break
        after = "\n".join(rest.split("\n")[thought.map[0] :])
        opening = re.match(r" *<(\w+)>", after)
        assert opening is not None
        words, closing, rest = after[opening.end() :].partition(f"</{opening[1]}>")
        found.append(Group([Block("thought", text=words.strip("\n"), open=not closing)]))
    groups = [each if isinstance(each, Group) else parser.group(each, "", references, COLOURS) for each in found]
    return joined(groups, COLOURS)


def grown(text: str, places: list[int]) -> list[Block]:
    """Read a text that comes in pieces."""
    reading = MarkdownReader().begin(COLOURS)
    for place in sorted(places):
        reading.read(text[:place])
    return joined(reading.read(text), COLOURS)


def test_there_are_enough_answers() -> None:
    assert len(CORPUS) >= 30


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: str(file.stem))
def test_an_answer_that_comes_letter_by_letter_is_shown_like_a_whole_one(
    file: Path, pytestconfig: pytest.Config
) -> None:
    text = file.read_bytes().decode()
    every = 7 if pytestconfig.getoption("--full") else 23
    reading = MarkdownReader().begin(COLOURS)
    for end in range(len(text) + 1):
        so_far = joined(reading.read(text[:end]), COLOURS)
        if end % every == 0 or end == len(text):
            assert so_far == at_once(text[:end])


@given(texts, cuts)
@example('[a]: /url\n"title\n===\nmore\n\n[a]', [12, 18])
@example("```\n\t", [])
@example("- a\n\n-", [5])
def test_lines_in_any_order_grow_into_what_they_are(text: str, places: list[int]) -> None:
    assert grown(text, places) == at_once(text)


@given(nasty, cuts)
def test_letters_in_any_order_grow_into_what_they_are(text: str, places: list[int]) -> None:
    assert grown(text, places) == at_once(text)


def test_a_late_address_reaches_the_blocks_that_name_it_and_no_others() -> None:
    reading = MarkdownReader().begin(COLOURS)
    before = reading.read("[one][x]\n\nplain\n\n[two][y]\n\n")
    blocks = [group.blocks for group in before]
    after = reading.read("[one][x]\n\nplain\n\n[two][y]\n\n[x]: https://example.org/\n")
    assert "https://example.org/" in after[0].blocks[0].html
    assert [group.blocks for group in after[1:]] == blocks[1:]


def test_only_the_end_is_read_again() -> None:
    reading = MarkdownReader().begin(COLOURS)
    passage = "A **paragraph**.\n\n- a list\n- of two\n\n```py\nx = 1\n```\n\n"
    before = reading.read(passage * 50)
    after = reading.read(passage * 50 + "and more")
    # The list at the end of what is settled may be the last one that could still have grown.
    assert all(one is other for one, other in zip(before[:-2], after, strict=False))


@pytest.mark.parametrize(
    "text",
    ["- item of a list\n" * (MOST_LINES + 500), "word " * (LONGEST_BLOCK // 3), "a\n" * 3_000, "|a" * 6_000 + "\n"],
    ids=["list", "paragraph", "lines", "columns"],
)
@pytest.mark.parametrize("step", [3_001, 20_000, 10**6])
def test_what_is_too_long_to_read_is_plain_however_it_came(text: str, step: int) -> None:
    text = f"before\n\n{text}"
    (before, *after) = grown(text, list(range(0, len(text), step)))
    assert before.kind == "text"
    assert {block.kind for block in after} == {"plain"}
    assert "".join(block.text for block in after).split() == text.split()[1:]


def test_a_long_answer_is_read_from_end_to_end() -> None:
    text = "A paragraph with **some** words.\n\n```py\nx = 1\n```\n\n" * 5_000
    blocks = grown(text, [])
    assert {block.kind for block in blocks} == {"text", "code"}
    assert sum(block.kind == "code" for block in blocks) == 5_000
