"""The little language of phrases."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.phrases import PhraseError, compile_phrase
from tests.support.often import often

LISTS = {"pets": ("cat", "guinea pig")}


def matches(source: str, words: str) -> dict[str, str] | None:
    found = compile_phrase(source, LISTS).pattern.fullmatch("".join(f"{word} " for word in words.split()))
    if found is None:
        return None
    return {name: text.strip() for name, text in found.groupdict().items() if text and not name.startswith("_")}


@pytest.mark.parametrize(
    ("source", "words", "taken"),
    [
        ("hello", "hello", {}),
        ("hello [there]", "hello", {}),
        ("hello [there]", "hello there", {}),
        ("(hi|good morning)", "good morning", {}),
        ("* weather *", "how is the weather now", {}),
        ("* weather *", "weather", {}),
        ("my name is {value}", "my name is ada lovelace", {"value": "ada lovelace"}),
        ("{x} is {y}", "tea is good", {"x": "tea", "y": "good"}),
        ("i am {n:number}", "i am 35", {"n": "35"}),
        ("my {who@pets} is {value:word}", "my guinea pig is old", {"who": "guinea pig", "value": "old"}),
        ("i have a @pets", "i have a guinea pig", {}),
        ("what (is|was) [the (big|small)] {x:word}", "what is the big idea", {"x": "idea"}),
        ("c++ (a.b)", "c++ a.b", {}),
    ],
)
def test_phrases_match_whole_clauses(source: str, words: str, taken: dict[str, str]) -> None:
    assert matches(source, words) == taken


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("hello", "hello there"),
        ("hello", "hell"),
        ("my {x:word}", "my two words"),
        ("i am {n:number}", "i am old"),
        ("a.b", "axb"),
        ("my {who@pets}", "my pig"),
    ],
)
def test_and_nothing_else(source: str, words: str) -> None:
    assert matches(source, words) is None


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", "is empty"),
        ("(a", "lacks a “)”"),
        ("a)", "a bracket too many"),
        ("[a|]", "empty choice"),
        ("a|", "empty choice"),
        ("{a} {a}", "takes “a” twice"),
        ("{a:tree}", "none of"),
        ("{a@trees}", "does not exist"),
        ("@trees", "does not exist"),
        ("{a", "is not understood"),
        ("{A}", "is not understood"),
        ("* * * * *", "more than 4 open places"),
        ("((((((a))))))", "nests brackets"),
    ],
)
def test_what_is_wrong_is_said(source: str, words: str) -> None:
    with pytest.raises(PhraseError, match=re.escape(words)):
        compile_phrase(source, LISTS)


@pytest.mark.parametrize(
    ("source", "anchors"),
    [
        ("what is (lunch|dinner)", {"lunch", "dinner"}),
        ("(hi|hello) [there]", {"hi", "hello"}),
        ("[please] *", set()),
        ("my @pets", {"cat", "guinea"}),
    ],
)
def test_anchors_are_words_that_must_be_there(source: str, anchors: set[str]) -> None:
    assert compile_phrase(source, LISTS).anchors == anchors


@given(st.text("ab ()[]|*{}@:_", max_size=30))
@settings(max_examples=often(500))
def test_any_source_is_compiled_or_refused(source: str) -> None:
    try:
        phrase = compile_phrase(source, LISTS)
    except PhraseError:
        return
    phrase.pattern.fullmatch("a b a b a b ")
