"""The part of a text that a list of hits shows."""

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.search import parse_query
from desktop_app.domain.snippets import snippet


def marked(text: str, query: str, width: int = 160) -> str:
    line, ranges = snippet(text, parse_query(query).terms, width)
    for start, end in reversed(ranges):
        line = f"{line[:start]}[{line[start:end]}]{line[end:]}"
    return line


def test_every_hit_is_marked_whatever_its_case_and_accents() -> None:
    assert marked("The Café in the café", "cafe ") == "The [Café] in the [café]"
    assert marked("The Cafe\u0301", "café ") == "The [Café]"
    assert marked("naïve and straße", "naive straße ") == "[naïve] and [straße]"


def test_a_begun_word_marks_the_whole_one() -> None:
    assert marked("printers and a sprint", "prin") == "[printers] and a sprint"


def test_whole_words_only() -> None:
    assert marked("category, cat, concat", "cat ") == "category, [cat], concat"


def test_phrases_span_what_is_no_letter() -> None:
    assert marked("one, two; then two one", '"one two"') == "[one, two]; then two one"
    assert marked("I don't know", "don't ") == "I [don't] know"


def test_several_terms() -> None:
    assert marked("salt and pepper", "pepper salt ") == "[salt] and [pepper]"


def test_words_in_unspaced_text() -> None:
    assert marked("今天学习排序算法，很好", "排序") == "今天学习[排序]算法，很好"
    assert marked("我们用Python排序", "用python") == "我们[用Python]排序"


def test_a_long_text_is_cut_around_the_first_hit() -> None:
    line = marked("before " * 50 + "needle " + "after " * 50, "needle ")
    assert line.startswith("…before")
    assert "[needle] after" in line
    assert line.endswith("after…")
    assert line.index("[needle]") < 40
    assert len(line) < 170


def test_marks_of_markdown_are_left_out() -> None:
    assert marked("**Step 2 of 7.** Say `next`", "step next ") == "[Step] 2 of 7. Say [next]"
    assert marked("2**10 is 1024", "10 ") == "2**[10] is 1024"


def test_one_line() -> None:
    assert marked("first\n\n  second\tthird  ", "second ") == "first [second] third"


def test_a_hit_that_cannot_be_seen_shows_the_beginning() -> None:
    assert marked("nothing of it here", "elsewhere ") == "nothing of it here"


@given(st.text(max_size=300), st.text(max_size=20))
def test_no_text_and_no_query_is_too_much(text: str, query: str) -> None:
    line, ranges = snippet(text, parse_query(query).terms)
    assert "\n" not in line
    at = 0
    for start, end in ranges:
        assert at <= start < end <= len(line)
        at = end
    assert len(line) <= 200
