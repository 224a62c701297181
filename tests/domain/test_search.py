"""What people type to find something."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.messages import Role
from desktop_app.domain.search import MAX_LENGTH, MAX_TERMS, SearchQuery, Term, parse_query
from desktop_app.domain.search_words import cjk_words


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("  \t\n ", []),
        ("hello", [Term("hello", prefix=True)]),
        ("hello ", [Term("hello")]),
        ("good mor", [Term("good"), Term("mor", prefix=True)]),
        ("a", [Term("a")]),
        ("a b", [Term("a"), Term("b")]),
        ("plan b", [Term("plan"), Term("b")]),
        ("begin* word", [Term("begin", prefix=True), Term("word", prefix=True)]),
        ('"in this order"', [Term("in this order")]),
        ('"in this ord', [Term("in this ord", prefix=True)]),
        ('say "hello there" now ', [Term("say"), Term("hello there"), Term("now")]),
        ('"  two   spaces "', [Term("two spaces")]),
        ("don't", [Term("don't")]),
        ("can't go", [Term("can't"), Term("go", prefix=True)]),
        ("http://example.org/page", [Term("http://example.org/page", prefix=True)]),
        ("tag:home ", [Term("tag:home")]),
        ("AND OR NOT NEAR ", [Term("AND"), Term("OR"), Term("NOT"), Term("NEAR")]),
        ("!!! ?", []),
        ("🙂", []),
        ("排序", [Term("排 序", unspaced=True)]),
        ("用Python排序 x ", [Term("用 Python 排 序", unspaced=True), Term("x")]),
        ("用Py", [Term("用 Py", unspaced=True, prefix=True)]),
        ("cafe\u0301", [Term("café", prefix=True)]),
    ],
)
def test_words_and_phrases(text: str, terms: list[Term]) -> None:
    assert parse_query(text) == SearchQuery(terms=tuple(terms))


def test_conditions() -> None:
    query = parse_query('persona:"Mental Health Nurse" in:Household ROLE:me before:2026-05-04 after:2025 has:code x ')
    assert query.terms == (Term("x"),)
    assert (query.persona, query.within, query.role) == ("Mental Health Nurse", "Household", Role.USER)
    assert query.before == datetime(2026, 5, 4).astimezone()
    assert query.after == datetime(2025, 1, 1).astimezone()
    assert query.has_code
    assert query.is_about_messages
    places = parse_query("is:pinned is:trash is:archived")
    assert (places.pinned, places.trashed, places.archived) == (True, True, True)
    assert not places.is_about_messages


@pytest.mark.parametrize("text", ["persona:", "in:", "role:", "before:", "has:", "is:", 'in:"'])
def test_a_condition_that_is_still_being_typed_asks_for_nothing(text: str) -> None:
    assert parse_query(text).is_empty


@pytest.mark.parametrize("text", ["role:king", "is:blue", "has:wings", "before:noon", "after:2026-13", "before:0000"])
def test_a_condition_without_sense_is_words(text: str) -> None:
    query = parse_query(text)
    assert [term.text for term in query.terms] == [text]
    assert query == SearchQuery(terms=query.terms)


def test_a_colon_inside_words_is_no_condition() -> None:
    assert parse_query('"is:pinned" main:role:user ').terms == (Term("is:pinned"), Term("main:role:user"))


def test_what_is_endless_is_cut() -> None:
    assert len(parse_query("word " * 10_000).terms) == MAX_TERMS
    assert len(parse_query("x" * 100_000).terms[0].text) == MAX_LENGTH


@given(st.text(st.characters(), max_size=60))
def test_any_text_is_a_query(text: str) -> None:
    query = parse_query(text)
    for term in query.terms:
        assert term.text.encode()
        assert any(map(str.isalnum, term.text))
        assert '"' not in term.text
        assert "\0" not in term.text


@given(st.text(st.sampled_from("排序是字 aB1。か\n")))
def test_characters_without_spaces_between_them_become_words(text: str) -> None:
    words = cjk_words(text)
    if words is None:
        assert not set(text) & set("排序是字か")
    else:
        assert words.replace(" ", "") == "".join(text.split())
        assert all(len(word) == 1 or word.isascii() or "。" in word for word in words.split())
