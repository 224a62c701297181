"""What Markdown of models holds beyond paragraphs: each is read as what it means, and nothing is taken for it."""

import pytest

from desktop_app.ui.markdown.blocks import Block, MarkdownReader
from desktop_app.ui.markdown.html import Colours

COLOURS = Colours("#0000ff", "#eeeeee", "#cccccc", "#777777")


def read(text: str) -> list[Block]:
    return MarkdownReader().blocks(text, COLOURS)


def kinds(text: str) -> list[str]:
    return [block.kind for block in read(text)]


def html(text: str) -> str:
    return "".join(block.html + "".join(block.rows) for block in read(text))


def test_tasks_have_boxes_that_say_what_they_are() -> None:
    shown = html("- [x] done\n- [ ] open\n- [ ]\n- [y] no")
    assert shown.count("src='box:done' alt='☑ '") == 1
    assert shown.count("src='box:open' alt='☐ '") == 1
    assert "[ ]" in shown
    assert "[y] no" in shown


def test_footnotes_stand_at_the_end_and_their_marks_in_the_text() -> None:
    shown = html("One[^n] and [^none].\n\n[^n]: The *note*.\n\nTwo.")
    assert shown.index("Two.") < shown.index("<hr") < shown.index("The <i>note</i>.")
    assert shown.count("vertical-align: super") == 2
    assert "[^none]" in shown


def test_a_footnote_that_nobody_marks_is_shown_as_well() -> None:
    assert "lonely" in html("Text.\n\n[^x]: lonely")


def test_terms_and_their_meanings() -> None:
    shown = html("Term\n: one\n: two\n\nOther\n: three")
    assert shown.count("font-weight: 600") == 2
    assert shown.count("-qt-block-indent: 1") == 3
    assert ": one" not in shown
    assert "12: no" in html("At\n12: no")


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("so $x^2$ is", "x^2"),
        ("($n$)", "n"),
        ("$5 = x$", "5 = x"),
        (r"a \(b + c\) d", "b + c"),
        (r"a \[b\] d", "b"),
        ("so $$a\nb$$ is", "a\nb"),
        (r"$\$5$", r"\$5"),
    ],
)
def test_formulas_in_a_line(text: str, tex: str) -> None:
    assert f"alt='{tex}'" in html(text)


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $10.",
        "between $1,000–$2,000",
        "$HOME and $PATH, or $HOME/$USER",
        "US$5 or A$6",
        "5$ and 6$",
        "$20M (vs. $15M)",
        "from $5 to 10$ a day",
        "`$x$`",
        r"\$x\$",
        r"\[note\] and \(see below\)",
        r"\[text\](http://a.b)",
        "$ x $",
        "$x\n\ny$",
    ],
)
def test_what_only_looks_like_a_formula(text: str) -> None:
    assert "formula:" not in html(text)
    assert "formula" not in kinds(text)


@pytest.mark.parametrize("text", ["$$\nx = 1\n$$", "$$ x = 1 $$", "\\[\nx = 1\n\\]", "$$x\n= 1$$"])
def test_formulas_on_lines_of_their_own(text: str) -> None:
    blocks = read(f"before\n{text}\nafter")
    assert [block.kind for block in blocks] == ["text", "formula", "text"]
    assert blocks[1].text.split() == ["x", "=", "1"]


def test_a_formula_that_does_not_end_stays_text() -> None:
    assert kinds("$$\nx = 1\n\nmore\n$$") == ["text"]


@pytest.mark.parametrize("tag", ["think", "thinking"])
def test_thoughts_stand_apart_also_before_they_end(tag: str) -> None:
    thought, answer = read(f"<{tag}>\nhm\n\n```py\nx\n```\n</{tag}>\n\nYes.")
    assert (thought.kind, thought.text, thought.open) == ("thought", "hm\n\n```py\nx\n```", False)
    assert "Yes." in answer.html
    (thought,) = read(f"<{tag}>\nhm\n\n- so")
    assert (thought.kind, thought.text, thought.open) == ("thought", "hm\n\n- so", True)


def test_a_thought_in_the_midst_of_an_answer() -> None:
    assert kinds("One\n<think>two</think>three") == ["text", "thought", "text"]
    assert kinds("```\n<think>\n```") == ["code"]
    assert "&lt;think&gt;" in html("a <think> b")


def test_code_and_quotes_stand_within_lists() -> None:
    text = "1. one\n\n   ```py\n   x\n   ```\n\n   > said\n2. two"
    blocks = read(text)
    assert [block.kind for block in blocks] == ["text", "code", "text", "text"]
    assert blocks[1].indent == 24
    assert blocks[2].bars == (24,)
    assert "start='2'" in blocks[3].html


def test_the_bars_of_quotes_go_on_as_far_as_the_quotes() -> None:
    blocks = read("> a\n>\n> > b\n>\n> c\n\n> d")
    assert [(len(block.bars), block.continued) for block in blocks] == [(1, 0), (2, 1), (1, 1), (1, 0)]


def test_very_many_blocks_in_a_list_become_running_text() -> None:
    text = "".join(f"- item {number}\n\n      code {number}\n\n" for number in range(100))
    blocks = read(text)
    assert {block.kind for block in blocks} == {"text"}
    assert "code 99" in blocks[-1].html


def test_lists_of_any_depth_keep_room_for_their_words() -> None:
    shown = html("".join(f"{'  ' * level}- level {level}\n" for level in range(40)))
    assert "level 39" in shown
    assert "-qt-list-indent: 11" not in shown


def test_a_table_is_its_rows() -> None:
    (table,) = read("| a | b |\n|:-:|--:|\n| **x** | `y` |")
    assert table.kind == "table"
    assert "align='center'" in table.rows[0]
    assert "<b>x</b>" in table.rows[1]


def test_bare_addresses_are_links_without_what_follows_them() -> None:
    shown = html("See https://example.org/a_b_c, (http://example.org/x) and [https://a.b](https://c.d).")
    assert shown.count("<a href=") == 3
    assert "href='https://example.org/a_b_c'" in shown
    assert "href='http://example.org/x'" in shown


def test_code_keeps_its_direction_in_text_from_right_to_left() -> None:
    assert "\u2066code();\u2069" in html("שלום `code();` עולם")
    assert "\u2066" not in html("hello `code();`")


def test_pictures_are_those_that_are_attached() -> None:
    assert "<img src='attachment:7' alt='a cat'>" in html("![a cat](attachment:7)")
    assert "<img" not in html("![x](attachment:../7) ![y](file:///etc/passwd) ![z](http://a.b/c.png)")
