"""The rules for facts, measured by sentences with what they tell."""

import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.fact_language import FactLanguage
from desktop_app.domain.fact_rules import MOST_STATEMENTS, understood
from desktop_app.domain.fact_text import MAX_READ
from desktop_app.domain.facts import CATEGORIES, MAX_VALUE, Statement, Stating
from desktop_app.formats.fields import entries_of, items_of, text_of
from desktop_app.formats.yaml_source import read_yaml
from desktop_app.paths import resource
from desktop_app.services.resources import load_fact_languages
from tests.support.often import often

_FOLDER = Path(__file__).parent
_KEYED = frozenset({"name", "place", "work", "family", "date", "pet"})
_LEADING = ("a ", "an ", "the ", "my ", "our ", "your ", "his ", "her ", "their ")


@cache
def _languages() -> tuple[FactLanguage, ...]:
    return load_fact_languages(resource("memory"))


def _plain(value: str) -> str:
    plain = value.casefold().strip().rstrip(".!?,;: ")
    for word in _LEADING:
        plain = plain.removeprefix(word)
    return plain


def _compared(category: str, key: str, value: str) -> tuple[str, str, str]:
    return category, key.casefold() if category in _KEYED else "", _plain(value)


def _labelled(name: str) -> list[tuple[str, set[tuple[str, str, str]]]]:
    found = []
    for item in items_of(read_yaml((_FOLDER / name).read_bytes(), name), "sentences"):
        entry = entries_of(item, "sentence")
        facts = [
            [text_of(word, "word") for word in items_of(fact, "fact")] for fact in items_of(entry["facts"], "facts")
        ]
        found.append((text_of(entry["text"], "text"), {_compared(*fact) for fact in facts}))
    return found


def _learned(text: str) -> set[tuple[str, str, str]]:
    stated = (said for said in understood(text, _languages()) if said.stating is Stating.STATED)
    return {_compared(said.category, said.key, said.value) for said in stated}


@pytest.mark.parametrize("name", ["tuning.yaml", "held_out.yaml", "german.yaml"])
def test_what_is_learned_is_right_and_little_is_missed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    sentences = _labelled(name)
    learned = [(_learned(text), wanted) for text, wanted in sentences]
    right = sum(len(found & wanted) for found, wanted in learned)
    precision = right / max(sum(len(found) for found, _wanted in learned), 1)
    recall = right / max(sum(len(wanted) for _found, wanted in learned), 1)
    with capsys.disabled():
        sys.stdout.write(f"\n{name}: {len(sentences)} sentences, precision {precision:.3f}, recall {recall:.3f}\n")
    assert (precision >= 0.98, recall >= 0.85) == (True, True)


_SAID = "I my am name is not and live in love Rome tea , . ? : ' ` remember that forget actually, it's sister called"
_WORDS = st.sampled_from([*_SAID.split(), "Ich", "heiße", "```", "(", "*", "'s", '"'])


@settings(max_examples=often(80), deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(_WORDS, max_size=120).map(" ".join)))
def test_no_text_breaks_the_rules(text: str) -> None:
    previous = Statement("name", "name", "Ada")
    for said in understood(text, _languages(), previous):
        assert said.category in ("", *CATEGORIES)
        assert len(said.key) <= MAX_VALUE >= len(said.value)
        assert "\0" not in said.value


@pytest.mark.parametrize(
    "piece",
    ["I ", "my ", "I love a, ", "I love tea and ", '"', "'a ", "(", "I am not ", "my sister is called ", "note that "],
)
def test_work_is_bounded_for_any_message(piece: str) -> None:
    """Counted in calls, which no other program on the computer changes."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    text = piece * (2 * MAX_READ // len(piece))
    understood(text, _languages())
    sys.setprofile(count)
    try:
        found = understood(text, _languages())
    finally:
        sys.setprofile(None)
    assert len(found) <= MOST_STATEMENTS
    assert calls < 400_000


def test_what_is_denied_or_to_be_forgotten_is_told_from_what_is_stated() -> None:
    said = understood("I no longer live in Porto. Please forget that I like tea. Forget my birthday.", _languages())
    assert [(each.category, each.key, each.value, each.stating) for each in said] == [
        ("place", "home", "Porto", Stating.DENIED),
        ("like", "tea", "tea", Stating.FORGOTTEN),
        ("date", "birthday", "", Stating.FORGOTTEN),
    ]
    before = Statement("place", "home", "Graz")
    assert understood("Sorry, I meant Linz.", _languages(), before) == [Statement("place", "home", "Linz")]
